extension DeliveryVerifier {
    /// Verifies again whenever something changes on one of the clusters, until all is verified, until what failed has
    /// not stirred for a while, or until the time is up.
    ///
    /// - Parameters:
    ///   - timeout: the longest time to wait.
    ///   - settling: how long a failure must last unchanged to be taken as final.
    ///   - reread: verifies what the branch's head is by then; asked for where Flux is at a commit that is not ours, for
    ///     the branch may have moved on while we wait. Where it throws, the branch's link is `unknown` and says why.
    ///   - onReport: is told of each report, the last one too.
    public func wait(
        timeout: Duration,
        settling: Duration = .seconds(5),
        reread: @escaping @Sendable () async throws -> DeliveryVerifier? = { nil },
        onReport: @Sendable (VerificationReport) async -> Void = { _ in }
    ) async -> VerificationReport {
        await wait(
            on: clusters.host.clock,
            timeout: timeout,
            settling: settling,
            reread: reread,
            onReport: onReport
        )
    }

    private func wait<C: Clock>(
        on clock: C,
        timeout: Duration,
        settling: Duration,
        reread: @escaping @Sendable () async throws -> DeliveryVerifier?,
        onReport: @Sendable (VerificationReport) async -> Void
    ) async -> VerificationReport where C.Duration == Duration {
        let deadline = clock.now.advanced(by: timeout)
        let sources = changeSources()
        let signal = ChangeSignal(awaiting: sources.flatMap(\.parts))
        let (followed, follow) = AsyncStream.makeStream(of: [ChangeSource].self, bufferingPolicy: .bufferingNewest(1))
        return await withTaskGroup(of: Void.self, returning: VerificationReport.self) { group in
            defer { group.cancelAll() }
            group.addTask { await Self.follow(followed, signal) }
            group.addTask {
                try? await clock.sleep(until: deadline, tolerance: nil)
                signal.wake()
            }
            follow.yield(sources)
            // Followed from before the first look, no change is missed, and none makes a second look needed.
            _ = await clock.limited(to: Self.headStart) { await signal.allHeard() }
            var parts = Set(sources.flatMap(\.parts))
            var quietSince = clock.now
            var last: VerificationReport?
            var verifier = self
            var knownRevisions: Set<String> = []
            var rereadFailure: String?
            while true {
                let look = signal.beginLook()
                let cost = clock.stopwatch()
                // The last look may begin at the deadline, and takes no more than the settling time from there.
                var report = await verifier.verify(until: deadline.advanced(by: settling), on: clock)
                // Once Flux is at our commit, that is the branch's head, whether or not we could read it.
                if let rereadFailure, !report.otherRevisions.isEmpty { report.doubtBranch(rereadFailure) }
                if report != last {
                    if !Task.isCancelled { await onReport(report) }
                    quietSince = clock.now
                    last = report
                }
                if !knownRevisions.isSuperset(of: report.otherRevisions), clock.now < deadline {
                    // Known from now on, so that a repository that can't be read is not asked again at every event.
                    knownRevisions.formUnion(report.otherRevisions)
                    switch await Self.result(until: deadline, on: clock, reread) {
                    case .success(let latest?) where latest.commit != verifier.commit:
                        rereadFailure = nil
                        verifier = latest
                        let latestSources = latest.changeSources()
                        if parts != Set(latestSources.flatMap(\.parts)) {
                            parts = Set(latestSources.flatMap(\.parts))
                            follow.yield(latestSources)
                        }
                        continue
                    case .success:
                        rereadFailure = nil
                    case .failure(let error):
                        rereadFailure = "may have moved on, and could not be read again: \(error)"
                        continue
                    }
                }
                let now = clock.now
                // A cluster that was there a moment ago may be back soon; a failure elsewhere is one all the same.
                let isHopeless = report.verdict == .failed || !signal.isOutOfTouch
                let isFinal = report.isSettled && isHopeless && quietSince.duration(to: now) >= settling
                if report.verdict == .verified || isFinal || now >= deadline || Task.isCancelled { return report }
                if report.isSettled, isHopeless {
                    // Looked at once more then, so that no passing failure of a request is taken as final.
                    let wakeUp = quietSince.advanced(by: settling)
                    group.addTask {
                        try? await clock.sleep(until: wakeUp, tolerance: nil)
                        signal.wake(after: look)
                    }
                }
                let pause = min(cost(), Self.longestGathering)
                await signal.change()
                // At most half of the time goes into looking, however many changes come.
                if pause > .zero, clock.now.advanced(by: pause) < deadline { try? await clock.sleep(for: pause) }
            }
        }
    }

    /// How long the first look waits for the watches to stand. A cluster that takes longer is seen when it answers.
    private static let headStart = Duration.seconds(2)
    /// How long changes that come in a burst are gathered at most, to be looked at together.
    private static let longestGathering = Duration.seconds(1)

    /// One look at everything; of what has not answered by the end, the report says so.
    private func verify<C: Clock>(
        until end: C.Instant,
        on clock: C
    ) async -> VerificationReport where C.Duration == Duration {
        await clock.limited(until: end) { await verify() }.value
            ?? VerificationReport(delivery: delivery.name, commit: commit, links: [])
    }

    /// What reading the branch again came to; it is cancelled at the end.
    private static func result<C: Clock>(
        until end: C.Instant,
        on clock: C,
        _ reread: @escaping @Sendable () async throws -> DeliveryVerifier?
    ) async -> Result<DeliveryVerifier?, any Error> where C.Duration == Duration {
        let result = await clock.limited(until: end) { () -> Result<DeliveryVerifier?, any Error> in
            do {
                return .success(try await reread())
            } catch {
                return .failure(error)
            }
        }
        return result.value ?? .failure(CancellationError())
    }

    /// Tells of changes of what was last said to be followed.
    private static func follow(_ followed: AsyncStream<[ChangeSource]>, _ signal: ChangeSignal) async {
        var followed = followed.makeAsyncIterator()
        var current = await followed.next()
        while let sources = current {
            current = await withTaskGroup(of: Void.self) { group in
                for source in sources {
                    group.addTask { await source.follow { signal.hear($0, of: $1) } }
                }
                // These end when others are to be followed.
                let next = await followed.next()
                group.cancelAll()
                return next
            }
            signal.forgetSources()
        }
    }
}

extension VerificationReport {
    /// The revisions that Flux has fetched and that are not the one to verify.
    fileprivate var otherRevisions: Set<String> {
        Set(links.filter { $0.kind == ResourceType.gitRepository.kind && $0.found != $0.expected }.compactMap(\.found))
    }

    /// Leaves open whether the commit is still the branch's head.
    fileprivate mutating func doubtBranch(_ reason: String) {
        for index in links.indices where links[index].kind == DeliveryVerifier.branchKind {
            links[index].verdict = .unknown
            links[index].reason = reason
        }
    }
}
