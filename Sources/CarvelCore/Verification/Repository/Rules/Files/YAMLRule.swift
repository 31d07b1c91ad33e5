import YAMLDocument

/// What is delivered is YAML that Kubernetes reads.
struct YAMLRule: RepositoryRule {
    static let name = "yaml"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        let unreadable = repository.snapshot.unreadable.sorted { $0.key < $1.key }.map { path, reason in
            error(at: FindingPlace(path), "can't be read: \(reason)")
        }
        let files = [repository.file(Delivery.fileName)].compactMap(\.self) + repository.deliveredFiles
        return unreadable + files.flatMap { file in file.problems.map { finding($0, in: file) } }
    }

    private func finding(_ problem: YAMLError, in file: CheckedFile) -> RepositoryFinding {
        let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
        // libyaml notices some faults only on the line after.
        let line = [problem.line, problem.line - 1].first { number in
            lines.indices.contains(number - 1) && Self.isConstraint(lines[number - 1])
        }
        return error(
            at: FindingPlace(file.path, line: line ?? problem.line, column: line == nil ? problem.column : nil),
            "is no YAML that Kubernetes reads: \(problem.message)",
            advice: line == nil ? nil : "put the constraint in quotes, as in constraints: \">=1.0.0\""
        )
    }

    private static func isConstraint(_ line: Substring) -> Bool {
        let text = line.drop { $0 == " " || $0 == "-" }
        guard text.hasPrefix("constraints:") else { return false }
        let value = text.dropFirst("constraints:".count).drop { $0 == " " }
        return value.first.map { !"\"'".contains($0) } ?? false
    }
}
