import CarvelCore
import OrderedCollections
import YAMLDocument

extension StatusError.Cause {
    static func required(_ field: String, _ detail: String = "") -> StatusError.Cause {
        StatusError.Cause(
            reason: "FieldValueRequired",
            message: detail.isEmpty ? "Required value" : "Required value: \(detail)",
            field: field
        )
    }

    static func invalid(_ field: String, _ value: JSONValue, _ detail: String) -> StatusError.Cause {
        StatusError.Cause(
            reason: "FieldValueInvalid",
            message: "Invalid value: \(value.quoted): \(detail)",
            field: field
        )
    }

    static func typeInvalid(_ field: String, _ value: JSONValue, _ detail: String) -> StatusError.Cause {
        StatusError.Cause(
            reason: "FieldValueTypeInvalid",
            message: "Invalid value: \(value.quoted): \(detail)",
            field: field
        )
    }

    static func notSupported(_ field: String, _ value: JSONValue, _ supported: [JSONValue]) -> StatusError.Cause {
        let listed = supported.map(\.quoted).joined(separator: ", ")
        return StatusError.Cause(
            reason: "FieldValueNotSupported",
            message: "Unsupported value: \(value.quoted): supported values: \(listed)",
            field: field
        )
    }

    static func tooLong(_ field: String, most: Int) -> StatusError.Cause {
        StatusError.Cause(
            reason: "FieldValueTooLong",
            message: "Too long: may not be more than \(most) bytes",
            field: field
        )
    }

    static func tooMany(_ field: String, _ count: Int, most: Int) -> StatusError.Cause {
        StatusError.Cause(
            reason: "FieldValueTooMany",
            message: "Too many: \(count): must have at most \(most) items",
            field: field
        )
    }

    /// What the server adds where errors of certain kinds kept it from evaluating CEL rules.
    static let rulesNotChecked = invalid(
        "<nil>",
        .null,
        "some validation rules were not checked because the object was invalid; "
            + "correct the existing errors to complete validation"
    )

    /// Whether CEL rules are not evaluated beside this error.
    var blocksRules: Bool {
        switch reason {
        case "FieldValueNotSupported", "FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany",
            "FieldValueTypeInvalid":
            true
        default: false
        }
    }
}

extension JSONValue {
    /// As errors show values.
    var quoted: String { String(decoding: JSONWriter.bytes(self), as: UTF8.self) }

    /// The name of the value's type in OpenAPI.
    var openAPIType: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .int, .uint: "integer"
        case .double: int == nil ? "number" : "integer"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

/// Checks custom resources against their schema, with the server's words for what is wrong.
struct SchemaValidator {
    private(set) var causes: [StatusError.Cause] = []

    /// What is wrong with an object; `metadata` is not looked at here.
    static func causes(of object: JSONValue, schema: StructuralSchema) -> [StatusError.Cause] {
        var validator = SchemaValidator()
        for (name, property) in schema.properties.sorted(by: { $0.key < $1.key }) where name != "metadata" {
            if let value = object[name] { validator.check(value, property, at: name) }
        }
        for name in schema.required where object[name] == nil { validator.causes.append(.required(name)) }
        if schema.hasRules {
            if validator.causes.contains(where: \.blocksRules) {
                validator.causes.append(.rulesNotChecked)
            } else {
                validator.checkRules(object, schema, at: "")
            }
        }
        return validator.causes
    }

    private mutating func checkRules(_ value: JSONValue, _ schema: StructuralSchema, at path: String) {
        guard schema.hasRules, !value.isNull else { return }
        for rule in schema.rules where !rule.accepts(value) {
            // The server names the type where a value would be too long to show.
            causes.append(.invalid(path.isEmpty ? "<nil>" : path, .string(value.openAPIType), rule.message))
        }
        for (name, value) in (value.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let property = schema.properties[name] ?? schema.additionalProperties else { continue }
            checkRules(value, property, at: path.isEmpty ? name : "\(path).\(name)")
        }
        if let items = schema.items {
            for (index, value) in (value.array ?? []).enumerated() {
                checkRules(value, items, at: "\(path)[\(index)]")
            }
        }
    }

