import OrderedCollections
import YAMLDocument

/// One object that has to do with a delivery, on one cluster, and how it is.
public struct SeenObject: Sendable, Hashable {
    /// The cluster, as the user knows it.
    public var cluster: String
    /// The kind as objects name it, such as `Kustomization`.
    public var kind: String
    /// The object's namespace; `nil` for what is in none.
    public var namespace: String?
    /// The object's name.
    public var name: String
    /// How it is.
    public var state: State
    /// Whether its owner has stopped it: it then keeps its last state.
    public var isSuspended = false
    /// The git revision or the package version that its controller has come to.
    public var revision: String?
    /// Why it is so, secrets masked.
    public var message: String?

    /// How an object is, as far as the object itself tells it.
    public enum State: String, Sendable, Hashable {
        /// Its controller is done with it.
        case ready
        case failed
        case progressing
        /// It is there, and says no more of itself.
        case present
        /// It should be there, and is not.
        case missing
        /// It could not be looked at.
        case unseen
    }

    /// Kind and name, as kubectl has them.
    public var title: String { "\(kind)/\(name)" }
}

extension SeenObject {
    /// An object that is there.
    init(_ object: KubernetesObject, on cluster: String) {
        self.init(
            cluster: cluster,
            kind: object.kind,
            namespace: object.namespace,
            name: object.name,
            state: .present
        )
        // A Package has no controller that could say more.
        if let kind = StateKind(objectKind: object.kind, apiVersion: object.apiVersion), kind != .packages {
            let told = kind.state(of: object)
            state =
                switch told.readiness {
                case .ready: .ready
                case .notReady: .failed
                case .unknown: .progressing
                }
            isSuspended = told.isSuspended
            revision = told.revision
            // What a controller says of its success is no news.
            message = state == .ready ? nil : told.message.map(SecretText.masked)
        } else {
            let health = ObjectHealth(object)
            state = health.state
            message = health.message.map(SecretText.masked)
        }
    }

    /// The members that tell it; what is not known is left out.
    var json: JSONObject {
        var members: JSONObject = ["cluster": .string(cluster), "kind": .string(kind)]
        members["namespace"] = namespace.map(JSONValue.string)
        members["name"] = .string(name)
        members["state"] = .string(state.rawValue)
        if isSuspended { members["suspended"] = true }
        members["revision"] = revision.map(JSONValue.string)
        members["message"] = message.map(JSONValue.string)
        return members
    }
}

extension StateKind {
    /// The kind of objects that are of a delivery themselves; `nil` for all others.
    init?(objectKind: String, apiVersion: String) {
        guard let kind = Self.allCases.first(where: { $0.singular == objectKind.lowercased() }) else { return nil }
        let group = apiVersion.prefix { $0 != "/" }
        guard Self.groups.contains(String(group)) else { return nil }
        self = kind
    }

    private static let groups = Set(
        [
            ResourceType.gitRepository, .kustomization, .packageRepository, .package, .packageInstall, .app,
        ].map(\.group)
    )
}
