import Synchronization
import Testing

@testable import CarvelCore

@Suite("Work that many wait for")
struct SharedWorkTests {
    /// Work that lasts until the test ends it, or it is cancelled.
    private final class SlowWork: Sendable {
        private let stream: AsyncStream<Int>
        private let end: AsyncStream<Int>.Continuation
        let runs = Mutex(0)
        let wasCancelled = Mutex(false)

        init() {
            (stream, end) = AsyncStream.makeStream()
        }

        func run() async -> Int {
            runs.withLock { $0 += 1 }
            let value = await stream.first { _ in true }
            if Task.isCancelled { wasCancelled.withLock { $0 = true } }
            return value ?? -1
        }

        func finish(_ value: Int) { end.yield(value) }
    }

    /// Tasks that all wait for the work.
    private func waiters(_ count: Int, _ shared: SharedWork<Int>, _ work: SlowWork) async -> [Task<Int?, Never>] {
        let tasks = (0..<count).map { _ in Task { await shared.result(of: { await work.run() }) } }
        while shared.waitingCount < count { await Task.yield() }
        return tasks
    }

    @Test("Is done once for all of them")
    func once() async {
        let shared = SharedWork<Int>()
        let work = SlowWork()
        let tasks = await waiters(30, shared, work)
        work.finish(7)
        for task in tasks { #expect(await task.value == 7) }
        #expect(work.runs.withLock { $0 } == 1)
    }

    @Test("Goes on for the others when one is cancelled, who does not wait for it")
    func oneCancelled() async {
        let shared = SharedWork<Int>()
        let work = SlowWork()
        let tasks = await waiters(2, shared, work)
        tasks[0].cancel()
        #expect(await tasks[0].value == nil)
        work.finish(7)
        #expect(await tasks[1].value == 7)
        #expect(work.runs.withLock { $0 } == 1)
        #expect(!work.wasCancelled.withLock { $0 })
    }

    @Test("Ends with the last who waits, and begins anew for the next")
    func allCancelled() async {
        let shared = SharedWork<Int>()
        let work = SlowWork()
        let tasks = await waiters(3, shared, work)
        for task in tasks { task.cancel() }
        for task in tasks { #expect(await task.value == nil) }
        // Whoever waited longest has seen it end.
        #expect(work.wasCancelled.withLock { $0 })
        #expect(await shared.result(of: { 8 }) == 8)
    }

    @Test("Is not begun for one who is cancelled already")
    func cancelledBefore() async {
        let shared = SharedWork<Int>()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await shared.result(of: { 1 })
        }
        task.cancel()
        #expect(await task.value == nil)
    }
}
