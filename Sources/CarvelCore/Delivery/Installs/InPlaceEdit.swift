import YAMLDocument

extension RepositoryEdit {
    /// Changes an object in a file that a person may have written, and leaves all else in it as it is.
    ///
    /// - Parameter object: by its kind, namespace and name it is told from others in the file.
    /// - Throws: `DeliveryError` where the file's layout has no place for the change.
    mutating func change(
        _ object: KubernetesObject,
        in path: String,
        of tree: RepositoryTree,
        _ change: (inout YAMLText, _ document: Int) throws -> Void
    ) throws(DeliveryError) {
        do {
            var text = try YAMLText(files[path] ?? tree.files[path] ?? "", file: path)
            try change(&text, Self.document(of: object, in: text, path))
            files[path] = text.text
        } catch let error as DeliveryError {
            throw error
        } catch {
            throw DeliveryError("\(error)")
        }
    }

    /// Adds an object at the end of a file, which may be a new one.
    ///
    /// - Throws: `DeliveryError` where the file can't be read.
    mutating func append(
        _ object: KubernetesObject,
        to path: String,
        of tree: RepositoryTree
    ) throws(DeliveryError) {
        let present = files[path] ?? tree.files[path] ?? ""
        let separated = present.isEmpty || present.hasSuffix("\n") ? present : present + "\n"
        let text = separated + "---\n" + YAMLWriter.string(object.json)
        do {
            // Whatever the file ends with must not swallow what comes after it.
            let count = try YAMLReader.documents(present, file: path).count
            guard try YAMLReader.documents(text, file: path).count == count + 1 else {
                throw DeliveryError(at: path, "ends so that no document can be added", hint: "add a line \"---\"")
            }
        } catch let error as DeliveryError {
            throw error
        } catch {
            throw DeliveryError("\(error)")
        }
        files[path] = text
    }

    /// Takes an object out of a file, and the file away if it holds nothing else.
    ///
    /// - Throws: `DeliveryError` where the file's layout does not let that be.
    mutating func remove(
        _ object: KubernetesObject,
        from path: String,
        of tree: RepositoryTree
    ) throws(DeliveryError) {
        try change(object, in: path, of: tree) { text, document in try text.removeDocument(document) }
        guard let text = files[path], let rest = try? YAMLReader.documents(text), rest.isEmpty else { return }
        files[path] = nil
        removals.insert(path)
    }

    private static func document(
        of object: KubernetesObject,
        in text: YAMLText,
        _ path: String
    ) throws(DeliveryError) -> Int {
        let index = text.documents.firstIndex { json in
            let other = KubernetesObject(json)
            return other.kind == object.kind && other.name == object.name && other.namespace == object.namespace
        }
        guard let index else {
            throw DeliveryError(
                at: path,
                "\(object.kind) \(object.name) is within a list of objects, where it can't be edited",
                hint: "give it a document of its own"
            )
        }
        return index
    }
}
