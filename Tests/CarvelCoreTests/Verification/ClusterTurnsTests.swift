import Synchronization
import Testing

@testable import CarvelCore

@Suite("Clusters take turns only while this process is busy", .timeLimit(.minutes(4)))
struct ClusterTurnsTests {
    private let clock = TestClock()
    private let turns = ClusterTurns(limit: 1)

    /// A machine whose processors work for this process so long each time that it is asked.
    private func host(working: Duration) -> Host {
        var host = InMemoryClusters([]).host(clock: clock)
        let worked = Mutex(Duration.zero)
        let time: @Sendable () -> Duration = {
            worked.withLock { worked in
                worked += working
                return worked
            }
        }
        host.processorTime = time
        return host
    }

    /// Has somebody take the turn for what goes on until the stream ends.
    private func occupy(_ host: Host) async -> AsyncStream<Void>.Continuation {
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        let (going, end) = AsyncStream.makeStream(of: Void.self)
        Task { [turns] in
            await turns.take(on: host) {
                beginning.finish()
                for await _ in going {}
            }
        }
        for await _ in begun {}
        return end
    }

    private func pass(_ moments: ClosedRange<Int>) async {
        for moment in moments {
            await clock.sleeper(until: .milliseconds(50 * moment))
            clock.advance(to: .milliseconds(50 * moment))
        }
    }

    /// Returns once so many wait.
    private func waiters(_ count: Int) async {
        while await turns.waitingCount < count { await Task.yield() }
    }

    @Test("Where the network is what all wait for, nobody waits for longer than a moment")
    func idle() async {
        let host = host(working: .zero)
        let end = await occupy(host)
        async let next = turns.take(on: host) { "through" }
        await waiters(1)
        await pass(1...1)
        #expect(await next == "through")
        // Nor does who comes later, when nobody waits any more.
        async let later = turns.take(on: host) { "through" }
        await waiters(1)
        await pass(2...2)
        #expect(await later == "through")
        end.finish()
    }

    @Test("All who wait are let through where the network is what they wait for")
    func idleForAll() async {
        let host = host(working: .zero)
        let end = await occupy(host)
        let through = await withTaskGroup(of: Int.self) { group in
            for number in 1...5 { group.addTask { await turns.take(on: host) { number } } }
            await waiters(5)
            await pass(1...1)
            return await group.reduce(0, +)
        }
        #expect(through == 15)
        end.finish()
    }

    @Test("Where this process is busy, whoever comes next waits until another one is done")
    func busy() async {
        let host = host(working: .milliseconds(50))
        let end = await occupy(host)
        async let next = turns.take(on: host) { "through" }
        await pass(1...3)
        await clock.sleeper(until: .milliseconds(200))
        end.finish()
        #expect(await next == "through")
    }

    @Test("Whoever hangs keeps others waiting for no longer than a turn, however busy this process is")
    func hanging() async {
        let host = host(working: .seconds(1))
        let end = await occupy(host)
        await clock.sleeper(until: .seconds(1))
        async let next = turns.take(on: host) { "through" }
        await pass(1...20)
        #expect(await next == "through")
        end.finish()
    }

    @Test("Work that took longer than its turn gives the place back once")
    func place() async {
        let host = host(working: .seconds(1))
        let end = await occupy(host)
        await clock.sleeper(until: .seconds(1))
        clock.advance(to: .seconds(1))
        let laterEnd = await occupy(host)
        end.finish()
        async let next = turns.take(on: host) { "through" }
        await pass(21...21)
        await clock.sleeper(until: .milliseconds(1100))
        laterEnd.finish()
        #expect(await next == "through")
    }

    @Test("Whoever is cancelled while he waits does his work without a turn")
    func cancelled() async {
        let host = host(working: .seconds(1))
        let end = await occupy(host)
        let next = Task { [turns] in await turns.take(on: host) { Task.isCancelled } }
        await clock.sleeper(until: .milliseconds(50))
        next.cancel()
        #expect(await next.value)
        end.finish()
    }
}
