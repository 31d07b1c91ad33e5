/// How soon a follower tries again, and for how long it asks for watches.
public struct FollowingPace: Sendable {
    /// The shortest lifetime of a watch; the longest is twice that. It bounds how long a connection that died unnoticed
    /// hides what happens.
    public var watchLifetime: Duration
    /// The pause after a first failure that may be gone in a moment; it doubles with each.
    var firstPause = Duration.milliseconds(100)
    var longestPause = Duration.seconds(10)
    /// The pause after a first refusal, such as for want of rights, which somebody has to do something about.
    var firstPauseAfterRefusal = Duration.seconds(1)
    var longestPauseAfterRefusal = Duration.seconds(30)
    /// Between 0 and 1, so that followers that failed together don't come back together.
    var chance: @Sendable () -> Double = { Double.random(in: 0...1) }

    /// A pace; by default that of Kubernetes' own clients.
    public init(watchLifetime: Duration = WatchLifetime.usual) {
        self.watchLifetime = watchLifetime
    }

    /// The lifetime of the next watch.
    func lifetime() -> Duration { watchLifetime * (1 + chance()) }

    /// The pause after failures in a row, of which this is the last; `nil` for a watch that ended in order, too soon.
    func pause(after error: ClusterError?, failures: Int) -> Duration {
        let isRefused = error.map { !$0.isPassing } ?? false
        let first = isRefused ? firstPauseAfterRefusal : firstPause
        let longest = isRefused ? longestPauseAfterRefusal : longestPause
        let pause = min(first * (1 << min(max(0, failures - 1), 20)), longest) * (0.5 + chance())
        return max(pause, .seconds(error?.status?.retryAfterSeconds ?? 0))
    }
}

extension ClusterError {
    /// Whether the failure may be gone in a moment without anybody's doing.
    fileprivate var isPassing: Bool {
        switch cause {
        case .transport: true
        case .status(let status): status.code == 429 || status.code == 410 || status.code >= 500
        case .malformed, .credentials, .notServed, .lookup: false
        }
    }
}
