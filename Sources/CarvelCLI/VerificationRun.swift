public import CarvelCore
public import FoundationEssentials

/// Verifies a delivery, prints the report, and ends as the verdict has it.
public struct VerificationRun: Sendable {
    let verifier: DeliveryVerifier
    /// The branch's head; `nil` where a commit was named, which is verified whatever came after it.
    let head: @Sendable () async throws -> String?
    let reread: @Sendable () async throws -> DeliveryVerifier?
    let output: ReportOutput<VerificationReport>
    let now: @Sendable () -> Date

    /// - Parameters:
    ///   - tree: the repository at the commit to verify.
    ///   - repository: where the branch's head can be read again, should it move on.
    ///   - scope: the part of the delivery that is verified.
    ///   - now: the time of day, which some formats tell.
    /// - Throws: `DeliveryError` where the repository can't be read as a delivery.
    public init(
        _ tree: RepositoryTree,
        of repository: DeliveryRepository,
        on clusters: ClusterDirectory,
        scope: VerificationScope = VerificationScope(),
        output: ReportOutput<VerificationReport>,
        now: @escaping @Sendable () -> Date = { Date.now }
    ) throws {
        let greeting = ClusterGreeting(tree, clusters, scope: scope)
        verifier = try DeliveryVerifier(tree, clusters: clusters, scope: scope, greeting: greeting)
        head = { try await repository.head() }
        reread = { try await DeliveryVerifier(repository.read(), clusters: clusters, scope: scope) }
        self.output = output
        self.now = now
    }

    /// Verifies one commit, rather than what the branch's head is.
    ///
    /// - Throws: `DeliveryError` where the repository can't be read as a delivery.
    public init(
        commit: CommittedTree,
        on clusters: ClusterDirectory,
        scope: VerificationScope,
        output: ReportOutput<VerificationReport>,
        now: @escaping @Sendable () -> Date = { Date.now }
    ) throws {
        verifier = try DeliveryVerifier(
            commit.tree,
            clusters: clusters,
            scope: scope,
            laterCommits: commit.laterCommits,
            greeting: ClusterGreeting(commit.tree, clusters, scope: scope)
        )
        head = { nil }
        reread = { nil }
        self.output = output
        self.now = now
    }

    /// Looks once.
    ///
    /// - Throws: `ExitStatus` where the verdict is not `verified`; `CancellationError` where the look is cut short.
    public func once() async throws {
        let report = await verifier.verify(head: head, reread: reread)
        // A report of what was cut short tells nothing.
        try Task.checkCancellation()
        try finish(report)
    }

    /// Looks until it is verified, has failed for good, or the time is up; tells of what changes meanwhile.
    ///
    /// - Parameter failFast: whether to end as soon as one link has failed for good.
    /// - Throws: `ExitStatus` where the verdict is not `verified`; `CancellationError` where the wait is cut short.
    public func wait(timeout: Duration, failFast: Bool = false) async throws {
        let progress = VerificationProgress()
        let report = await verifier.wait(
            timeout: timeout,
            end: failFast ? .firstFailure : .settled,
            head: head,
            reread: reread
        ) { await progress.tell($0) }
        await progress.end()
        try Task.checkCancellation()
        if report.verdict == .progressing {
            Console.standard.tell(.failure, "not verified after \(DurationArgument(timeout))")
        }
        try finish(report)
    }

    /// Goes on telling of what changes until it is stopped.
    ///
    /// - Throws: `CancellationError` when that comes.
    public func watch() async throws {
        let progress = VerificationProgress()
        _ = await verifier.wait(timeout: Self.forEver, end: .never, head: head, reread: reread) { report in
            switch output.common {
            case .json: Console.standard.write(String(decoding: JSONWriter.bytes(report.json), as: UTF8.self))
            case .yaml: Console.standard.write("---\n\(output.text(report, now: now()))")
            default:
                await progress.tell(report)
                await progress.tellVerdict(report)
            }
        }
        await progress.end()
        try Task.checkCancellation()
    }

    /// Ten years.
    private static let forEver = Duration.seconds(10 * 365 * 24 * 60 * 60)

    private func finish(_ report: VerificationReport) throws {
        output.write(report, now: now())
        for link in report.unverified {
            if let advice = link.advice { Console.standard.tell(.action, "\(link.title): \(advice)") }
        }
        report.tellVerdict()
        let status = ExitStatus(report.verdict)
        if status != .success { throw status }
    }
}

extension ExitStatus {
    /// How a command ends that verifies.
    public init(_ verdict: Verdict) {
        self = ExitStatus(rawValue: verdict.exitStatus) ?? .undetermined
    }
}

extension VerificationReport {
    /// Says what the verification came to.
    func tellVerdict() {
        // Of a part, no more is said than is so.
        let subject = "delivery \(delivery)\(scope.words)"
        switch verdict {
        case .verified: Console.standard.tell(.success, "\(subject) is verified")
        case .failed, .progressing: Console.standard.tell(.failure, "\(subject) is not verified")
        case .unknown: Console.standard.tell(.warning, "whether \(subject) is verified could not be told")
        }
    }
}
