public import CarvelCore
public import FoundationEssentials

extension RepositoryReport: ReportPresentable {
    /// A row for each finding, by file and line.
    public func table(isWide: Bool) -> TextTable {
        let header = ["SEVERITY", "PLACE", "RULE", "FOUND"]
        var table = TextTable(isWide ? header + ["EXPECTED", "ADVICE"] : header)
        for finding in findings {
            let cells = [finding.severity.rawValue, finding.place.description, finding.rule]
            table.add(cells + (isWide ? [finding.found, finding.expected, finding.advice] : [finding.sentence]))
        }
        return table
    }

    /// Each finding as its rule and its place.
    public var names: [String] {
        findings.map { "\($0.rule)/\($0.place)" }
    }

    /// What a pipeline lists as tests, or as annotations.
    public static func rendering(
        of format: ReportFormat
    ) -> (@Sendable (_ report: RepositoryReport, _ now: Date) -> String)? {
        switch format {
        case .junit: return { $0.junit(now: $1).text }
        case .html: return nil
        case .github: return { report, _ in report.findings.map(WorkflowCommand.text).joined(separator: "\n") }
        }
    }

    /// The report with a test a rule.
    func junit(now: Date) -> JUnitReport {
        let name = delivery ?? "repository"
        let tests = rules.map { rule in
            let all = findings.filter { $0.rule == rule }
            let counted = all.filter { isStrict || $0.severity == .error }
            let details = all.map(Self.line).joined(separator: "\n")
            let outcome: JUnitReport.Outcome =
                counted.isEmpty
                ? .passed
                : .failed(
                    kind: counted.contains { $0.severity == .error } ? "error" : "warning",
                    message: counted.count == 1
                        ? "\(counted[0].place): \(counted[0].sentence)" : "\(counted.count) findings",
                    details: details
                )
            return JUnitReport.Test(
                group: "\(name).repository",
                name: rule,
                outcome: outcome,
                output: counted.isEmpty && !all.isEmpty ? details : nil
            )
        }
        return JUnitReport(name: "repository \(name)", time: now, suites: [.init(name: "repository", tests: tests)])
    }

    private static func line(_ finding: RepositoryFinding) -> String {
        "\(finding.place): \(finding.severity.rawValue): \(finding.sentence)"
            + (finding.advice.map { "; \($0)" } ?? "")
    }
}

/// Prints what was found in a repository, and tells how it went.
public enum RepositoryOutput {
    /// - Throws: `ExitStatus.failure` where something was found that counts.
    public static func finish(
        _ report: RepositoryReport,
        output: ReportOutput<RepositoryReport>,
        now: Date
    ) throws(ExitStatus) {
        let console = Console.standard
        let text = output.text(report, now: now)
        // A table without rows says nothing.
        if !text.isEmpty, !(output.isTable && report.findings.isEmpty) { console.write(text) }
        for finding in report.findings {
            if let advice = finding.advice { console.tell(.action, "\(finding.place): \(advice)") }
        }
        tellCoverage(report.coverage)
        let title = report.delivery.map { "repository of \($0)" } ?? "repository"
        let count = "\(counted(report.count(.error), "error")), \(counted(report.count(.warning), "warning"))"
        guard report.hasPassed else {
            console.tell(.failure, "\(title): \(count)")
            throw .failure
        }
        console.tell(report.findings.isEmpty ? .success : .warning, "\(title): \(count)")
    }

    private static func tellCoverage(_ coverage: RepositoryReport.Coverage) {
        let console = Console.standard
        console.tell(
            .action,
            "checked \(counted(coverage.files, "file")): \(counted(coverage.packages, "package version")),"
                + " \(counted(coverage.installs, "install"))"
        )
        let hidden = coverage.hiddenValues
        if hidden > 0 {
            console.tell(
                .action,
                "values of \(counted(hidden, "install")) were not checked: encrypted, or not in the repository"
            )
        }
        if coverage.valuesWithoutSchema > 0 {
            console.tell(
                .action,
                "values of \(counted(coverage.valuesWithoutSchema, "install")) were not checked:"
                    + " no version of the package, or no schema in it, to go by"
            )
        }
    }

    private static func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}
