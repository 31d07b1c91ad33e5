import YAMLDocument

/// What a package says about its values: which keys there are, of which types, with which defaults.
public struct ValuesSchema: Sendable {
    /// The document as a whole.
    let root: SchemaField
    /// Validations that the schema has but that are not judged here, such as those with a function of their own; each
    /// says where it is. Values that pass may still be refused by them.
    public let notJudged: [String]

    init(root: SchemaField, notJudged: [String] = []) {
        self.root = root
        self.notJudged = notJudged
    }
}

/// One place for a value: the document, a member of a map, or the items of an array.
struct SchemaField: Sendable {
    var type: SchemaType
    /// The value if none is given; `nil` if the schema does not say.
    var initial: PlacedValue?
    /// Where the schema says it.
    var line: SourceLine?
    var validation: ValuesValidation?
}

/// A member of a map.
struct SchemaMember: Sendable {
    let key: String
    let field: SchemaField
}

indirect enum SchemaType: Sendable {
    enum Scalar: Sendable {
        case string, integer, float, boolean
    }

    case any
    /// `null`, or the other type.
    case nullable(SchemaType)
    case scalar(Scalar)
    case array(items: SchemaField)
    /// Keys beyond the members are refused, unless there is a type for them.
    case map(members: [SchemaMember], others: SchemaType?)

    /// What ytt calls this type.
    var name: String {
        switch self {
        case .any: "any"
        case .nullable(let type): type.name
        case .scalar(.string): "string"
        case .scalar(.integer): "integer"
        case .scalar(.float): "float"
        case .scalar(.boolean): "boolean"
        case .array: "array"
        case .map: "map"
        }
    }

    /// Whether a scalar fits, as far as its type goes.
    func takes(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (.any, _), (.nullable, .null): true
        case (.nullable(let type), _): type.takes(value)
        case (.scalar(.string), .string), (.scalar(.boolean), .bool): true
        case (.scalar(.integer), .int), (.scalar(.integer), .uint): true
        case (.scalar(.float), .int), (.scalar(.float), .uint), (.scalar(.float), .double): true
        default: false
        }
    }
}
