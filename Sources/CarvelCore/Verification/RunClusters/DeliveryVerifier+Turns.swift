extension DeliveryVerifier {
    /// Does some work on a run cluster when few others do the like: what many clusters answer at once would lie in memory
    /// until somebody has time for it. Those that take long hold up nobody for more than a moment.
    func inTurn<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        let turns = memory.turns
        var hasTurn = await turns.enterAtOnce()
        if !hasTurn {
            hasTurn = await clusters.host.clock.limited(to: Self.patience) { await turns.enter() }.value ?? false
        }
        do {
            let value = try await work()
            if hasTurn { await turns.leave() }
            return value
        } catch {
            if hasTurn { await turns.leave() }
            throw error
        }
    }

    /// How long a cluster waits for others at most. Those that answer quickly are done with by then.
    private static let patience = Duration.milliseconds(250)
}
