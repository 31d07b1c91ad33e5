import HTTPTransport
import OrderedCollections
import YAMLDocument

/// What Flux reads from the data of a kubeconfig Secret: from which key, what it makes of it, and what it silently
/// leaves out.
///
/// Source: Flux, `runtime/client` of `fluxcd/pkg`; Kubernetes, `k8s.io/client-go/tools/clientcmd`.
public struct FluxReading: Sendable, Hashable {
    /// The key of the Secret that is read.
    public let key: String
    /// How Flux talks to the cluster. It holds credentials.
    public let connection: ClusterConnection
    /// What stands in the current context, its cluster or its user, and counts for nothing.
    public let dropped: [Dropped]
    /// The entries anywhere in the kubeconfig that name files. Newer releases of Flux refuse all of it for them.
    public let filePaths: [String]
    let contextName: String
    let clusterName: String

    /// A member of the kubeconfig that Flux leaves out.
    public struct Dropped: Sendable, Hashable, CustomStringConvertible {
        /// The entry, such as `user "admin"`.
        public var entry: String
        /// The member of the entry, such as `exec`.
        public var member: String

        /// Such as `user "admin": exec`.
        public var description: String { "\(entry): \(member)" }
    }

    /// The keys that are read where a reference names none; the first one that is there counts, even if it is empty.
    public static let defaultKeys = ["value", "value.yaml"]

    /// Reads a Secret as Flux's controllers do.
    ///
    /// - Parameters:
    ///   - key: the key that the reference to the Secret names; `nil` where it names none.
    ///   - name: what messages call the cluster; by default the Secret.
    ///   - permissions: what the flags of the controllers permit.
    /// - Throws: `FluxReadingError` where Flux could not make a connection of it.
    public init(
        _ secret: KubernetesObject,
        key: String? = nil,
        calledName name: String? = nil,
        permitted permissions: FluxPermissions = []
    ) throws(FluxReadingError) {
        let data = secret.json["data"]
        let keys = key.flatMap { $0.isEmpty ? nil : [$0] } ?? Self.defaultKeys
        guard let found = keys.first(where: { data?[$0].map { !$0.isNull } ?? false }) else {
            let present = data?.object?.keys.sorted() ?? []
            throw FluxReadingError(secret: secret.name, .noKey(expected: keys, found: present))
        }
        guard let bytes = data?[found]?.string.flatMap(Base64.decode) else {
            throw FluxReadingError(secret: secret.name, .notBase64(key: found))
        }
        guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty else {
            throw FluxReadingError(secret: secret.name, bytes.isEmpty ? .empty(key: found) : .notText(key: found))
        }
        self.key = found
        do {
            let place = "Secret \"\(secret.name)\", key \(found)"
            let config = try FluxConfig(text, place: place, permitted: permissions)
            dropped = config.dropped
            contextName = config.names.context
            clusterName = config.names.cluster
            filePaths = config.filePaths
            var connection = try config.kubeconfig.connection(host: Self.podOfTheController)
            connection.name = name ?? secret.name
            self.connection = connection
        } catch {
            throw FluxReadingError(secret: secret.name, .kubeconfig(error))
        }
    }

    /// Where files would be looked for: nothing that a kubeconfig names is in the controller's pod.
    private static let podOfTheController = Host(http: NoNetwork())

    private struct NoNetwork: HTTPClient {
        func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
            throw HTTPTransportError(reason: .connectionFailed, message: "there is no network here")
        }
    }
}

/// Why Flux can make no connection of a Secret: what was found, and what to do; never a secret.
public struct FluxReadingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The Secret's name.
    public var secret: String
    /// What is wrong with it.
    public var reason: Reason

    /// What is wrong with a Secret.
    public enum Reason: Sendable, Hashable {
        /// None of the keys is there.
        case noKey(expected: [String], found: [String])
        case notBase64(key: String)
        case empty(key: String)
        case notText(key: String)
        /// What the key holds is no kubeconfig that works.
        case kubeconfig(KubeconfigError)
    }

    init(secret: String, _ reason: Reason) {
        self.secret = secret
        self.reason = reason
    }

    /// One sentence.
    public var description: String {
        switch reason {
        case .noKey(let keys, let found):
            "Secret \"\(secret)\" has no key \(keys.joined(separator: " or ")), where Flux looks for the kubeconfig (it has"
                + " \(found.isEmpty ? "none" : found.joined(separator: ", "))); make it anew"
        case .notBase64(let key): "Secret \"\(secret)\", key \(key): no base64"
        case .empty(let key):
            "Secret \"\(secret)\", key \(key): is empty, and Flux looks into no other; make the Secret anew"
        case .notText(let key): "Secret \"\(secret)\", key \(key): not a UTF-8 text"
        case .kubeconfig(let error): error.description
        }
    }
}
