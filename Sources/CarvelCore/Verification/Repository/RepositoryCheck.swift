/// Checks a repository by itself: no cluster is asked, and nothing but its files counts.
public struct RepositoryCheck: Sendable {
    let snapshot: RepositorySnapshot
    let base: RepositorySnapshot?
    let isStrict: Bool

    /// - Parameters:
    ///   - snapshot: what is checked.
    ///   - base: what versions are compared with: one that is lower now has to be marked as a downgrade.
    ///   - isStrict: whether warnings count as errors do.
    public init(_ snapshot: RepositorySnapshot, base: RepositorySnapshot? = nil, isStrict: Bool = false) {
        self.snapshot = snapshot
        self.base = base
        self.isStrict = isStrict
    }

    /// Everything that is wrong, in all files. What is wrong in one hides nothing in another.
    public func report() async -> RepositoryReport {
        let repository = await CheckedRepository(snapshot)
        var earlier: CheckedRepository?
        if let base { earlier = await CheckedRepository(base) }
        let rules = RepositoryRules.all(for: repository.delivery?.engine ?? .flux, base: earlier)
        let findings = rules.flatMap { $0.findings(in: repository) }
        return RepositoryReport(
            delivery: repository.delivery?.name,
            commit: snapshot.commit,
            base: base?.commit,
            isStrict: isStrict,
            coverage: repository.coverage,
            rules: rules.map { type(of: $0).name },
            findings: Self.sorted(findings)
        )
    }

    /// In the order of places, each once. A trap that was fallen into is told as the error that it led to.
    private static func sorted(_ findings: [RepositoryFinding]) -> [RepositoryFinding] {
        func line(_ finding: RepositoryFinding) -> FindingPlace {
            FindingPlace(finding.place.file, line: finding.place.line)
        }
        let wrong = Set(findings.filter { $0.severity == .error }.map(line))
        var seen: Set<RepositoryFinding> = []
        return findings.filter { finding in
            if finding.rule == YAMLTrapRule.name, wrong.contains(line(finding)) { return false }
            return seen.insert(finding).inserted
        }.sorted { ($0.place, $0.severity.rawValue, $0.rule) < ($1.place, $1.severity.rawValue, $1.rule) }
    }
}
