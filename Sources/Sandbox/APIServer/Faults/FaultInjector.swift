import Synchronization

/// Decides which request is struck by which failure of a plan.
final class FaultInjector: Sendable {
    /// What there is to know of a request before it is answered.
    struct Subject: Sendable {
        var method: String
        var path: String
        var client: String
        var isWatch: Bool
        var hasToken: Bool
    }

    private struct State {
        var plan: FaultPlan
        /// For each failure, how many requests that fit it have come.
        var counts: [Int]
    }

    private let state: Mutex<State>

    init(_ plan: FaultPlan) {
        state = Mutex(State(plan: plan, counts: Array(repeating: 0, count: plan.faults.count)))
    }

    /// For each failure of the plan, how many requests that fit it have come.
    var counts: [Int] { state.withLock { $0.counts } }

    /// Begins anew with another plan.
    func replace(_ plan: FaultPlan) {
        state.withLock { $0 = State(plan: plan, counts: Array(repeating: 0, count: plan.faults.count)) }
    }

    /// What happens to a request, or `nil` where nothing shall.
    func action(_ subject: Subject) -> FaultPlan.Action? {
        state.withLock { state in
            var action: FaultPlan.Action?
            // All that fit count the request, whichever strikes.
            for (index, fault) in state.plan.faults.enumerated() where fault.fits(subject) {
                state.counts[index] += 1
                let ordinal = state.counts[index] - fault.skip
                if action == nil, ordinal > 0, ordinal <= fault.times ?? .max { action = fault.action }
            }
            return action
        }
    }
}

extension FaultPlan.Fault {
    fileprivate func fits(_ subject: FaultInjector.Subject) -> Bool {
        switch action {
        case .cutWatch, .endWatch, .expireWatch, .silenceWatch: guard subject.isWatch else { return false }
        case .expireToken: guard subject.hasToken else { return false }
        default: break
        }
        return (method == nil || method == subject.method) && subject.path.hasPrefix(pathPrefix)
            && subject.client.hasPrefix(client)
    }
}
