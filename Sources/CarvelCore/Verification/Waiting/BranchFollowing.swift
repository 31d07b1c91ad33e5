/// Sees to it that what is verified is the branch's head, which may move on meanwhile.
struct BranchFollowing: Sendable {
    /// The head as the remote has it; `nil` where nobody asks.
    let head: @Sendable () async throws -> String?
    /// Verifies what the head is now.
    let reread: @Sendable () async throws -> DeliveryVerifier?

    private var knownRevisions: Set<String> = []
    private var failure: String?
    /// Whether the head was another one when it was last asked for.
    private(set) var hasMoved = false

    init(
        head: @escaping @Sendable () async throws -> String?,
        reread: @escaping @Sendable () async throws -> DeliveryVerifier?
    ) {
        self.head = head
        self.reread = reread
    }

    /// Says in a report what is not known of the branch. Before it says that all is verified, the head is asked for
    /// again: a push may just have come.
    mutating func complete<C: Clock>(
        _ report: inout VerificationReport,
        until end: C.Instant,
        on clock: C
    ) async where C.Duration == Duration {
        hasMoved = false
        // Once Flux is at our commit, that was the branch's head, whether or not we could read it.
        if let failure, !report.otherRevisions.isEmpty { report.doubtBranch(failure) }
        guard report.verdict == .verified else { return }
        switch await Self.result(until: end, on: clock, head) {
        case .success(let head?) where head != report.commit:
            hasMoved = true
            report.moveBranch(to: head)
        case .success: break
        case .failure(let error): report.doubtBranch("may have moved on, and could not be read again: \(error)")
        }
    }

    /// What reading the branch again came to.
    enum Rereading {
        /// There was no need.
        case none
        /// It is at another commit, to be verified instead.
        case moved(DeliveryVerifier)
        /// It is still at the commit.
        case stayed
        /// It could not be read.
        case failed
    }

    /// Reads the branch again where it has moved on, or where Flux has fetched a revision that is not ours.
    mutating func follow<C: Clock>(
        _ report: VerificationReport,
        until end: C.Instant,
        on clock: C
    ) async -> Rereading where C.Duration == Duration {
        guard hasMoved || !knownRevisions.isSuperset(of: report.otherRevisions), clock.now < end else { return .none }
        // Known from now on, so that a repository that can't be read is not asked again at every event.
        knownRevisions.formUnion(report.otherRevisions)
        switch await Self.result(until: end, on: clock, reread) {
        case .success(let latest?) where latest.commit != report.commit:
            failure = nil
            return .moved(latest)
        case .success:
            failure = nil
            return .stayed
        case .failure(let error):
            failure = "may have moved on, and could not be read again: \(error)"
            return .failed
        }
    }

    /// What asking came to; it is cancelled at the end.
    private static func result<C: Clock, Value: Sendable>(
        until end: C.Instant,
        on clock: C,
        _ ask: @escaping @Sendable () async throws -> Value?
    ) async -> Result<Value?, any Error> where C.Duration == Duration {
        let result = await clock.limited(until: end) { () -> Result<Value?, any Error> in
            do {
                return .success(try await ask())
            } catch {
                return .failure(error)
            }
        }
        return result.value ?? .failure(CancellationError())
    }
}

extension VerificationLink {
    /// Whether it stands for what fetches the repository: a GitRepository, or the App that delivers to a run cluster.
    fileprivate var isOfSource: Bool {
        kind == ResourceType.gitRepository.kind || (kind == ResourceType.app.kind && package == nil)
    }
}

extension VerificationReport {
    /// The revisions that Flux, or an App, has fetched and that are not the one to verify.
    fileprivate var otherRevisions: Set<String> {
        Set(links.kept.filter { $0.isOfSource && $0.found != $0.expected }.compactMap(\.found))
    }

    /// Leaves open whether the commit is still the branch's head.
    mutating func doubtBranch(_ reason: String) {
        change { link in
            link.verdict = .unknown
            link.reason = reason
        }
    }

    /// Says that the branch is at another commit by now.
    mutating func moveBranch(to head: String) {
        change { link in
            link.verdict = .progressing
            link.found = FluxRevision.short(head)
            link.reason = "has moved on to \(FluxRevision.short(head)) meanwhile"
        }
    }

    private mutating func change(_ change: (inout VerificationLink) -> Void) {
        links.changeShared { link in
            if link.kind == DeliveryVerifier.branchKind { change(&link) }
        }
    }
}

extension DeliveryVerifier {
    /// Looks at everything once, and again where the branch has moved on meanwhile: what is said to be verified is the
    /// branch's head.
    ///
    /// - Parameters:
    ///   - head: the head as the remote has it; `nil` where that does not matter.
    ///   - reread: verifies what the head is by then.
    public func verify(
        head: @escaping @Sendable () async throws -> String?,
        reread: @escaping @Sendable () async throws -> DeliveryVerifier?
    ) async -> VerificationReport {
        await verify(BranchFollowing(head: head, reread: reread), on: clusters.host.clock)
    }

    private func verify<C: Clock>(
        _ branch: BranchFollowing,
        on clock: C
    ) async -> VerificationReport where C.Duration == Duration {
        var branch = branch
        var verifier = self
        var report = await verifier.verify()
        for _ in 1...Self.longestChase {
            await branch.complete(&report, until: clock.now.advanced(by: Self.patience), on: clock)
            guard branch.hasMoved,
                case .moved(let latest) = await branch.follow(
                    report,
                    until: clock.now.advanced(by: Self.patience),
                    on: clock
                )
            else { return report }
            verifier = latest
            report = await verifier.verify()
        }
        // It moves faster than one can look.
        return report
    }

    /// How often a branch that moves on is followed.
    private static let longestChase = 5
    /// The longest time for reading the branch again.
    private static let patience = Duration.seconds(120)
}
