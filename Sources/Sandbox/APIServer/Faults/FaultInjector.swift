import Synchronization

/// Decides which request is struck by which failure of a plan.
final class FaultInjector: Sendable {
    private struct State {
        var plan: FaultPlan
        /// For each failure, how many requests that fit it have come.
        var counts: [Int]
    }

    private let state: Mutex<State>

    init(_ plan: FaultPlan) {
        state = Mutex(State(plan: plan, counts: Array(repeating: 0, count: plan.faults.count)))
    }

    /// Begins anew with another plan.
    func replace(_ plan: FaultPlan) {
        state.withLock { $0 = State(plan: plan, counts: Array(repeating: 0, count: plan.faults.count)) }
    }

    /// What happens to a request, or `nil` where nothing shall.
    func action(method: String, path: String) -> FaultPlan.Action? {
        state.withLock { state in
            for (index, fault) in state.plan.faults.enumerated() {
                guard fault.method == nil || fault.method == method, path.hasPrefix(fault.pathPrefix) else { continue }
                state.counts[index] += 1
                let ordinal = state.counts[index] - fault.skip
                if ordinal > 0, ordinal <= fault.times ?? .max { return fault.action }
            }
            return nil
        }
    }
}
