import OrderedCollections
import YAMLDocument

/// A kubeconfig cut down to what Flux uses of it.
struct FluxConfig: Sendable {
    /// The current context alone, with its cluster and user.
    let kubeconfig: Kubeconfig
    /// The names of the current context, and of its cluster.
    let names: (context: String, cluster: String)
    let dropped: [FluxReading.Dropped]
    let filePaths: [String]

    static let clusterMembers: Set<String> = [
        "server", "tls-server-name", "certificate-authority-data", "proxy-url", "disable-compression",
    ]
    static let userMembers: Set<String> = [
        "client-certificate-data", "client-key-data", "username", "password", "token",
    ]
    /// Whom they concern is the client alone; Flux takes no notice of them, and nothing is missing.
    private static let harmless: Set<String> = ["extensions"]

    /// - Parameter place: what messages call the text.
    init(_ text: String, place: String, permitted: FluxPermissions) throws(KubeconfigError) {
        var whole = Kubeconfig()
        try whole.merge(text, file: place)
        filePaths = Self.filePaths(in: whole)
        let entries = try whole.entries(ofContext: nil)
        names = (entries.context.name, entries.cluster.name)
        // Of another type, it spoils the whole kubeconfig for client-go, though it would not be used.
        _ = try entries.cluster.fields.truth("insecure-skip-tls-verify")

        var clusterMembers = Self.clusterMembers
        var userMembers = Self.userMembers
        if permitted.contains(.insecureTLS) { clusterMembers.insert("insecure-skip-tls-verify") }
        if permitted.contains(.exec) { userMembers.insert("exec") }
        if permitted.contains(.impersonation) { userMembers.formUnion(["as", "as-uid", "as-groups", "as-user-extra"]) }
        // client-go asks for the program's cluster in an extension.
        if permitted.contains(.exec) { clusterMembers.insert("extensions") }
        let cluster = Self.cut(entries.cluster, to: clusterMembers)
        var user = Self.cut(entries.user, to: userMembers)
        // A file beside a token is dropped; alone it is looked for in the controller's pod, where it is not.
        if user.kept["token"]?.string?.isEmpty ?? true, let file = entries.user.members["tokenFile"], !file.isEmptyValue
        {
            throw KubeconfigError(
                "\(entries.user.place): tokenFile: Flux looks for the file in its controller's own pod; put the token"
                    + " itself under token"
            )
        }
        user.dropped.removeAll { $0.member == "extensions" }
        dropped = cluster.dropped + user.dropped

        var cut = Kubeconfig()
        var context: JSONValue = ["cluster": .string(entries.cluster.name), "user": .string(entries.user.name)]
        context["namespace"] = entries.context.members["namespace"]
        let config: JSONValue = [
            "apiVersion": "v1", "kind": "Config", "current-context": .string(entries.context.name),
            "contexts": [["name": .string(entries.context.name), "context": context]],
            "clusters": [["name": .string(entries.cluster.name), "cluster": .object(cluster.kept)]],
            "users": [["name": .string(entries.user.name), "user": .object(user.kept)]],
        ]
        try cut.merge(YAMLWriter.string(config), file: place)
        kubeconfig = cut
    }

    private static func cut(
        _ entry: Kubeconfig.Entry,
        to members: Set<String>
    ) -> (kept: JSONObject, dropped: [FluxReading.Dropped]) {
        var kept = JSONObject()
        var dropped: [FluxReading.Dropped] = []
        for (member, value) in entry.members.object ?? [:] where !value.isEmptyValue {
            if members.contains(member) {
                kept[member] = value
            } else if !harmless.contains(member), !isSuperseded(member, entry) {
                dropped.append(FluxReading.Dropped(entry: "\(entry.kind) \"\(entry.name)\"", member: member))
            }
        }
        return (kept, dropped)
    }

    /// Whether the contents of a file stand beside its path, and win over it.
    private static func isSuperseded(_ member: String, _ entry: Kubeconfig.Entry) -> Bool {
        guard let data = entry.members["\(member)-data"] else { return false }
        return !data.isEmptyValue
    }

    private static func filePaths(in whole: Kubeconfig) -> [String] {
        func named(_ members: [String], _ entries: some Sequence<Kubeconfig.Entry>) -> [String] {
            entries.flatMap { entry in
                members.filter { member in entry.members[member].map { !$0.isEmptyValue } ?? false }
                    .map { "\(entry.kind) \"\(entry.name)\": \($0)" }
            }
        }
        return named(["certificate-authority"], whole.clusters.values)
            + named(["tokenFile", "client-certificate", "client-key"], whole.users.values)
    }
}

extension JSONValue {
    /// Whether a member of a kubeconfig with this value is as good as absent.
    var isEmptyValue: Bool {
        switch self {
        case .null, .string(""), .array([]), .object([:]), .bool(false): true
        default: false
        }
    }
}
