public import YAMLDocument

/// One file of values: a key of a values Secret.
public struct ValuesFile: Sendable, Hashable {
    /// The file's name, for errors.
    public let name: String
    /// The YAML.
    public let text: String

    /// A file of that name with that YAML.
    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

extension ValuesSchema {
    /// Judges values as ytt does when kapp-controller runs it, and merges them.
    ///
    /// Later files and later documents count more than earlier ones: maps are merged, anything else is replaced. What is
    /// given nowhere takes its default.
    ///
    /// - Parameter files: The files in order; kapp-controller takes those of a Secret sorted by name.
    /// - Returns: The merged values. They may have an infinite number in them, which is no value of JSON.
    /// - Throws: `ValuesRefusal` with all that is wrong in the first document that has something wrong, or with all that
    ///   is wrong with the merged values.
    @discardableResult
    public func check(_ files: [ValuesFile]) throws(ValuesRefusal) -> JSONValue {
        var documents: [PlacedDocument] = []
        for file in files {
            documents += try Self.documents(of: file)
        }
        var values = root.initial ?? .scalar(.null)
        let checker = ValuesTypeChecker()
        for document in documents {
            try Self.lay(document, over: &values)
            let violations = checker.check(&values, against: root, line: document.line)
            guard violations.isEmpty else { throw ValuesRefusal(violations: violations, stage: .typing) }
        }
        var violations: [ValuesViolation] = []
        validate(values, field: root, line: root.line, path: ValuesPath(), &violations)
        guard violations.isEmpty else { throw ValuesRefusal(violations: violations, stage: .validating) }
        return values.json
    }

    // MARK: Reading

    private static func documents(of file: ValuesFile) throws(ValuesRefusal) -> [PlacedDocument] {
        let lines = SourceLines(file: file.name, text: file.text)
        let documents: [PlacedDocument]
        let comments: [YAMLComment]
        do {
            let roots = try YAMLReader.nodes(file.text, file: file.name)
            documents = try PlacedDocument.documents(of: roots, lines: lines)
            comments = YAMLComment.comments(in: file.text, documents: roots)
        } catch {
            throw refusal(.unreadable(message: error.message), line: lines[error.line])
        }
        // ytt passes over comments after which nothing comes.
        let lastLine = documents.map(\.lastLineNumber).max() ?? 0
        if let annotation = comments.first(where: { $0.text.hasPrefix("@") && $0.line <= lastLine }) {
            throw refusal(.annotation, line: lines[annotation.line])
        }
        return documents
    }

    private static func refusal(_ problem: ValuesViolation.Problem, line: SourceLine) -> ValuesRefusal {
        let violation = ValuesViolation(problem: problem, path: "", line: line, definition: nil)
        return ValuesRefusal(violations: [violation], stage: .reading)
    }

    // MARK: Merging

    private static func lay(
        _ document: PlacedDocument,
        over values: inout PlacedValue
    ) throws(ValuesRefusal) {
        do {
            try values.overlay(document.value)
        } catch {
            let path = error.steps.reduce(ValuesPath()) { $0.member(.string($1.key)) }
            let violation = ValuesViolation(
                problem: .wrongType(found: "map", expected: error.found),
                path: path.text,
                line: error.steps.last?.line ?? document.line,
                definition: nil
            )
            throw ValuesRefusal(
                violations: [violation],
                stage: .overlaying(
                    document: document.line,
                    steps: error.steps.map { ValuesRefusal.Step(key: $0.key, line: $0.line) },
                    found: error.found
                )
            )
        }
    }

    // MARK: Validating

    private func validate(
        _ value: PlacedValue,
        type: SchemaType,
        path: ValuesPath,
        _ violations: inout [ValuesViolation]
    ) {
        switch (type, value) {
        case (.nullable(let inner), _):
            validate(value, type: inner, path: path, &violations)
        case (.map(let members, _), .map(let given)):
            let fields = Dictionary(members.map { ($0.key, $0.field) }, uniquingKeysWith: { first, _ in first })
            for member in given {
                guard let field = member.key.string.flatMap({ fields[$0] }) else { continue }
                validate(member.value, field: field, line: member.line, path: path.member(member.key), &violations)
            }
        case (.array(let field), .array(let items)):
            for (index, item) in items.enumerated() {
                validate(item.value, field: field, line: item.line, path: path.item(index), &violations)
            }
        default:
            break
        }
    }

    private func validate(
        _ value: PlacedValue,
        field: SchemaField,
        line: SourceLine?,
        path: ValuesPath,
        _ violations: inout [ValuesViolation]
    ) {
        for (rule, found) in field.validation?.violations(by: value.json) ?? [] {
            // A map that was merged keeps the schema's line, though not all in it is from there.
            let isMap = if case .map = value { true } else { false }
            violations.append(
                ValuesViolation(
                    problem: .notAccepted(requirement: rule.requirement, found: found),
                    path: path.text,
                    line: line,
                    definition: field.validation?.line,
                    isDefault: line == field.line && !isMap
                )
            )
        }
        validate(value, type: field.type, path: path, &violations)
    }
}
