import OrderedCollections
import YAMLDocument

/// Where a kubeconfig Secret takes Flux, read as Flux reads it: the key `value` first and `value.yaml` next, and of the
/// current context what its controllers keep.
///
/// Source: Flux, `runtime/client` of `fluxcd/pkg`.
struct FluxDestination: Sendable {
    /// The key that Flux reads.
    let key: String
    /// How Flux talks to the cluster. It holds credentials.
    let connection: ClusterConnection
    /// What Flux leaves out, such as `user "admin": exec`.
    let dropped: [String]

    /// The keys that Flux looks for, in that order.
    private static let keys = ["value", "value.yaml"]
    private static let clusterMembers: Set<String> = [
        "server", "tls-server-name", "certificate-authority-data", "proxy-url", "disable-compression",
    ]
    private static let userMembers: Set<String> = [
        "client-certificate-data", "client-key-data", "username", "password", "token",
    ]

    /// - Parameter host: by whose network the cluster would be reached.
    /// - Throws: `DeliveryError` where Flux could make nothing of the Secret; never with what it holds.
    init(_ secret: KubernetesObject, host: Host) throws(DeliveryError) {
        let data = secret.json["data"]?.object ?? [:]
        guard let key = Self.keys.first(where: { data[$0].map { !$0.isNull } ?? false }) else {
            let present = data.keys.isEmpty ? "it has none" : "it has \(data.keys.sorted().joined(separator: ", "))"
            throw DeliveryError("has no key value or value.yaml, where Flux looks for the kubeconfig (\(present))")
        }
        let bytes = data[key]?.string.flatMap(Base64.decode) ?? []
        guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty else {
            throw DeliveryError("has no text under \(key), the key that Flux reads")
        }
        self.key = key
        do {
            let place = "Secret \"\(secret.name)\", key \(key)"
            var whole = Kubeconfig()
            try whole.merge(text, file: place)
            let entries = try whole.entries(ofContext: nil)
            let cluster = Self.cut(entries.cluster, to: Self.clusterMembers)
            let user = Self.cut(entries.user, to: Self.userMembers)
            dropped = cluster.dropped + user.dropped
            var kept = Kubeconfig()
            try kept.merge(YAMLWriter.string(Self.config(cluster.kept, user.kept)), file: place)
            var connection = try kept.connection(host: Host(http: host.http))
            connection.name = "Secret \"\(secret.name)\""
            self.connection = connection
        } catch {
            throw DeliveryError("Flux can't read it: \(error)")
        }
    }

    private static func config(_ cluster: JSONObject, _ user: JSONObject) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Config", "current-context": "flux",
            "contexts": [["name": "flux", "context": ["cluster": "flux", "user": "flux"]]],
            "clusters": [["name": "flux", "cluster": .object(cluster)]],
            "users": [["name": "flux", "user": .object(user)]],
        ]
    }

    private static func cut(
        _ entry: Kubeconfig.Entry,
        to members: Set<String>
    ) -> (kept: JSONObject, dropped: [String]) {
        var kept = JSONObject()
        var dropped: [String] = []
        for (member, value) in entry.members.object ?? [:] where !isEmpty(value) {
            if members.contains(member) {
                kept[member] = value
            } else if member != "extensions", entry.members["\(member)-data"].map(isEmpty) ?? true {
                dropped.append("\(entry.kind) \"\(entry.name)\": \(member)")
            }
        }
        return (kept, dropped)
    }

    private static func isEmpty(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool(false), .string(""), .array([]), .object([:]): true
        default: false
        }
    }
}
