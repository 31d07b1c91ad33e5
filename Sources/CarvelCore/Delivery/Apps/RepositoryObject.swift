import YAMLDocument

/// An object in a YAML file of the repository.
struct RepositoryObject: Sendable, Hashable {
    /// The path of the file from the repository's root.
    var file: String
    /// Which document of the file, counted from 0 and without those that hold nothing.
    var document: Int
    /// Where it is in its document: nowhere but at the top, unless that is a list of objects.
    var path: [YAMLPathElement]
    var object: KubernetesObject

    /// Kind, namespace and name.
    var title: String {
        [object.kind, object.namespace, object.name].compactMap(\.self).joined(separator: "/")
    }

    /// Whether it is of a type, in whatever version.
    func isA(_ type: ResourceType) -> Bool {
        object.kind == type.kind && object.apiGroup == type.group
    }
}

extension RepositoryTree {
    /// All objects in the YAML files of a folder and of those below it, by path and in the order of the files.
    ///
    /// - Throws: `DeliveryError` where such a file is no YAML.
    func objects(below folder: String) throws(DeliveryError) -> [RepositoryObject] {
        var objects: [RepositoryObject] = []
        for path in files(below: folder) where RepositorySnapshot.isYAML(path) {
            for (index, document) in try documents(path).enumerated() {
                objects += Self.objects(in: document, file: path, at: index)
            }
        }
        return objects
    }

    private static func objects(in document: JSONValue, file: String, at index: Int) -> [RepositoryObject] {
        // kapp takes lists of objects apart.
        if document["kind"]?.string?.hasSuffix("List") == true, let items = document["items"]?.array {
            return items.enumerated().filter { $0.element.object != nil }.map { position, item in
                RepositoryObject(
                    file: file,
                    document: index,
                    path: ["items", .index(position)],
                    object: KubernetesObject(item)
                )
            }
        }
        guard document["kind"]?.string != nil else { return [] }
        return [RepositoryObject(file: file, document: index, path: [], object: KubernetesObject(document))]
    }
}
