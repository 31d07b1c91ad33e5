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
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (verifiers, verifierChange) = AsyncStream.makeStream(
            of: DeliveryVerifier.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        return await withTaskGroup(of: Void.self, returning: VerificationReport.self) { group in
            defer { group.cancelAll() }
            group.addTask { await Self.follow(verifiers, on: clock) { signal.yield() } }
            group.addTask {
                try? await clock.sleep(until: deadline, tolerance: nil)
                signal.yield()
            }
            var signals = signals.makeAsyncIterator()
            var quietSince = clock.now
            var last: VerificationReport?
            var verifier = self
            verifierChange.yield(verifier)
            var knownRevisions: Set<String> = []
            var rereadFailure: String?
            while true {
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
                        verifierChange.yield(latest)
                        continue
                    case .success:
                        rereadFailure = nil
                    case .failure(let error):
                        rereadFailure = "may have moved on, and could not be read again: \(error)"
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
        await Self.value(until: end, on: clock) { await verify() }
            ?? VerificationReport(delivery: delivery.name, commit: commit, links: [])
    }

    /// What reading the branch again came to; it is cancelled at the end.
    private static func result<C: Clock>(
        until end: C.Instant,
        on clock: C,
        _ reread: @escaping @Sendable () async throws -> DeliveryVerifier?
    ) async -> Result<DeliveryVerifier?, any Error> where C.Duration == Duration {
        let result = await value(until: end, on: clock) { () -> Result<DeliveryVerifier?, any Error> in
            do {
                return .success(try await reread())
            } catch {
                return .failure(error)
            }
        }
        return result ?? .failure(CancellationError())
    }

    /// What the work comes to, which is cancelled at the end, and then says what it has.
    private static func value<C: Clock, Value: Sendable>(
        until end: C.Instant,
        on clock: C,
        _ work: @escaping @Sendable () async -> Value
    ) async -> Value? where C.Duration == Duration {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await work() }
            group.addTask {
                try? await clock.sleep(until: end, tolerance: nil)
                return nil
            }
            var value: Value?
            while value == nil, let next = await group.next() {
                // Either the work is done, or its time is up, and cancelling ends what it still waits for.
                group.cancelAll()
                value = next
            }
            return value
        }
    }

    /// Tells of changes of what the latest verifier looks at.
    private static func follow<C: Clock>(
        _ verifiers: AsyncStream<DeliveryVerifier>,
        on clock: C,
        _ tell: @escaping @Sendable () -> Void
    ) async where C.Duration == Duration {
        var verifiers = verifiers.makeAsyncIterator()
        var current = await verifiers.next()
        while let verifier = current {
            current = await withTaskGroup(of: Void.self) { group in
                for source in verifier.changeSources() {
                    group.addTask { await source.follow(on: clock, tell) }
                }
                // The watches of a verifier end when the next one comes.
                let next = await verifiers.next()
                group.cancelAll()
                return next
            }
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

    /// Leaves open whether the commit is still the branch's head.
    fileprivate mutating func doubtBranch(_ reason: String) {
        for index in links.indices where links[index].kind == DeliveryVerifier.branchKind {
            links[index].verdict = .unknown
            links[index].reason = reason
        }
    }
}
