import YAMLDocument

/// What the objects of a resource type may hold: an OpenAPI v3 schema in the structural form that Kubernetes asks for.
///
/// Of CEL rules (`x-kubernetes-validations`) only the simple ones are evaluated, see `ValidationRule`.
final class StructuralSchema: Sendable {
    /// The types that a value may have; `any` allows each.
    enum ValueType: String, Sendable {
        case object, array, string, integer, number, boolean
        /// `x-kubernetes-int-or-string`
        case integerOrString
        case any
    }

    /// How server-side apply merges a list.
    enum ListType: Sendable, Hashable {
        /// As one value.
        case atomic
        /// Of scalars, each its own entry.
        case set
        /// Of objects that these members tell apart.
        case map(keys: [String])
    }

    let type: ValueType
    let properties: [String: StructuralSchema]
    /// The schema of members that `properties` does not name: this object is a map.
    let additionalProperties: StructuralSchema?
    let items: StructuralSchema?
    let listType: ListType
    /// An object or map that is applied as one value.
    let isAtomic: Bool
    /// Members that no schema names are kept, and merged as if any were declared.
    let preservesUnknownFields: Bool
    let isNullable: Bool
    let required: [String]
    let defaultValue: JSONValue?
    let limits: Limits
    /// Whether this schema or one inside it has a default; saves walks through objects that need none.
    let hasDefaults: Bool
    let rules: [ValidationRule]
    /// Whether this schema or one inside it has CEL rules, evaluated or not.
    let hasRules: Bool

    /// The rules about a value beyond its type.
    struct Limits: Sendable {
        var enumeration: [JSONValue] = []
        var pattern: String?
        var format: String?
        var minimum: Double?
        var maximum: Double?
        var isMinimumExclusive = false
        var isMaximumExclusive = false
        var multipleOf: Double?
        var minLength: Int?
        var maxLength: Int?
        var minItems: Int?
        var maxItems: Int?
        var minProperties: Int?
        var maxProperties: Int?
        var hasUniqueItems = false
    }

    init(
        _ type: ValueType,
        properties: [String: StructuralSchema] = [:],
        additionalProperties: StructuralSchema? = nil,
        items: StructuralSchema? = nil,
        listType: ListType = .atomic,
        isAtomic: Bool = false,
        preservesUnknownFields: Bool = false,
        isNullable: Bool = false,
        required: [String] = [],
        defaultValue: JSONValue? = nil,
        limits: Limits = Limits(),
        rules: [ValidationRule] = [],
        hasOwnRules: Bool = false
    ) {
        self.type = type
        self.properties = properties
        self.additionalProperties = additionalProperties
        self.items = items
        self.listType = listType
        self.isAtomic = isAtomic
        self.preservesUnknownFields = preservesUnknownFields
        self.isNullable = isNullable
        self.required = required
        self.defaultValue = defaultValue
        self.limits = limits
        hasDefaults =
            defaultValue != nil || items?.hasDefaults == true || additionalProperties?.hasDefaults == true
            || properties.values.contains(where: \.hasDefaults)
        self.rules = rules
        hasRules =
            hasOwnRules || items?.hasRules == true || additionalProperties?.hasRules == true
            || properties.values.contains(where: \.hasRules)
    }
}

extension StructuralSchema {
    /// The schema for a value of which nothing is known.
    static let anything = StructuralSchema(.any, preservesUnknownFields: true)

    /// The schema of a member, or `nil` where none is declared.
    func member(_ name: String) -> StructuralSchema? {
        properties[name] ?? additionalProperties ?? (preservesUnknownFields ? Self.anything : nil)
    }

    /// The schema of the elements of a list.
    var element: StructuralSchema { items ?? Self.anything }
}
