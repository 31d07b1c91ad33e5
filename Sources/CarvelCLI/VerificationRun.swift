public import CarvelCore
public import FoundationEssentials

/// Verifies a delivery, prints the report, and ends as the verdict has it.
public struct VerificationRun: Sendable {
    let verifier: DeliveryVerifier
    let reread: @Sendable () async throws -> DeliveryVerifier
    let output: ReportOutput<VerificationReport>
    let now: @Sendable () -> Date

    /// - Parameters:
    ///   - tree: the repository at the commit to verify.
    ///   - repository: where the branch's head can be read again, should it move on.
    ///   - now: the time of day, which some formats tell.
    /// - Throws: `DeliveryError` where the repository can't be read as a delivery.
    public init(
        _ tree: RepositoryTree,
        of repository: DeliveryRepository,
        on clusters: ClusterDirectory,
        output: ReportOutput<VerificationReport>,
        now: @escaping @Sendable () -> Date = { Date.now }
    ) throws {
        verifier = try DeliveryVerifier(tree, clusters: clusters)
        reread = { try await DeliveryVerifier(repository.read(), clusters: clusters) }
        self.output = output
        self.now = now
    }

    /// Looks once.
    ///
    /// - Throws: `ExitStatus` where the verdict is not `verified`; `CancellationError` where the look is cut short.
    public func once() async throws {
        let report = await verifier.verify()
        // A report of what was cut short tells nothing.
        try Task.checkCancellation()
        try finish(report)
    }

    /// Looks until it is verified, has failed for good, or the time is up; tells of what changes meanwhile.
    ///
    /// - Throws: `ExitStatus` where the verdict is not `verified`; `CancellationError` where the wait is cut short.
    public func wait(timeout: Duration) async throws {
        let progress = VerificationProgress()
        let report = await verifier.wait(timeout: timeout, reread: reread) { await progress.tell($0) }
        try Task.checkCancellation()
        if report.verdict == .progressing {
            Console.standard.tell(.failure, "not verified after \(DurationArgument(timeout))")
        }
        try finish(report)
    }

    private func finish(_ report: VerificationReport) throws {
        Console.standard.write(output.text(report, now: now()))
        let failed = report.links.filter { $0.verdict != .verified }
        for link in failed {
            if let advice = link.advice { Console.standard.tell(.action, "\(link.title): \(advice)") }
        }
        switch report.verdict {
        case .verified:
            Console.standard.tell(.success, "delivery \(report.delivery) is verified")
        case .failed, .progressing:
            Console.standard.tell(.failure, "delivery \(report.delivery) is not verified")
            throw ExitStatus.failure
        case .unknown:
            Console.standard.tell(.warning, "whether delivery \(report.delivery) is verified could not be told")
            throw ExitStatus.undetermined
        }
    }
}

/// Tells of each link once when its verdict or its reason changes.
private actor VerificationProgress {
    private var told: [String: VerificationLink] = [:]

    func tell(_ report: VerificationReport) {
        for link in report.links where told[link.title] != link {
            told[link.title] = link
            switch link.verdict {
            case .verified: Console.standard.tell(.success, link.title + (link.found.map { " \($0)" } ?? ""))
            case .progressing: Console.standard.tell(.waiting, link.sentence)
            case .failed: Console.standard.tell(.failure, link.sentence)
            case .unknown: Console.standard.tell(.warning, link.sentence)
            }
        }
    }
}

extension VerificationLink {
    /// The link by its cluster, kind and name.
    var title: String { "\(cluster ?? "git"): \(kind)/\(name)" }

    fileprivate var sentence: String { title + (reason.map { " \($0)" } ?? "") }
}
