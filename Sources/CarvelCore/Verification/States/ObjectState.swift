import YAMLDocument

/// The state of one object of a delivery, as its controller tells it: what `flux get` shows, and for kapp-controller's
/// objects too.
public struct ObjectState: Sendable, Hashable {
    /// The object's namespace; `nil` for what is in none.
    public var namespace: String?
    /// The object's name.
    public var name: String
    /// The git revision or the package version that its controller has come to.
    public var revision: String?
    /// Whether its owner has stopped it: suspended, paused or canceled. Such an object keeps its last state.
    public var isSuspended: Bool
    /// Whether its controller is done with its latest change.
    public var readiness: Readiness
    /// The controller's own words.
    public var message: String?

    /// Whether a controller is done with an object's latest change, in the words of a `Ready` condition.
    public enum Readiness: String, Sendable, Hashable {
        case ready = "True"
        case notReady = "False"
        case unknown = "Unknown"
    }
}

extension ObjectState {
    init(_ object: KubernetesObject, revision: String?, isSuspended: Bool, _ readiness: Readiness, _ message: String?) {
        namespace = object.namespace
        name = object.name
        self.revision = revision
        self.isSuspended = isSuspended
        self.readiness = readiness
        self.message = message
    }

    /// An object of Flux.
    init(flux object: KubernetesObject, revision: String?) {
        let readiness: Readiness
        let message: String?
        switch FluxStatus(object: object).state {
        case .current, .suspended: (readiness, message) = FluxStatus(object: object).lastWord
        case .failed(let reason): (readiness, message) = (.notReady, reason)
        case .inProgress(let reason): (readiness, message) = (.unknown, reason)
        case .terminating: (readiness, message) = (.unknown, "is being deleted")
        }
        self.init(
            object,
            revision: revision,
            isSuspended: object.spec?["suspend"]?.bool == true,
            readiness,
            message
        )
    }

    /// An object of kapp-controller.
    init(carvel object: KubernetesObject, revision: String?) {
        let isBeingDeleted = object.deletionTimestamp != nil
        let status = CarvelStatus(object)
        let readiness: Readiness =
            switch status.verdict {
            case .verified: .ready
            case .failed: .notReady
            case .progressing, .unknown: .unknown
            }
        self.init(
            object,
            revision: revision,
            isSuspended: CarvelStatus.stopped(object) != nil,
            isBeingDeleted ? .unknown : readiness,
            isBeingDeleted ? "is being deleted" : status.reason ?? object.status?["friendlyDescription"]?.string
        )
    }
}
