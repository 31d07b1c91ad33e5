extension DeliveryVerifier {
    /// Verifies again whenever something changes on one of the clusters, until all is verified, until what failed has
    /// not stirred for a while, or until the time is up.
    ///
    /// - Parameters:
    ///   - timeout: the longest time to wait.
    ///   - settling: how long a failure must last unchanged to be taken as final.
    ///   - end: what ends the waiting before that.
    ///   - head: the branch's head as the remote has it, asked for before it is said that all is verified; `nil` where
    ///     that does not matter. Where it throws, the branch's link is `unknown` and says why.
    ///   - reread: verifies what the branch's head is by then; asked for where it has moved on, and where Flux is at a
    ///     commit that is not ours, for then it may have. Where it throws, the branch's link is `unknown` and says why.
    ///   - onReport: is told of each report, the last one too.
    public func wait(
        timeout: Duration,
        settling: Duration = .seconds(5),
        end: WaitingEnd = .settled,
        head: @escaping @Sendable () async throws -> String? = { nil },
        reread: @escaping @Sendable () async throws -> DeliveryVerifier? = { nil },
        onReport: @Sendable (VerificationReport) async -> Void = { _ in }
    ) async -> VerificationReport {
        await wait(
            on: clusters.host.clock,
            timeout: timeout,
            settling: settling,
            end: end,
            branch: BranchFollowing(head: head, reread: reread),
            onReport: onReport
        )
    }

    private func wait<C: Clock>(
        on clock: C,
        timeout: Duration,
        settling: Duration,
        end: WaitingEnd,
        branch: BranchFollowing,
        onReport: @Sendable (VerificationReport) async -> Void
    ) async -> VerificationReport where C.Duration == Duration {
        let deadline = clock.now.advanced(by: timeout)
        let sources = changeSources()
        let signal = ChangeSignal(awaiting: sources.flatMap(\.parts))
        let (followed, follow) = AsyncStream.makeStream(of: [ChangeSource].self, bufferingPolicy: .bufferingNewest(1))
        return await withTaskGroup(of: Void.self, returning: VerificationReport.self) { group in
            defer { group.cancelAll() }
            group.addTask { await Self.follow(followed, signal) }
            group.addTask { await Self.wake(signal, at: deadline, on: clock) }
            if end == .never { group.addTask { await Self.wake(signal, every: Self.longestQuiet, on: clock) } }
            follow.yield(sources)
            // Followed from before the first look, no change is missed, and none makes a second look needed.
            _ = await clock.limited(to: Self.headStart) { await signal.allHeard() }
            var parts = Set(sources.flatMap(\.parts))
            var quietSince = clock.now
            var last: VerificationReport?
            var verifier = self
            var branch = branch
            var failing = FailingLinks<C.Instant>()
            while true {
                let look = signal.beginLook()
                let cost = clock.stopwatch()
                // The last look may begin at the deadline, and takes no more than the settling time from there.
                let latestEnd = deadline.advanced(by: settling)
                var report = await verifier.verify(until: latestEnd, on: clock)
                await branch.complete(&report, until: latestEnd, on: clock)
                let pause = min(cost(), Self.longestGathering)
                if report != last {
                    if !Task.isCancelled { await onReport(report) }
                    quietSince = clock.now
                    last = report
                }
                switch await branch.follow(report, until: deadline, on: clock) {
                case .moved(let latest):
                    verifier = latest
                    let latestSources = latest.changeSources()
                    if parts != Set(latestSources.flatMap(\.parts)) {
                        parts = Set(latestSources.flatMap(\.parts))
                        follow.yield(latestSources)
                    }
                    continue
                // Looked at anew, since the report says more than is so.
                case .failed where !branch.hasMoved: continue
                case .none, .stayed, .failed: break
                }
                let now = clock.now
                failing.note(report, at: now)
                // A cluster that was there a moment ago may be back soon; a failure elsewhere is one all the same.
                let isHopeless = report.verdict == .failed || !signal.isOutOfTouch
                let isFinal = report.isSettled && isHopeless && quietSince.duration(to: now) >= settling
                if now >= deadline || Task.isCancelled { return report }
                var wakeUp: C.Instant?
                switch end {
                case .never: break
                case _ where report.verdict == .verified || isFinal: return report
                case .firstFailure:
                    wakeUp = failing.end(after: settling)
                    if let wakeUp, wakeUp <= now { return report }
                case .settled: break
                }
                // Looked at once more then, so that no passing failure of a request is taken as final.
                if report.isSettled && isHopeless { wakeUp = wakeUp ?? quietSince.advanced(by: settling) }
                // And so is a branch that has moved on and can't be read, or is said to be elsewhere than where it is.
                if branch.hasMoved { wakeUp = now.advanced(by: settling) }
                if let wakeUp, end != .never || branch.hasMoved {
                    group.addTask { await Self.wake(signal, at: wakeUp, on: clock, after: look) }
                }
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
    /// After which time it is looked again though nothing was heard, where the waiting has no end: of a push, and of
    /// what is not watched, nobody tells.
    private static let longestQuiet = Duration.seconds(60)

    /// One look at everything; of what has not answered by the end, the report says so.
    private func verify<C: Clock>(
        until end: C.Instant,
        on clock: C
    ) async -> VerificationReport where C.Duration == Duration {
        await clock.limited(until: end) { await verify() }.value
            ?? VerificationReport(delivery: delivery.name, commit: commit, links: VerificationLinks(), scope: scope)
    }

    // MARK: What makes it look again

    private static func wake<C: Clock>(
        _ signal: ChangeSignal,
        at time: C.Instant,
        on clock: C,
        after look: Int? = nil
    ) async where C.Duration == Duration {
        try? await clock.sleep(until: time, tolerance: nil)
        signal.wake(after: look)
    }

    private static func wake<C: Clock>(
        _ signal: ChangeSignal,
        every pause: Duration,
        on clock: C
    ) async where C.Duration == Duration {
        while !Task.isCancelled {
            try? await clock.sleep(for: pause)
            signal.wake()
        }
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
