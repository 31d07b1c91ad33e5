import YAMLDocument

extension RepositoryEdit {
    /// Changes a file that a person may have written, in its first document of a kind, and leaves all else in it as it
    /// is.
    ///
    /// - Throws: `DeliveryError` where the file's layout has no place for the change.
    mutating func change(
        _ path: String,
        of tree: RepositoryTree,
        kind: ResourceType,
        _ change: (inout YAMLText, _ document: Int) throws -> Void
    ) throws(DeliveryError) {
        do {
            var text = try YAMLText(files[path] ?? tree.files[path] ?? "", file: path)
            let document = text.documents.firstIndex { $0["kind"]?.string == kind.kind } ?? 0
            try change(&text, document)
            files[path] = text.text
        } catch {
            throw DeliveryError("\(error)")
        }
    }
}
