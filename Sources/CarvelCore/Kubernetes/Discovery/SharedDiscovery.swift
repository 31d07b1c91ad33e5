/// What is known of a server's types: asked for once, by whoever needs it first, for all who need it.
actor SharedDiscovery {
    typealias Outcome = Result<ServedResources, ClusterError>

    /// What was found out; `nil` before anybody asked.
    private(set) var known: ServedResources?
    private var running: Run?
    private var runs = 0

    private struct Run {
        let number: Int
        let task: Task<Outcome, Never>
        var waiting = 0
    }

    /// How many wait for what is being asked.
    var waiting: Int { running?.waiting ?? 0 }

    /// What is known, or else what `discover` finds out. A failure is told to all who wait, and not kept.
    ///
    /// - Parameter anew: whether to ask although it is known; what is being asked at present counts as new.
    func resources(
        anew: Bool,
        _ discover: @escaping @Sendable () async -> Outcome
    ) async -> (outcome: Outcome, isNew: Bool) {
        if let known, !anew { return (.success(known), false) }
        let run = running ?? start(discover)
        running = run
        running?.waiting += 1
        let outcome = await withTaskCancellationHandler {
            await run.task.value
        } onCancel: {
            Task { await giveUp(run.number) }
        }
        if running?.number == run.number {
            running = nil
            if case .success(let found) = outcome { known = found }
        }
        return (outcome, true)
    }

    private func start(_ discover: @escaping @Sendable () async -> Outcome) -> Run {
        runs += 1
        return Run(number: runs, task: Task { await discover() })
    }

    /// Ends the requests once nobody waits for them any more.
    private func giveUp(_ number: Int) {
        guard running?.number == number else { return }
        running?.waiting -= 1
        if running?.waiting == 0 {
            running?.task.cancel()
            running = nil
        }
    }
}
