import OrderedCollections
public import YAMLDocument

extension ValuesSchema {
    /// Reads what a Package carries as `spec.valuesSchema.openAPIv3`.
    ///
    /// ytt writes such schemas, and people do. What says nothing about a value's type takes any value, so this schema
    /// may be looser than the one that the package's own templates apply.
    public init(openAPI schema: JSONValue) {
        self.init(root: OpenAPISchemaReader.field(schema))
    }
}

private enum OpenAPISchemaReader {
    static func field(_ schema: JSONValue) -> SchemaField {
        var type = type(schema)
        var initial = schema["default"].map { PlacedValue($0, line: nil) }
        if schema["nullable"]?.bool == true {
            if case .any = type {} else { type = .nullable(type) }
            initial = initial ?? .scalar(.null)
        }
        return SchemaField(
            type: type,
            initial: initial ?? type.initial,
            line: nil,
            validation: validation(schema)
        )
    }

    private static func type(_ schema: JSONValue) -> SchemaType {
        switch schema["type"]?.string {
        case "string": return .scalar(.string)
        case "integer": return .scalar(.integer)
        case "number": return .scalar(.float)
        case "boolean": return .scalar(.boolean)
        case "array": return .array(items: schema["items"].map(field) ?? SchemaField(type: .any))
        case "object":
            let members = (schema["properties"]?.object ?? [:]).map {
                SchemaMember(key: $0.key, field: field($0.value))
            }
            return .map(members: members, others: others(schema))
        default: return .any
        }
    }

    /// The type of the members that are not declared: anything goes, unless the schema says no.
    private static func others(_ schema: JSONValue) -> SchemaType? {
        guard let others = schema["additionalProperties"] else { return .any }
        if let allowed = others.bool { return allowed ? .any : nil }
        return type(others)
    }

    private static func validation(_ schema: JSONValue) -> ValuesValidation? {
        var rules: [ValuesRule] = []
        if let least = (schema["minLength"] ?? schema["minItems"])?.int { rules.append(.minLength(least)) }
        if let most = (schema["maxLength"] ?? schema["maxItems"])?.int { rules.append(.maxLength(most)) }
        if let least = schema["minimum"] { rules.append(.min(least)) }
        if let most = schema["maximum"] { rules.append(.max(most)) }
        if let values = schema["enum"]?.array { rules.append(.oneOf(values)) }
        return rules.isEmpty ? nil : ValuesValidation(rules: rules, line: nil)
    }
}

extension SchemaType {
    /// The value that the type implies if none is given: of a map what its members imply.
    var initial: PlacedValue? {
        guard case .map(let members, _) = self else { return nil }
        return .map(
            members.compactMap { member in
                member.field.initial.map { initial in
                    PlacedValue.Member(key: .string(member.key), value: initial, line: member.field.line)
                }
            }
        )
    }
}
