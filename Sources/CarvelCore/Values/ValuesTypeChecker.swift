import YAMLDocument

/// Compares a value with a schema's types, and fills in what is missing.
///
/// As ytt does it, this goes in two rounds: where a map, an array or a scalar stands in another's place, that alone is
/// told. Only where the shape is right, unknown keys and scalars of the wrong type are looked for.
struct ValuesTypeChecker {
    /// Fills in the defaults, and finds what does not fit.
    func check(_ value: inout PlacedValue, against field: SchemaField) -> [ValuesViolation] {
        let place = Place(path: ValuesPath(), line: field.line)
        return check(&value, against: field, at: place)
    }

    /// The same for a document, which begins on that line.
    func check(_ value: inout PlacedValue, against root: SchemaField, line: SourceLine) -> [ValuesViolation] {
        check(&value, against: root, at: Place(path: ValuesPath(), line: line))
    }

    private func check(_ value: inout PlacedValue, against field: SchemaField, at place: Place) -> [ValuesViolation] {
        var violations: [ValuesViolation] = []
        fill(&value, type: field.type, definition: field.line, at: place, &violations)
        if violations.isEmpty {
            checkScalarsAndKeys(value, type: field.type, definition: field.line, at: place, &violations)
        }
        return violations
    }

    /// Where a value stands: the path to it, and the line of the member or item that holds it.
    private struct Place {
        let path: ValuesPath
        let line: SourceLine?
    }

    // MARK: Shape

    private func fill(
        _ value: inout PlacedValue,
        type: SchemaType,
        definition: SourceLine?,
        at place: Place,
        _ violations: inout [ValuesViolation]
    ) {
        if case .nullable(let inner) = type {
            return fill(&value, type: inner, definition: definition, at: place, &violations)
        }
        switch (type, value) {
        case (.any, _), (_, .scalar):
            break
        case (.map(let members, let others), .map(var given)):
            fill(&given, members: members, others: others, at: place, &violations)
            value = .map(given)
        case (.array(let field), .array(var items)):
            for index in items.indices {
                let place = Place(path: place.path.item(index), line: items[index].line)
                fill(&items[index].value, type: field.type, definition: field.line, at: place, &violations)
            }
            value = .array(items)
        default:
            violations.append(mismatch(value, type, definition, at: place))
        }
    }

    private func fill(
        _ given: inout [PlacedValue.Member],
        members: [SchemaMember],
        others: SchemaType?,
        at place: Place,
        _ violations: inout [ValuesViolation]
    ) {
        let fields = Dictionary(members.map { ($0.key, $0.field) }, uniquingKeysWith: { first, _ in first })
        for index in given.indices {
            let member = given[index]
            let field = member.key.string.flatMap { fields[$0] }
            guard let type = field?.type ?? others else { continue }
            let place = Place(path: place.path.member(member.key), line: member.line)
            fill(&given[index].value, type: type, definition: field?.line, at: place, &violations)
        }
        let keys = Set(given.compactMap(\.key.string))
        for member in members where !keys.contains(member.key) {
            guard let initial = member.field.initial else { continue }
            given.append(PlacedValue.Member(key: .string(member.key), value: initial, line: member.field.line))
        }
    }

    // MARK: Keys and scalars

    private func checkScalarsAndKeys(
        _ value: PlacedValue,
        type: SchemaType,
        definition: SourceLine?,
        at place: Place,
        _ violations: inout [ValuesViolation]
    ) {
        if case .nullable(let inner) = type {
            if value.isNull { return }
            return checkScalarsAndKeys(value, type: inner, definition: definition, at: place, &violations)
        }
        switch (type, value) {
        case (.any, _):
            break
        case (.map(let members, let others), .map(let given)):
            check(given, members: members, others: others, definition: definition, at: place, &violations)
        case (.array(let field), .array(let items)):
            for (index, item) in items.enumerated() {
                let place = Place(path: place.path.item(index), line: item.line)
                checkScalarsAndKeys(item.value, type: field.type, definition: field.line, at: place, &violations)
            }
        case (_, .scalar(let scalar)) where type.takes(scalar):
            break
        default:
            violations.append(mismatch(value, type, definition, at: place))
        }
    }

    private func check(
        _ given: [PlacedValue.Member],
        members: [SchemaMember],
        others: SchemaType?,
        definition: SourceLine?,
        at place: Place,
        _ violations: inout [ValuesViolation]
    ) {
        let fields = Dictionary(members.map { ($0.key, $0.field) }, uniquingKeysWith: { first, _ in first })
        let declared = fields.keys.sorted()
        func field(_ member: PlacedValue.Member) -> SchemaField? { member.key.string.flatMap { fields[$0] } }

        // All unknown keys of a map are told before anything inside it.
        for member in given where field(member) == nil && others == nil {
            violations.append(
                ValuesViolation(
                    problem: .unknownKey(declared: declared),
                    path: place.path.member(member.key).text,
                    line: member.line,
                    definition: definition,
                    key: member.key.keyText
                )
            )
        }
        for member in given {
            let field = field(member)
            guard let type = field?.type ?? others else { continue }
            let place = Place(path: place.path.member(member.key), line: member.line)
            checkScalarsAndKeys(member.value, type: type, definition: field?.line, at: place, &violations)
        }
    }

    private func mismatch(
        _ value: PlacedValue,
        _ type: SchemaType,
        _ definition: SourceLine?,
        at place: Place
    ) -> ValuesViolation {
        ValuesViolation(
            problem: .wrongType(found: value.typeName, expected: type.name),
            path: place.path.text,
            line: place.line,
            definition: definition
        )
    }
}

/// The way to a value inside a document, such as `users[0].name`.
struct ValuesPath: Sendable, Hashable {
    /// Empty for the document itself.
    private(set) var text = ""

    func member(_ key: JSONValue) -> ValuesPath {
        ValuesPath(text: text.isEmpty ? key.keyText : text + "." + key.keyText)
    }

    func item(_ index: Int) -> ValuesPath {
        ValuesPath(text: text + "[\(index)]")
    }
}
