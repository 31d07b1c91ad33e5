import GitRepository

/// The pushes of one change that came too late, and how long to pause before the next.
///
/// Of those who push at the same time one always wins, so all get their turn. The pauses are random, so that they do not
/// meet again, and grow, so that many do not keep the server busy with refusals.
struct PushRace {
    /// Enough for a good many at the same time, and an end where something else is wrong.
    static let limit = 60
    private static let shortest = Duration.milliseconds(50)
    private static let longest = Duration.seconds(2)

    private(set) var lost = 0

    /// Takes note of a push that failed.
    ///
    /// - Returns: how long to pause before the change is made anew; `nil` where that would not help.
    mutating func pause(after error: GitError) -> Duration? {
        guard lost < Self.limit else { return nil }
        let least: Duration
        switch error {
        case .nonFastForward: least = Self.shortest
        // While it takes another's push, a server may refuse ours in words of its own. Once it is done the branch tells.
        case .pushRejected: least = .seconds(1)
        default: return nil
        }
        lost += 1
        let bound = min(Self.shortest * (1 << min(lost, 10)), Self.longest)
        return least + bound * Double.random(in: 0...1)
    }
}
