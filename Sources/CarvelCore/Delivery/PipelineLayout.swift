/// The folders of a cluster that Flux brings Helm releases to, and the `.gitignore` that keeps plain values files out.
///
/// It has no `delivery.yaml`: that is about Packages on run clusters, and such a repository need have neither. A delivery
/// can be begun in it later.
public struct PipelineLayout: Sendable {
    let path: String

    /// The folder that a cluster follows where nothing else is said.
    public static let usualPath = "clusters/dev"
    private static let folders = ["repositories", "releases", "secrets"]
    /// git keeps no empty folders.
    private static let placeholder = ".gitkeep"

    /// - Parameter path: the folder that the cluster follows.
    /// - Throws: `DeliveryError` where it is no folder of the repository.
    public init(path: String) throws(DeliveryError) {
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard !parts.contains("..") else {
            throw DeliveryError("--path \(path) leads out of the repository, expected a folder in it")
        }
        self.path = parts.map { $0 + "/" }.joined() + "helm"
    }

    /// The files as they should be; what is there stays.
    public func edit(_ tree: RepositoryTree) -> RepositoryEdit {
        var edit = RepositoryEdit()
        for folder in Self.folders.map({ "\(path)/\($0)" }) where !tree.files.hasFiles(below: folder) {
            edit.files["\(folder)/\(Self.placeholder)"] = ""
        }
        if !edit.files.isEmpty { edit.notes.append("lay out \(path)") }
        if let ignored = GitIgnore.adding(to: tree.files[GitIgnore.fileName]) {
            edit.files[GitIgnore.fileName] = ignored
            if edit.notes.isEmpty { edit.notes.append("keep values files out of the repository") }
        }
        return edit
    }
}
