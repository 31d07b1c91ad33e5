import OrderedCollections
import YAMLDocument

extension StructuralSchema {
    /// Reads an `openAPIV3Schema` of a CustomResourceDefinition.
    convenience init(openAPI schema: JSONValue) {
        var properties: [String: StructuralSchema] = [:]
        for (name, property) in schema["properties"]?.object ?? [:] {
            properties[name] = StructuralSchema(openAPI: property)
        }
        self.init(
            openAPI: schema,
            properties: properties,
            preservesUnknownFields: schema["x-kubernetes-preserve-unknown-fields"]?.bool ?? false
        )
    }

    /// The schema of whole objects, whose `apiVersion`, `kind` and `metadata` the server knows better than the CRD.
    static func root(openAPI schema: JSONValue) -> StructuralSchema {
        var properties: [String: StructuralSchema] = [:]
        for (name, property) in schema["properties"]?.object ?? [:] {
            properties[name] = StructuralSchema(openAPI: property)
        }
        properties["apiVersion"] = StructuralSchema(.string)
        properties["kind"] = StructuralSchema(.string)
        properties["metadata"] = .objectMeta
        return StructuralSchema(
            openAPI: schema,
            properties: properties,
            preservesUnknownFields: schema["x-kubernetes-preserve-unknown-fields"]?.bool ?? false
        )
    }

    private convenience init(
        openAPI schema: JSONValue,
        properties: [String: StructuralSchema],
        preservesUnknownFields: Bool
    ) {
        let isIntOrString = schema["x-kubernetes-int-or-string"]?.bool ?? false
        let mapSchema = schema["additionalProperties"]?.object.map { StructuralSchema(openAPI: .object($0)) }
        let allowsAnyMember = schema["additionalProperties"]?.bool ?? false
        self.init(
            isIntOrString ? .integerOrString : schema["type"]?.string.flatMap(ValueType.init(rawValue:)) ?? .any,
            properties: properties,
            additionalProperties: mapSchema ?? (allowsAnyMember ? .anything : nil),
            items: schema["items"].map { StructuralSchema(openAPI: $0) },
            listType: Self.listType(schema),
            isAtomic: schema["x-kubernetes-map-type"]?.string == "atomic",
            preservesUnknownFields: preservesUnknownFields,
            isNullable: schema["nullable"]?.bool ?? false,
            required: (schema["required"]?.array ?? []).compactMap(\.string),
            defaultValue: schema["default"],
            limits: Limits(openAPI: schema),
            rules: (schema["x-kubernetes-validations"]?.array ?? []).compactMap { rule in
                ValidationRule(rule: rule["rule"]?.string ?? "", message: rule["message"]?.string)
            },
            hasOwnRules: schema["x-kubernetes-validations"]?.array?.isEmpty == false
        )
    }

    private static func listType(_ schema: JSONValue) -> ListType {
        switch schema["x-kubernetes-list-type"]?.string {
        case "set": .set
        case "map": .map(keys: (schema["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string))
        default: .atomic
        }
    }
}

extension StructuralSchema.Limits {
    init(openAPI schema: JSONValue) {
        enumeration = schema["enum"]?.array ?? []
        pattern = schema["pattern"]?.string
        format = schema["format"]?.string
        minimum = schema["minimum"]?.number
        maximum = schema["maximum"]?.number
        isMinimumExclusive = schema["exclusiveMinimum"]?.bool ?? false
        isMaximumExclusive = schema["exclusiveMaximum"]?.bool ?? false
        multipleOf = schema["multipleOf"]?.number
        minLength = schema["minLength"]?.int
        maxLength = schema["maxLength"]?.int
        minItems = schema["minItems"]?.int
        maxItems = schema["maxItems"]?.int
        minProperties = schema["minProperties"]?.int
        maxProperties = schema["maxProperties"]?.int
        hasUniqueItems = schema["uniqueItems"]?.bool ?? false
    }
}

extension JSONValue {
    /// The number, if this is one.
    var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .uint(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
}
