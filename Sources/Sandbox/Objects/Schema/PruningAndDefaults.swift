import OrderedCollections
import YAMLDocument

extension StructuralSchema {
    /// The value without fields that the schema does not know; their paths, such as `spec.x[0].y`, are added to the list.
    func pruning(_ value: JSONValue, at path: String = "", unknown: inout [String]) -> JSONValue {
        switch value {
        case .object(let members) where type == .object || type == .any:
            var result = JSONObject(minimumCapacity: members.count)
            for (name, value) in members {
                let inner = path.isEmpty ? name : "\(path).\(name)"
                if let schema = member(name) {
                    result[name] = schema.pruning(value, at: inner, unknown: &unknown)
                } else if type == .any && properties.isEmpty {
                    result[name] = value
                } else {
                    unknown.append(inner)
                }
            }
            return .object(result)
        case .array(let values):
            guard let items else { return value }
            return .array(
                values.enumerated().map { index, value in
                    items.pruning(value, at: "\(path)[\(index)]", unknown: &unknown)
                }
            )
        default:
            return value
        }
    }

    /// The value with the schema's defaults where nothing, or a null that may not be, stands.
    func defaulting(_ value: JSONValue) -> JSONValue {
        guard hasDefaults else { return value }
        switch value {
        case .object(var members):
            for (name, schema) in properties where schema.hasDefaults {
                if let defaultValue = schema.defaultValue {
                    let present = members[name]
                    if present == nil || (present?.isNull == true && !schema.isNullable) {
                        members[name] = defaultValue
                    }
                }
                if let present = members[name] { members[name] = schema.defaulting(present) }
            }
            if let additionalProperties, additionalProperties.hasDefaults {
                for (name, value) in members where properties[name] == nil {
                    members[name] = additionalProperties.defaulting(value)
                }
            }
            return .object(members)
        case .array(let values):
            guard let items else { return value }
            return .array(values.map { items.defaulting($0) })
        default:
            return value
        }
    }
}
