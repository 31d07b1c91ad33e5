extension ValuesRefusal {
    /// What ytt writes to stderr when it refuses such values, to the byte where it is known, and so what kapp-controller
    /// shows as `usefulErrorMessage`.
    ///
    /// It quotes the lines that are wrong, with the values in them, which may be secret.
    public var yttReport: String {
        "ytt: Error: " + body + "\n"
    }

    private var body: String {
        let overlaying = "Overlaying data values (in following order: additional data values): "
        switch stage {
        case .reading:
            return "Extracting data value from file: " + (violations.first.map(Self.readingFailure) ?? "")
        case .overlaying(let document, let steps, let found):
            let way = steps.map { "Map item (key '\($0.key)') on line \($0.line?.location ?? "?"): " }.joined()
            return overlaying + "Document on line \(document.location): " + way + "Expected map, but was \(found)"
        case .typing:
            return overlaying + typeReport
        case .validating:
            return "Validating final data values:\n" + validationReport
        }
    }

    private static func readingFailure(_ violation: ValuesViolation) -> String {
        let file = violation.file ?? ""
        if case .unreadable(let message) = violation.problem {
            let line = violation.lineNumber ?? 0
            return "Unmarshaling YAML data values file '\(file)': yaml: line \(line): \(message)"
        }
        return "Checking data values file '\(file)': "
            + "Expected to be plain YAML, having no annotations (hint: remove comments starting with `#@`)"
    }

    // MARK: Types

    private var typeReport: String {
        let summary = "One or more data values were invalid"
        let rule = String(repeating: "=", count: summary.count)
        let width = violations.map { Self.number(of: $0.line).count }.max() ?? 0
        return "\n\(summary)\n\(rule)\n" + violations.map { Self.hunk($0, width: width) }.joined() + "\n"
    }

    /// One violation, its line numbers padded to the same width as those of the others.
    private static func hunk(_ violation: ValuesViolation, width: Int) -> String {
        func gutter(_ text: String, _ sign: String) -> String {
            "  " + String(repeating: " ", count: max(0, width - text.count)) + text + " " + sign
        }
        var lines: [String] = []
        if case .unknownKey = violation.problem {
            lines += ["", "Given data value is not declared in schema"]
        } else {
            lines.append("")
        }
        lines += [
            "\(violation.line?.file ?? ""):",
            gutter("", "|"),
            "\(gutter(number(of: violation.line), "|")) \(violation.line?.text ?? "")",
            gutter("", "|"),
            "",
            "\(gutter("", "=")) found: \(found(violation))",
            "\(gutter("", "=")) expected: \(expected(violation))",
        ]
        if let suggestion = violation.suggestion {
            lines.append("\(gutter("", "=")) hint: did you mean \"\(suggestion)\"?")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func number(of line: SourceLine?) -> String {
        line.map { String($0.number) } ?? "?"
    }

    private static func found(_ violation: ValuesViolation) -> String {
        if case .wrongType(let found, _) = violation.problem { found } else { violation.key }
    }

    private static func expected(_ violation: ValuesViolation) -> String {
        let definition = violation.definition?.location ?? "?"
        switch violation.problem {
        case .unknownKey(let declared) where declared.count == 1:
            return "a map item with the key named \"\(declared[0])\" (from \(definition))"
        case .unknownKey(let declared) where (2...9).contains(declared.count):
            return "one of { \(declared.joined(separator: ", ")) } (from \(definition))"
        case .unknownKey:
            return "a key declared in map (from \(definition))"
        case .wrongType(_, let expected):
            return "\(expected) (by \(definition))"
        case .notAccepted, .annotation, .unreadable:
            return ""
        }
    }

    // MARK: Validations

    private var validationReport: String {
        var report = ""
        var previous: ValuesViolation?
        for violation in violations {
            guard case .notAccepted(let requirement, let found) = violation.problem else { continue }
            if previous?.path != violation.path {
                if previous != nil { report += "\n" }
                report += "  \(violation.path.isEmpty ? "(document)" : violation.path)\n"
                report += "    from: \(violation.line?.location ?? "?")\n"
            }
            report += "    - must be: \(requirement) (by: \(violation.definition?.location ?? "?"))\n"
            report += "      found: \(found)\n"
            previous = violation
        }
        return report + "\n"
    }
}
