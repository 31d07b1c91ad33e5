import YAMLDocument

/// `delivery.yaml` is at the root of the git repository, and says what is delivered from where to where.
struct DeliveryFileRule: RepositoryRule {
    static let name = "delivery-file"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        let place = FindingPlace(Delivery.fileName)
        guard let file = repository.file(Delivery.fileName) else {
            return [
                error(
                    at: place,
                    "the repository has no \(Delivery.fileName) at its root",
                    advice: "make one with \"kubectl carvel-deliver init\", or name the folder that has it"
                )
            ]
        }
        var findings: [RepositoryFinding] = []
        if let subfolder = repository.snapshot.subfolder {
            findings.append(
                error(
                    at: place,
                    "is in folder \(subfolder) of its git repository",
                    expected: "it at the root, where Flux looks for folders of packages",
                    advice: "give the delivery a repository of its own"
                )
            )
        }
        // What is no YAML is told by another rule.
        if let problem = repository.deliveryProblem, file.problems.isEmpty {
            findings.append(error(at: Self.place(problem), problem.message, advice: problem.hint))
        }
        return findings
    }

    /// The place of an error that says it as `file:line:column`.
    private static func place(_ problem: DeliveryError) -> FindingPlace {
        let numbers = (problem.place ?? "").split(separator: ":").dropFirst().compactMap { Int($0) }
        return FindingPlace(Delivery.fileName, line: numbers.first, column: numbers.dropFirst().first)
    }
}
