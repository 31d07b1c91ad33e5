@testable import CarvelCore

/// What was found in a repository: an error and a warning.
enum SampleFindings {
    static func report(isStrict: Bool = false) -> RepositoryReport {
        RepositoryReport(
            delivery: "shop",
            isStrict: isStrict,
            coverage: .init(),
            rules: ["yaml", "values-schema", "namespace"],
            findings: [
                RepositoryFinding(
                    severity: .warning,
                    rule: "namespace",
                    place: FindingPlace("app/prod/packageinstall.yaml", line: 3, column: 4),
                    found: "names another"
                ),
                RepositoryFinding(
                    severity: .error,
                    rule: "values-schema",
                    place: FindingPlace("app/prod/params.yaml", line: 7),
                    found: "'x' is 100%",
                    expected: "50%",
                    advice: "set: it\r\nor, not"
                ),
                RepositoryFinding(
                    severity: .warning,
                    rule: "namespace",
                    place: FindingPlace("a,b:c/x.yaml"),
                    found: "names another"
                ),
            ]
        )
    }
}