    private mutating func check(_ value: JSONValue, _ schema: StructuralSchema, at path: String) {
        if value.isNull && schema.isNullable { return }
        guard schema.accepts(value) else {
            let type = value.openAPIType
            let detail = "\(path) in body must be of type \(schema.typeName): \"\(type)\""
            causes.append(.typeInvalid(path, .string(type), detail))
            return
        }
        let limits = schema.limits
        if !limits.enumeration.isEmpty && !limits.enumeration.contains(value) {
            causes.append(.notSupported(path, value, limits.enumeration))
        }
        switch value {
        case .string(let text): check(text, limits, at: path)
        case .int, .uint, .double: check(value, value.number ?? 0, limits, at: path)
        case .array(let values): check(values, schema, at: path)
        case .object(let members): check(members, schema, at: path)
        case .null, .bool: break
        }
    }

    private mutating func check(_ text: String, _ limits: StructuralSchema.Limits, at path: String) {
        let length = text.unicodeScalars.count
        if let most = limits.maxLength, length > most { causes.append(.tooLong(path, most: most)) }
        if let least = limits.minLength, length < least {
            causes.append(.invalid(path, .string(text), "\(path) in body should be at least \(least) chars long"))
        }
        if let pattern = limits.pattern, !PatternCache.shared.matches(text, pattern) {
            causes.append(.invalid(path, .string(text), "\(path) in body should match '\(pattern)'"))
        }
        if let format = limits.format, !ValueFormat.accepts(text, format) {
            let detail = "\(path) in body must be of type \(format): \(JSONValue.string(text).quoted)"
            causes.append(.typeInvalid(path, .string(text), detail))
        }
    }

    private mutating func check(
        _ value: JSONValue,
        _ number: Double,
        _ limits: StructuralSchema.Limits,
        at path: String
    ) {
        func text(_ bound: Double) -> String { JSONValue.double(bound).quoted }
        if let least = limits.minimum, number < least || (limits.isMinimumExclusive && number == least) {
            let relation = limits.isMinimumExclusive ? "greater than" : "greater than or equal to"
            causes.append(.invalid(path, value, "\(path) in body should be \(relation) \(text(least))"))
        }
        if let most = limits.maximum, number > most || (limits.isMaximumExclusive && number == most) {
            let relation = limits.isMaximumExclusive ? "less than" : "less than or equal to"
            causes.append(.invalid(path, value, "\(path) in body should be \(relation) \(text(most))"))
        }
        if let factor = limits.multipleOf, factor > 0, (number / factor).rounded() * factor != number {
            causes.append(.invalid(path, value, "\(path) in body should be a multiple of \(text(factor))"))
        }
    }

    private mutating func check(_ values: [JSONValue], _ schema: StructuralSchema, at path: String) {
        let limits = schema.limits
        if let most = limits.maxItems, values.count > most {
            causes.append(.tooMany(path, values.count, most: most))
        }
        if let least = limits.minItems, values.count < least {
            causes.append(.invalid(path, .array(values), "\(path) in body should have at least \(least) items"))
        }
        if limits.hasUniqueItems && Set(values).count < values.count {
            causes.append(.invalid(path, .array(values), "\(path) in body shouldn't contain duplicates"))
        }
        if let items = schema.items {
            for (index, value) in values.enumerated() { check(value, items, at: "\(path)[\(index)]") }
        }
        guard schema.listType != .atomic else { return }
        var seen: Set<FieldPathElement> = []
        for (index, value) in values.enumerated() where !seen.insert(schema.pathElement(of: value)).inserted {
            causes.append(
                StatusError.Cause(
                    reason: "FieldValueDuplicate",
                    message: "Duplicate value: \(value.quoted)",
                    field: "\(path)[\(index)]"
                )
            )
        }
    }

    private mutating func check(_ members: JSONObject, _ schema: StructuralSchema, at path: String) {
        let limits = schema.limits
        if let most = limits.maxProperties, members.count > most {
            causes.append(.tooMany(path, members.count, most: most))
        }
        if let least = limits.minProperties, members.count < least {
            let detail = "\(path) in body should have at least \(least) properties"
            causes.append(.invalid(path, .object(members), detail))
        }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let property = schema.properties[name] ?? schema.additionalProperties else { continue }
            check(value, property, at: "\(path).\(name)")
        }
        for name in schema.required where members[name] == nil { causes.append(.required("\(path).\(name)")) }
    }
}

extension StructuralSchema {
    /// Whether the value is of the schema's type.
    func accepts(_ value: JSONValue) -> Bool {
        switch type {
        case .any: true
        case .object: value.object != nil
        case .array: value.array != nil
        case .string: value.string != nil
        case .boolean: value.bool != nil
        case .number: value.isNumber
        case .integer: value.openAPIType == "integer"
        case .integerOrString: value.string != nil || value.openAPIType == "integer"
        }
    }

    fileprivate var typeName: String { type == .integerOrString ? "integer,string" : type.rawValue }
}
