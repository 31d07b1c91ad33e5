/// What a build cluster has of a delivery, read by a list of each kind: to ask for thousands of objects one by one would
/// take minutes.
struct PresentObjects: Sendable {
    /// None at all: every object is asked for.
    static let none = PresentObjects(namespace: nil)

    private let namespace: String?
    private var objects: [ResourceType: [String: KubernetesObject]] = [:]
    private var secrets: Set<String> = []

    private init(namespace: String?) {
        self.namespace = namespace
    }

    /// Reads what bears the delivery's labels. What may not be listed is asked for one by one, where the user is told.
    init(_ manifests: DeliveryManifests, on client: ClusterClient) async {
        let delivery = manifests.delivery
        namespace = delivery.build.namespace
        async let sources = Self.list(manifests.flux.types.gitRepository, of: delivery, on: client)
        async let kustomizations = Self.list(manifests.flux.types.kustomization, of: delivery, on: client)
        // Of Secrets it is enough that they are there.
        let secrets = try? await client.list(
            .secret,
            namespace: delivery.build.namespace,
            labelSelector: "\(Labels.managedBy)=\(ClusterClient.fieldManager)",
            reading: .only("metadata.name")
        )
        self.secrets = Set((secrets ?? []).map(\.name))
        objects[manifests.flux.types.gitRepository] = await sources
        objects[manifests.flux.types.kustomization] = await kustomizations
    }

    private static func list(
        _ type: ResourceType,
        of delivery: Delivery,
        on client: ClusterClient
    ) async -> [String: KubernetesObject] {
        let selector = Labels.selector(of: delivery)
        let found = try? await client.list(type, namespace: delivery.build.namespace, labelSelector: selector)
        return Dictionary((found ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// An object, with its `managedFields`; `nil` where it must be asked for.
    func object(_ type: ResourceType, namespace: String?, name: String) -> KubernetesObject? {
        namespace == self.namespace ? objects[type]?[name] : nil
    }

    /// Whether a Secret is there; if not, it must be asked for.
    func hasSecret(_ name: String) -> Bool { secrets.contains(name) }
}
