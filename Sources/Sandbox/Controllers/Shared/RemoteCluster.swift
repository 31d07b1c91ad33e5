import CarvelCore
import HTTPTransport
import OrderedCollections
import YAMLDocument

/// How a controller gets from a kubeconfig Secret to a connection with another cluster.
enum RemoteCluster {
    /// Which controller reads it: each keeps another part of a kubeconfig, and drops the rest without a word.
    enum Reader {
        case flux, kappController

        var clusterMembers: [String] {
            let members = ["server", "tls-server-name", "certificate-authority-data", "proxy-url"]
            return self == .flux ? members : members + ["insecure-skip-tls-verify"]
        }

        var userMembers: [String] {
            let members = ["client-certificate-data", "client-key-data", "username", "password", "token"]
            return members + (self == .flux ? ["tokenFile"] : ["as", "as-uid", "as-groups", "as-user-extra"])
        }

        /// Flux names the namespace itself.
        var contextMembers: [String] { self == .flux ? [] : ["namespace"] }

        fileprivate func complaint(of secret: SecretData, named name: ObjectKey, without keys: [String]) -> String {
            let expected = keys.map { "'\($0)'" }.joined(separator: " nor ")
            switch self {
            case .flux: return "KubeConfig secret '\(name)' does not contain a \(expected) key with data"
            case .kappController:
                let found = secret.entries.keys.sorted().joined(separator: ", ")
                return "Expected to find key \(expected) in secret (keys: \(found))"
            }
        }
    }

    /// Why a kubeconfig can't be used.
    struct Refusal: Error {
        var message: String
    }

    /// The connection that a Secret's kubeconfig gives, after the controller has dropped what it does not use.
    ///
    /// - Parameter key: the key in the Secret; `nil` for `value`, and `value.yaml` where there is no `value`.
    /// - Throws: `Refusal` where there is no kubeconfig under the key, or it can't be used.
    static func connection(
        _ secret: SecretData,
        named name: ObjectKey,
        key: String?,
        for reader: Reader
    ) throws(Refusal) -> ClusterConnection {
        let keys = key.map { [$0] } ?? ["value", "value.yaml"]
        guard let text = keys.lazy.compactMap({ secret[$0] }).first(where: { !$0.isEmpty }) else {
            throw Refusal(message: reader.complaint(of: secret, named: name, without: keys))
        }
        do {
            let config = try YAMLReader.document(text, file: "\(name)")
            var kubeconfig = Kubeconfig()
            try kubeconfig.merge(
                String(decoding: JSONWriter.bytes(filtered(config, for: reader)), as: UTF8.self),
                file: "secret \(name)"
            )
            return try kubeconfig.connection(host: podOfTheController)
        } catch {
            throw Refusal(message: "\(error)")
        }
    }

    /// The current context alone, with the members that the controller keeps.
    private static func filtered(_ config: JSONValue, for reader: Reader) -> JSONValue {
        func entry(_ list: String, _ name: JSONValue?) -> JSONValue? {
            config[list]?.array?.first { $0["name"] == name }
        }
        let context = entry("contexts", config["current-context"])?["context"]
        let cluster = keep(reader.clusterMembers, of: entry("clusters", context?["cluster"])?["cluster"])
        let user = keep(reader.userMembers, of: entry("users", context?["user"])?["user"])
        var target = keep(reader.contextMembers, of: context)
        target["cluster"] = "target"
        target["user"] = "target"
        return [
            "apiVersion": "v1", "kind": "Config", "current-context": "target",
            "contexts": [["name": "target", "context": target]],
            "clusters": [["name": "target", "cluster": cluster]],
            "users": [["name": "target", "user": user]],
        ]
    }

    private static func keep(_ members: [String], of entry: JSONValue?) -> JSONValue {
        var kept: JSONObject = [:]
        for member in members { kept[member] = entry?[member] }
        return .object(kept)
    }

    /// Where a `tokenFile` is looked for: there is nothing in the controller's pod.
    private static let podOfTheController = Host(http: Unreachable())

    private struct Unreachable: HTTPClient {
        func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
            throw HTTPTransportError(reason: .connectionFailed, message: "there is no network here")
        }
    }
}
