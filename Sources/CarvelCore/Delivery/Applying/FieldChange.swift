import OrderedCollections
public import YAMLDocument

/// One field that is other than it should be. Values of secrets are masked.
public struct FieldChange: Sendable, Hashable {
    /// The field's path, such as `.spec.interval`.
    public var field: String
    /// The value that it has; `nil` for none.
    public var before: JSONValue?
    /// The value that it should have; `nil` for none.
    public var after: JSONValue?

    /// All fields in which two objects differ, in the order of the objects. Lists count as one field.
    static func all(from before: JSONValue, to after: JSONValue, at path: String = "") -> [FieldChange] {
        guard let old = before.object, let new = after.object else {
            return before == after ? [] : [FieldChange(field: path, before: before, after: after)]
        }
        let keys = Array(old.keys) + new.keys.filter { old[$0] == nil }
        return keys.flatMap { key -> [FieldChange] in
            let field = path + FieldPath.step(key)
            switch (old[key], new[key]) {
            case (let old?, let new?): return all(from: old, to: new, at: field)
            case (let old, let new): return [FieldChange(field: field, before: old, after: new)]
            }
        }
    }
}

/// Paths of fields, as the API server writes them: names after dots, keys of lists in brackets.
enum FieldPath {
    /// A member as a step of a path; names with dots are quoted, so that people can tell where they end.
    static func step(_ key: String) -> String {
        key.contains(".") ? "[\"\(key)\"]" : ".\(key)"
    }

    /// The value at a path as the server writes it, in which names with dots are not quoted; `nil` where there is none.
    static func value(_ path: some StringProtocol, in value: JSONValue) -> JSONValue? {
        if path.isEmpty { return value }
        if path.first == ".", let members = value.object {
            let rest = path.dropFirst()
            // The longest name that fits: `.metadata.labels.app.kubernetes.io/part-of`.
            let keys = members.keys.filter { key in
                guard rest.hasPrefix(key) else { return false }
                let next = rest.dropFirst(key.count).first
                return next == nil || next == "." || next == "["
            }
            guard let key = keys.max(by: { $0.count < $1.count }), let member = members[key] else { return nil }
            return self.value(String(rest.dropFirst(key.count)), in: member)
        }
        if path.first == "[", let end = path.firstIndex(of: "]"), let elements = value.array {
            let key = path[path.index(after: path.startIndex)..<end]
            guard let element = self.element(String(key), of: elements) else { return nil }
            return self.value(String(path[path.index(after: end)...]), in: element)
        }
        return nil
    }

    /// The element of a list that a key such as `name="x"` means.
    private static func element(_ key: String, of elements: [JSONValue]) -> JSONValue? {
        let parts = key.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let wanted = try? JSONReader.value(String(parts[1])) else { return nil }
        return elements.first { $0[String(parts[0])] == wanted }
    }
}
