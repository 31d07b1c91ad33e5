extension DeliveryVerifier {
    /// Does some work on a run cluster when few others do the like: what many clusters answer at once would lie in memory
    /// until this process has time for it. Where it has, for what it waits for is the network, nobody waits for others.
    func inTurn<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        var hasTurn = await memory.turns.enterAtOnce()
        if !hasTurn { hasTurn = await waitForTurn() }
        do {
            let value = try await work()
            if hasTurn { await memory.turns.leave() }
            return value
        } catch {
            if hasTurn { await memory.turns.leave() }
            throw error
        }
    }

    /// Waits for a turn as long as this process is busy, and not for ever.
    ///
    /// - Returns: whether there was one.
    private func waitForTurn() async -> Bool {
        let (host, turns) = (clusters.host, memory.turns)
        for _ in 0..<Self.patience {
            let (elapsed, worked) = (host.clock.stopwatch(), host.processorTime())
            if await host.clock.limited(to: Self.moment, { await turns.enter() }).value == true { return true }
            if Task.isCancelled || host.processorTime() - worked < elapsed() / 2 { return false }
        }
        return false
    }

    private static let moment = Duration.milliseconds(50)
    /// How many moments a cluster waits at most: a second.
    private static let patience = 20
}
