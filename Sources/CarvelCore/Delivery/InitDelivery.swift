/// Begins a delivery in a repository: writes `delivery.yaml` and `.gitignore`.
public struct InitDelivery: Sendable {
    let delivery: Delivery

    /// - Parameter delivery: what `delivery.yaml` is to say.
    /// - Throws: `DeliveryError` where a reader of that file would refuse it.
    public init(_ delivery: Delivery) throws(DeliveryError) {
        _ = try Delivery(yaml: delivery.yaml)
        self.delivery = delivery
    }

    /// The files as they should be.
    ///
    /// - Throws: `DeliveryError` where there is a `delivery.yaml` that says something else: it may be hand-written, and
    ///   is not overwritten.
    public func edit(_ tree: RepositoryTree) throws(DeliveryError) -> RepositoryEdit {
        var edit = RepositoryEdit()
        let (file, ignoreFile) = (tree.path(of: Delivery.fileName), tree.path(of: GitIgnore.fileName))
        try tree.refuseNamesakes(of: delivery)
        if let text = tree.files[file] {
            guard try Delivery(yaml: text, file: file) == delivery else {
                throw DeliveryError(
                    at: file,
                    "the repository has one already, and it says something else",
                    hint: "edit that file, and push it"
                )
            }
        } else {
            edit.files[file] = delivery.yaml
            edit.notes.append("begin delivery \(delivery.name)")
        }
        if let ignored = GitIgnore.adding(to: tree.files[ignoreFile]) {
            edit.files[ignoreFile] = ignored
            if edit.notes.isEmpty { edit.notes.append("keep values files out of the repository") }
        }
        return edit
    }
}
