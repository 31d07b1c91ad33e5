import CarvelCore

/// A finding as a command of GitHub's workflows, which shows it at its line of a pull request.
///
/// Source: GitHub, "Workflow commands"; actions/toolkit, `command.ts`.
enum WorkflowCommand {
    static func text(_ finding: RepositoryFinding) -> String {
        var properties = [("file", finding.place.file)]
        if let line = finding.place.line { properties.append(("line", "\(line)")) }
        if let column = finding.place.column { properties.append(("col", "\(column)")) }
        properties.append(("title", finding.rule))
        let message = finding.sentence + (finding.advice.map { "\n\($0)" } ?? "")
        let list = properties.map { "\($0)=\(escapedProperty($1))" }.joined(separator: ",")
        return "::\(finding.severity.rawValue) \(list)::\(escaped(message))"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r\n", with: "%0D%0A").replacing("\r", with: "%0D")
            .replacing("\n", with: "%0A")
    }

    private static func escapedProperty(_ text: String) -> String {
        escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
