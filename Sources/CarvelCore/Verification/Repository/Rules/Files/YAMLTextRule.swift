import OrderedCollections
import YAMLDocument

/// Where Kubernetes takes nothing but text there is text, and no number or truth value that YAML made of it.
struct YAMLTextRule: RepositoryRule {
    static let name = "yaml-text"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        repository.deliveredFiles.flatMap(\.objects).flatMap { object in
            Self.paths(object).compactMap { finding(object, $0) }
        }
    }

    /// The ways to the members of an object that have to be texts.
    private static func paths(_ object: CheckedDocument) -> [[YAMLPathElement]] {
        var paths: [[YAMLPathElement]] = [["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "namespace"]]
        var maps: [[YAMLPathElement]] = [["metadata", "labels"], ["metadata", "annotations"]]
        switch object.object.kind {
        case ResourceType.secret.kind:
            maps += [["stringData"], ["data"]]
        case ResourceType.package.kind:
            paths += [["spec", "refName"], ["spec", "version"]]
        case ResourceType.packageInstall.kind:
            paths += [["spec", "serviceAccountName"], ["spec", "packageRef", "refName"]]
            for index in (object.json[path: "spec", "values"]?.array ?? []).indices {
                paths.append(["spec", "values", .index(index), "secretRef", "name"])
            }
        default: break
        }
        for map in maps {
            for key in object.json.value(at: map)?.object?.keys ?? [] { paths.append(map + [.key(key)]) }
        }
        return paths
    }

    private func finding(_ object: CheckedDocument, _ path: [YAMLPathElement]) -> RepositoryFinding? {
        guard let value = object.json.value(at: path), value.string == nil, !value.isNull else { return nil }
        let mark = object.place(path)
        return error(
            at: mark,
            "\(Self.dotted(path)) is read as \(value.typeWithArticle)",
            expected: "a text",
            advice: value.isScalar ? "put it in quotes" : nil
        )
    }

    private static func dotted(_ path: [YAMLPathElement]) -> String {
        path.reduce(into: "") { text, element in
            switch element {
            case .key(let key) where key.contains("."): text += "[\"\(key)\"]"
            case .key(let key): text += (text.isEmpty ? "" : ".") + key
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}

extension JSONValue {
    /// The value at the end of a path, or `nil` where there is none.
    func value(at path: some Sequence<YAMLPathElement>) -> JSONValue? {
        var value = self
        for element in path {
            let next: JSONValue? =
                switch element {
                case .key(let key): value[key]
                case .index(let index): value.array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }

    /// What a reader calls this kind of value, which may be secret itself.
    var typeWithArticle: String {
        switch self {
        case .null: "nothing"
        case .bool: "a truth value"
        case .int, .uint, .double: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "a mapping"
        }
    }

    fileprivate var isScalar: Bool { array == nil && object == nil }
}
