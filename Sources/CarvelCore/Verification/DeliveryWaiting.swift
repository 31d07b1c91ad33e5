extension DeliveryVerifier {
    /// Verifies again whenever something changes on one of the clusters, until all is verified, until what failed has
    /// not stirred for a while, or until the time is up.
    ///
    /// - Parameters:
    ///   - timeout: the longest time to wait.
    ///   - settling: how long a failure must last unchanged to be taken as final.
    ///   - reread: verifies what the branch's head is by then; asked for where Flux is at a commit that is not ours, for
    ///     the branch may have moved on while we wait.
    ///   - onReport: is told of each report, the last one too.
    public func wait(
        timeout: Duration,
        settling: Duration = .seconds(5),
        reread: @Sendable () async throws -> DeliveryVerifier? = { nil },
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
        reread: @Sendable () async throws -> DeliveryVerifier?,
        onReport: @Sendable (VerificationReport) async -> Void
    ) async -> VerificationReport where C.Duration == Duration {
        let deadline = clock.now.advanced(by: timeout)
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        return await withTaskGroup(of: Void.self, returning: VerificationReport.self) { group in
            defer { group.cancelAll() }
            for source in changeSources() {
                group.addTask { await source.follow(on: clock) { signal.yield() } }
            }
            group.addTask {
                try? await clock.sleep(until: deadline, tolerance: nil)
                signal.yield()
            }
            var signals = signals.makeAsyncIterator()
            var quietSince = clock.now
            var last: VerificationReport?
            var verifier = self
            var knownRevisions: Set<String> = []
            while true {
                // The last look may begin at the deadline, and takes no more than the settling time from there.
                let report = await verifier.verify(until: deadline.advanced(by: settling), on: clock)
                if report != last {
                    await onReport(report)
                    quietSince = clock.now
                    last = report
                }
                // A repository that can't be read again leaves the commit that we know, and the wait goes on for that.
                if !knownRevisions.isSuperset(of: report.otherRevisions), let latest = try? await reread() {
                    knownRevisions.formUnion(report.otherRevisions)
                    if latest.commit != verifier.commit {
                        verifier = latest
                        continue
                    }
                }
                let now = clock.now
                let isFinal = report.isSettled && quietSince.duration(to: now) >= settling
                if report.verdict == .verified || isFinal || now >= deadline || Task.isCancelled { return report }
                if report.isSettled {
                    let wakeUp = quietSince.advanced(by: settling)
                    group.addTask {
                        try? await clock.sleep(until: wakeUp, tolerance: nil)
                        signal.yield()
                    }
                }
                await signals.next()
            }
        }
    }

    /// One look at everything; of what has not answered by the end, the report says so.
    private func verify<C: Clock>(
        until end: C.Instant,
        on clock: C
    ) async -> VerificationReport where C.Duration == Duration {
        await withTaskGroup(of: VerificationReport?.self) { group in
            group.addTask { await verify() }
            group.addTask {
                try? await clock.sleep(until: end, tolerance: nil)
                return nil
            }
            var report: VerificationReport?
            while report == nil, let next = await group.next() {
                // Either the look is done, or its time is up, and cancelling ends what it still waits for.
                group.cancelAll()
                report = next
            }
            return report ?? VerificationReport(delivery: delivery.name, commit: commit, links: [])
        }
    }

    /// Everything whose change may change the verdict.
    private func changeSources() -> [ChangeSource] {
        var sources: [ChangeSource] = []
        if let client = try? clusters.client(context: delivery.build.context, calledName: delivery.build.context) {
            sources.append(ChangeSource(client: client, namespace: delivery.build.namespace, types: .flux))
        }
        for cluster in delivery.runClusters where !folders(for: cluster).isEmpty {
            guard let client = try? clusters.client(context: cluster.context, calledName: cluster.name) else {
                continue
            }
            for type in [ResourceType.package, .packageInstall, .app] {
                sources.append(ChangeSource(client: client, namespace: cluster.namespace, types: .one(type)))
            }
        }
        return sources
    }
}

extension VerificationReport {
    /// The revisions that Flux has fetched and that are not the one to verify.
    fileprivate var otherRevisions: Set<String> {
        Set(links.filter { $0.kind == ResourceType.gitRepository.kind && $0.found != $0.expected }.compactMap(\.found))
    }
}
