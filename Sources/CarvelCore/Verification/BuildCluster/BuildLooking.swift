/// The look at a build cluster while it is under way.
struct BuildLooking: Sendable {
    /// What is there once it has begun; or why it can't.
    typealias Beginning = Result<Begun, any Error>

    struct Begun: Sendable {
        let client: ClusterClient
        let types: FluxTypes
        let list: ObjectList
        let snapshot: ListSnapshot
        let survey: Task<KustomizationSurvey, Never>
    }

    private let beginning: Task<Beginning, Never>
    private let looking: Task<DeliveryVerifier.BuildSight, Never>

    /// Begins at once, and goes before the looks at run clusters: it is the longest, since its pages come one after the
    /// other.
    init(_ verifier: DeliveryVerifier) {
        let beginning = Task(priority: .high) { () -> Beginning in
            do {
                return .success(try await verifier.beginLook())
            } catch {
                return .failure(error)
            }
        }
        self.beginning = beginning
        looking = Task(priority: .high) { await verifier.buildSight(await beginning.value) }
    }

    /// Waits until it is settled what the Kustomizations tell, or that they can't be looked at: what is seen on a run
    /// cluster from then on is the effect of what they have applied.
    func begun() async { _ = await beginning.value }

    /// What is seen.
    func sight() async -> DeliveryVerifier.BuildSight { await looking.value }

    func cancel() {
        beginning.cancel()
        looking.cancel()
    }
}
