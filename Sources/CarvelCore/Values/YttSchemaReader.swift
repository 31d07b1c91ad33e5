import YAMLDocument

/// Turns a schema's document into what it says: the type of a value is the type of the value written there.
struct YttSchemaReader {
    let annotations: YttAnnotations
    let lines: SourceLines
    /// The validations that cannot be judged without ytt.
    private(set) var notJudged: [String] = []

    init(annotations: YttAnnotations, lines: SourceLines) {
        self.annotations = annotations
        self.lines = lines
    }

    /// - Parameter isFirst: Whether nothing else begins on the same line before this.
    mutating func field(
        _ value: PlacedValue,
        line: SourceLine,
        isFirst: Bool
    ) throws(ValuesSchemaError) -> SchemaField {
        let isLast = value.firstLineNumber != line.number
        let own = annotations.annotations(on: line.number, isFirst: isFirst, isLast: isLast)
        func annotation(_ name: String) -> YttAnnotation? { own.last { $0.name == "schema/" + name } }

        let isNullable = annotation("nullable") != nil
        let isAny = try annotation("type").map { annotation throws(ValuesSchemaError) in try readIsAny(annotation) }
        var type: SchemaType
        var initial: PlacedValue?
        if isAny ?? false {
            type = .any
            initial = isNullable ? .scalar(.null) : value
        } else {
            (type, initial) = try inferred(value, line: line)
            if isNullable {
                type = .nullable(type)
                initial = .scalar(.null)
            }
        }
        if let annotation = annotation("default") { initial = try readDefault(annotation, type: type, line: line) }
        var field = SchemaField(type: type, initial: initial, line: line)
        field.validation = annotation("validation").flatMap { readValidation($0) }
        return field
    }

    private mutating func inferred(
        _ value: PlacedValue,
        line: SourceLine
    ) throws(ValuesSchemaError) -> (SchemaType, PlacedValue?) {
        switch value {
        case .map(let members):
            var fields: [SchemaMember] = []
            var previous: SourceLine? = line
            for member in members {
                let start = member.line ?? line
                let field = try field(member.value, line: start, isFirst: start.number != previous?.number)
                fields.append(SchemaMember(key: member.key.keyText, field: field))
                previous = start
            }
            let type = SchemaType.map(members: fields, others: nil)
            return (type, type.initial)
        case .array(let items):
            guard let item = items.first, items.count == 1 else {
                throw fault(line, "an array of a schema must have exactly one item, found \(items.count)")
            }
            let start = item.line ?? line
            let field = try field(item.value, line: start, isFirst: start.number != line.number)
            return (.array(items: field), .array([]))
        case .scalar(let scalar):
            return (.scalar(try scalarType(scalar, line: line)), value)
        }
    }

    private func scalarType(_ value: JSONValue, line: SourceLine) throws(ValuesSchemaError) -> SchemaType.Scalar {
        switch value {
        case .string: return .string
        case .int, .uint: return .integer
        case .double: return .float
        case .bool: return .boolean
        case .null, .array, .object:
            let message = "a schema must not have null here; for a default of null use #@schema/nullable"
            throw fault(line, message)
        }
    }

    // MARK: Annotations

    private func readIsAny(_ annotation: YttAnnotation) throws(ValuesSchemaError) -> Bool {
        let arguments = StarlarkArguments(annotation.arguments)
        guard let argument = arguments?.named.first(where: { $0.name == "any" }), let isAny = argument.value.bool else {
            throw fault(annotation, "#@schema/type must say any=True or any=False")
        }
        return isAny
    }

    private func readDefault(
        _ annotation: YttAnnotation,
        type: SchemaType,
        line: SourceLine
    ) throws(ValuesSchemaError) -> PlacedValue {
        guard let arguments = StarlarkArguments(annotation.arguments), arguments.named.isEmpty,
            let value = arguments.positional.first, arguments.positional.count == 1
        else {
            throw fault(annotation, "#@schema/default must have one argument, a value that is written out")
        }
        var placed = PlacedValue(value, line: line)
        let field = SchemaField(type: type, line: line)
        let checker = ValuesTypeChecker()
        if let violation = checker.check(&placed, against: field).first {
            let path = violation.path.isEmpty ? "" : "\(violation.path) of "
            throw fault(annotation, "\(path)the default is not of the type that the schema has for it")
        }
        return placed
    }

    private mutating func readValidation(_ annotation: YttAnnotation) -> ValuesValidation? {
        let arguments = StarlarkArguments(annotation.arguments)
        let rules = arguments?.named.map { ValuesRule(argument: $0.name, value: $0.value) } ?? []
        let known = rules.compactMap(\.self)
        guard !rules.isEmpty, known.count == rules.count, arguments?.positional.isEmpty ?? false else {
            notJudged.append("\(lines.file):\(annotation.line): #@schema/validation\(annotation.arguments)")
            return nil
        }
        return ValuesValidation(rules: known.sorted { $0.rank < $1.rank }, line: lines[annotation.line])
    }

    private func fault(_ annotation: YttAnnotation, _ message: String) -> ValuesSchemaError {
        ValuesSchemaError(file: lines.file, line: annotation.line, message: message)
    }

    private func fault(_ line: SourceLine, _ message: String) -> ValuesSchemaError {
        ValuesSchemaError(file: line.file, line: line.number, message: message)
    }
}

extension PlacedValue {
    /// The line on which its first part begins.
    fileprivate var firstLineNumber: Int? {
        switch self {
        case .scalar: nil
        case .array(let items): items.first?.line?.number
        case .map(let members): members.first?.line?.number
        }
    }
}

extension ValuesRule {
    /// The rule that an argument of `#@schema/validation` stands for, if it is one that can be judged.
    fileprivate init?(argument name: String, value: JSONValue) {
        switch (name, value) {
        case ("min_len", _):
            guard let length = value.int else { return nil }
            self = .minLength(length)
        case ("max_len", _):
            guard let length = value.int else { return nil }
            self = .maxLength(length)
        case ("min", _): self = .min(value)
        case ("max", _): self = .max(value)
        case ("not_null", .bool(true)): self = .notNull
        case ("one_of", .array(let values)): self = .oneOf(values)
        default: return nil
        }
    }

    /// ytt tells broken rules in this order, whatever the order of the arguments.
    fileprivate var rank: Int {
        switch self {
        case .notNull: 0
        case .minLength: 1
        case .maxLength: 2
        case .min: 3
        case .max: 4
        case .oneOf: 5
        }
    }
}
