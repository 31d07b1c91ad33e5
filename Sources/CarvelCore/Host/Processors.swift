import Glibc

/// What works for this process.
enum Processors {
    /// How many there are.
    static let count = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// How long they have worked for this process.
    static func time() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
