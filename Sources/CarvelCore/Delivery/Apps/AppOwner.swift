import OrderedCollections
import YAMLDocument

/// From where an App fetches what it deploys. Apps bear no mark of their delivery, so by this they are told apart where
/// two deliveries have the same name for theirs.
struct AppSource: Sendable {
    /// The URL without credentials; `nil` where the App fetches something else than git.
    let url: String?
    /// The folder of the repository.
    let folder: String

    init(_ app: KubernetesObject) {
        let git = app.spec?["fetch"]?.array?.first?["git"]
        url = git?["url"]?.string.map(MaskedURL.text)
        folder = AppFiles.subPath(app) ?? "."
    }

    /// Server and path, which are the same by whichever protocol and however spelled.
    var repository: String? {
        guard let url else { return nil }
        let isURL = url.contains("://")
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let address = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
        // git@host:path stands for ssh://git@host/path.
        var parts = address.split(whereSeparator: { $0 == "/" || (!isURL && $0 == ":") }).map(String.init)
        if let host = parts.first { parts[0] = host.lowercased() }
        if let last = parts.last, last.hasSuffix(".git") { parts[parts.count - 1] = String(last.dropLast(4)) }
        return parts.joined(separator: "/")
    }

    /// What it deploys, in words.
    var words: String { url.map { "\(folder) of \($0)" } ?? "something else than a git repository" }
}

/// Whether an App on a cluster is the one that a delivery has there.
struct AppOwner: Sendable {
    let delivery: Delivery
    /// The App as the repository has it.
    let wanted: KubernetesObject
    /// The kubeconfig context of the App's cluster.
    let context: String

    /// Why the App on the cluster is taken for another delivery's; `nil` where it is not.
    ///
    /// - Parameter takesMoves: whether another folder of the same repository is taken for a change of ours.
    func doubt(about present: KubernetesObject, takesMoves: Bool) -> DeliveryError? {
        guard !Labels.marks(present, of: delivery) else { return nil }
        if present.label(Labels.managedBy) == ClusterClient.fieldManager, let other = present.label(Labels.partOf) {
            return DeliveryError("is left alone: it is part of delivery \"\(other)\"", hint: hint)
        }
        let (found, own) = (AppSource(present), AppSource(wanted))
        let isOwn = found.repository == own.repository && (takesMoves || found.folder == own.folder)
        guard !isOwn else { return nil }
        return DeliveryError(
            "is left alone: it deploys \(found.words), where this delivery's deploys \(own.words)",
            hint: hint
        )
    }

    private var hint: String {
        let kubectl = "kubectl --context \(context) -n \(wanted.namespace ?? "default")"
        let labels = Labels.of(delivery).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return "if it is another delivery's, give this one another name or namespace; if it is this one's, say so:"
            + " \(kubectl) label --overwrite apps.kappctrl.k14s.io \(wanted.name) \(labels.joined(separator: " ")); or"
            + " delete it by hand, which also deletes what it has deployed"
    }
}
