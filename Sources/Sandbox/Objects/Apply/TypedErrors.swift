import CarvelCore
import OrderedCollections
import YAMLDocument

extension StructuralSchema {
    /// What keeps a value from being applied: fields that are not declared, and values of another form.
    ///
    /// Each error names its field: `.spec.x: field not declared in schema`.
    func typeErrors(of value: JSONValue) -> [String] {
        var errors: [String] = []
        collectTypeErrors(value, at: [], into: &errors)
        return errors
    }

    private func collectTypeErrors(_ value: JSONValue, at path: FieldPath, into errors: inout [String]) {
        func fail(_ message: String) { errors.append(path.isEmpty ? message : "\(path.description): \(message)") }
        if value.isNull { return }
        switch type {
        case .object:
            guard let members = value.object else { return fail("expected map, got &{\(value.goText)}") }
            collectTypeErrors(members, at: path, into: &errors)
        case .array:
            guard let values = value.array else { return fail("expected list, got &{\(value.goText)}") }
            collectTypeErrors(values, at: path, into: &errors)
        case .string:
            if value.string == nil { fail("expected string, got &value.valueUnstructured{Value:\(value.goText)}") }
        case .boolean:
            if value.bool == nil { fail("expected boolean, got &{\(value.goText)}") }
        case .integer, .number:
            if !value.isNumber { fail("expected numeric (int or float), got \(value.goType)") }
        case .integerOrString, .any:
            break
        }
    }

    private func collectTypeErrors(_ members: JSONObject, at path: FieldPath, into errors: inout [String]) {
        for (name, value) in members {
            let inner = path + [.field(name)]
            guard let schema = member(name) else {
                errors.append("\(inner.description): field not declared in schema")
                continue
            }
            schema.collectTypeErrors(value, at: inner, into: &errors)
        }
    }

    private func collectTypeErrors(_ values: [JSONValue], at path: FieldPath, into errors: inout [String]) {
        var seen: Set<FieldPathElement> = []
        for (index, value) in values.enumerated() {
            guard listType != .atomic else {
                element.collectTypeErrors(value, at: path + [.index(index)], into: &errors)
                continue
            }
            if case .map(let keys) = listType {
                let absent = keys.filter { value[$0] == nil && element.properties[$0]?.defaultValue == nil }
                if let first = absent.first {
                    let place = (path + [.index(index)]).description
                    let cause = "associative list with keys has an element that omits key field \"\(first)\""
                    errors.append("\(place): \(cause) (and doesn't have default value)")
                    continue
                }
            }
            let key = pathElement(of: value)
            if !seen.insert(key).inserted {
                errors.append("\(path.description): duplicate entries for key \(key.description)")
            }
            element.collectTypeErrors(value, at: path + [key], into: &errors)
        }
    }
}

extension JSONValue {
    var isNumber: Bool {
        switch self {
        case .int, .uint, .double: true
        default: false
        }
    }

    /// The value as Go's `%v` prints it.
    var goText: String {
        switch self {
        case .null: "<nil>"
        case .bool(let value): "\(value)"
        case .int, .uint, .double: String(decoding: JSONWriter.bytes(self), as: UTF8.self)
        case .string(let value): value
        case .array(let values): "[\(values.map(\.goText).joined(separator: " "))]"
        case .object(let members):
            "map[\(members.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.goText)" }.joined(separator: " "))]"
        }
    }

    /// The name of Go's type for it, as `%T` prints it.
    fileprivate var goType: String {
        switch self {
        case .null: "<nil>"
        case .bool: "bool"
        case .int: "int64"
        case .uint: "uint64"
        case .double: "float64"
        case .string: "string"
        case .array: "[]interface {}"
        case .object: "map[string]interface {}"
        }
    }
}
