import FoundationEssentials
import Synchronization

/// What the Pods of a cluster have written, line by line.
final class PodLogs: Sendable {
    /// One line, and when it was written.
    struct Line: Sendable {
        /// Since 1970 UTC; no two lines of a Pod have the same.
        var nanoseconds: Int64
        var text: String

        /// The time in seconds since 1970 UTC.
        var seconds: Double { Double(nanoseconds) / 1e9 }

        /// The time as a node notes it down: with nine digits of the second.
        var stamp: String {
            let whole = Date(timeIntervalSince1970: Double(nanoseconds / 1_000_000_000)).formatted(.iso8601)
            let fraction = String(nanoseconds % 1_000_000_000)
            let zeros = String(repeating: "0", count: 9 - fraction.count)
            return "\(whole.dropLast()).\(zeros)\(fraction)Z"
        }
    }

    private struct State {
        var lines: [ObjectKey: [Line]] = [:]
        var readers: [ObjectKey: [Int: AsyncStream<Line>.Continuation]] = [:]
        var lastReader = 0
    }

    private let state = Mutex(State())

    /// Older lines are dropped, as by a node that rotates its files.
    private static let longest = 10_000

    /// Adds a line to what a Pod has written.
    func write(_ text: String, of pod: ObjectKey, at time: Date = .now) {
        state.withLock { state in
            let now = Int64(time.timeIntervalSince1970 * 1_000_000) * 1_000
            let last = state.lines[pod]?.last?.nanoseconds ?? 0
            let line = Line(nanoseconds: max(now, last + 1), text: text)
            state.lines[pod, default: []].append(line)
            if let count = state.lines[pod]?.count, count > Self.longest { state.lines[pod]?.removeFirst() }
            for reader in state.readers[pod, default: [:]].values { reader.yield(line) }
        }
    }

    /// What a Pod has written so far.
    func lines(of pod: ObjectKey) -> [Line] {
        state.withLock { $0.lines[pod] ?? [] }
    }

    /// What a Pod has written so far, and what it will write.
    func follow(_ pod: ObjectKey) -> (lines: [Line], coming: AsyncStream<Line>) {
        let (stream, continuation) = AsyncStream.makeStream(of: Line.self)
        let (lines, reader) = state.withLock { state in
            state.lastReader += 1
            state.readers[pod, default: [:]][state.lastReader] = continuation
            return (state.lines[pod] ?? [], state.lastReader)
        }
        // Not at once, as in `ObjectStore.watch`.
        continuation.onTermination = { [weak self] _ in
            Task { self?.state.withLock { _ = $0.readers[pod]?.removeValue(forKey: reader) } }
        }
        return (lines, stream)
    }
}
