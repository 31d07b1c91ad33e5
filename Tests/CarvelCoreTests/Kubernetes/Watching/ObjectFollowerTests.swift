import HTTPTransport
import Testing

@testable import CarvelCore

@Suite("Following objects", .timeLimit(.minutes(4)))
struct ObjectFollowerTests {
    private let server = HistoryServer()
    private let skipping = SkippingClock(upTo: .seconds(60))
    private let selector = ObjectSelector(.configMap, namespace: "apps")

    private func follower(on clock: any Clock<Duration>) -> ObjectFollower.Iterator {
        var pace = FollowingPace(watchLifetime: .seconds(300))
        pace.chance = { 0.5 }
        let client = ClusterClient(
            ClusterConnection(name: "prod", server: "https://prod"),
            host: .inMemory(http: server, clock: clock),
            requestTimeout: .seconds(70)
        )
        return ObjectFollower(client, selector, pace: pace).makeAsyncIterator()
    }

    /// The next changes in few words.
    private func next(_ count: Int, of changes: inout ObjectFollower.Iterator) async throws -> [String] {
        var mirror = ObjectMirror()
        for _ in 0..<count { mirror.apply(try #require(await changes.next())) }
        return mirror.told
    }

    @Test("Lists once, and then watches from there")
    func requests() async throws {
        server.put("a", "1")
        var changes = follower(on: skipping)
        #expect(server.requests.isEmpty)
        var mirror = ObjectMirror()
        mirror.apply(try #require(await changes.next()))
        server.put("a", "2")
        mirror.apply(try #require(await changes.next()))
        #expect(mirror.told == ["initial a", "modified a 12"])
        #expect(
            server.requests == [
                "/api/v1/namespaces/apps/configmaps?limit=500",
                "/api/v1/namespaces/apps/configmaps?watch=1&allowWatchBookmarks=true&resourceVersion=11"
                    + "&timeoutSeconds=450",
            ]
        )
        #expect(changes.objects["apps", "a"]?.resourceVersion == "12")
        #expect(skipping.sleeps.isEmpty)
    }

    @Test("Goes on where the watch had come to, of which bookmarks tell too, and says nothing of it")
    func resumption() async throws {
        server.put("a", "1")
        var changes = follower(on: skipping)
        #expect(try await next(1, of: &changes) == ["initial a"])
        server.fail(.watch, [.cut(events: 1), .end(events: 2), .cut(events: 1)])
        server.plan([
            { $0.put("b", "1") },
            {
                $0.put("c", "1")
                $0.put("d", "1")
            },
            { $0.put("e", "1") },
        ])
        var told: [String] = []
        var mirror = ObjectMirror()
        for _ in 0..<4 {
            mirror.apply(try #require(await changes.next()))
            told = mirror.told
        }
        #expect(told == ["added b 12", "added c 13", "added d 14", "added e 15"])
        #expect(server.watchedFrom == ["11", "12", "14"])
        // The cuts are followed by a short pause each, the end in order by none.
        server.put("f", "1")
        mirror.apply(try #require(await changes.next()))
        #expect(skipping.sleeps == [.milliseconds(100), .milliseconds(100)])
    }

    @Test("A bookmark moves the place where the next watch goes on")
    func bookmarks() async throws {
        var changes = follower(on: skipping)
        #expect(try await next(1, of: &changes) == ["initial "])
        server.plan([{ $0.put("a", "1") }])
        #expect(try await next(1, of: &changes) == ["added a 11"])
        server.bookmark()
        server.strike(.end(events: 0))
        server.plan([{ $0.put("b", "1") }])
        #expect(try await next(1, of: &changes) == ["added b 13"])
        #expect(server.watchedFrom == ["10", "12"])
    }

    @Test("Tells once that nobody answers, tries again after growing pauses, and tells when it is back")
    func unreachable() async throws {
        let refused = HistoryServer.Fault.noAnswer(.connectionFailed)
        server.fail(.firstPage, Array(repeating: refused, count: 10))
        var changes = follower(on: skipping)
        #expect(
            try await next(3, of: &changes) == [
                "out of touch: can't be reached: prod: connectionFailed", "back", "initial ",
            ]
        )
        #expect(skipping.sleeps.map { $0 / .milliseconds(100) } == [1, 2, 4, 8, 16, 32, 64, 100, 100, 100])
        #expect(server.requests.count == 11)
    }

    @Test("Tells again where the reason is another")
    func otherReason() async throws {
        server.fail(
            .firstPage,
            [.noAnswer(.connectionFailed), .noAnswer(.connectionFailed), .status(401), .status(401)]
        )
        var changes = follower(on: skipping)
        #expect(
            try await next(4, of: &changes) == [
                "out of touch: can't be reached: prod: connectionFailed",
                "out of touch: list configmaps: the credentials were refused (Unauthorized)",
                "back", "initial ",
            ]
        )
    }

    @Test("Without the right to watch it lists now and then, for rights may come")
    func noRightToWatch() async throws {
        server.put("a", "1")
        server.fail(.watch, Array(repeating: .status(403), count: 7))
        // Each request is preceded by a change or none: the list after the third refusal finds something new.
        let nothing: HistoryServer.Change = { _ in }
        server.plan([nothing, nothing, nothing, nothing, nothing, { $0.put("a", "2") }])
        var changes = follower(on: skipping)
        #expect(
            try await next(4, of: &changes) == [
                "initial a", "out of touch: watch configmaps: no", "modified a 12", "back",
            ]
        )
        #expect(skipping.sleeps == [1, 2, 4, 8, 16, 30, 30].map { Duration.seconds($0) })
    }

    @Test("Watches that are cut at once again and again are told of, and being back is an event that comes")
    func fruitlessWatches() async throws {
        server.fail(.watch, [.cut(events: 0), .cut(events: 0), .cut(events: 0)])
        let nothing: HistoryServer.Change = { _ in }
        server.plan([nothing, nothing, nothing, nothing, { $0.put("a", "1") }])
        var changes = follower(on: skipping)
        #expect(
            try await next(4, of: &changes) == [
                "initial ", "out of touch: can't be reached: prod hung up", "back", "added a 11",
            ]
        )
        #expect(skipping.sleeps == [1, 2, 4].map { Duration.milliseconds($0 * 100) })
        #expect(server.requests.count == 5)
    }

    @Test("A server that ends its watches at once is not overrun")
    func endlessEnds() async throws {
        server.fail(.watch, Array(repeating: .end(events: 0), count: 9))
        server.plan(Array(repeating: { _ in }, count: 10) + [{ $0.put("a", "1") }])
        var changes = follower(on: skipping)
        #expect(try await next(2, of: &changes) == ["initial ", "added a 11"])
        #expect(skipping.sleeps.map { $0 / .milliseconds(100) } == [1, 2, 4, 8, 16, 32, 64, 100, 100])
    }

    @Test("A watch that is silent for longer than its lifetime and a margin is lost, and goes on where it was")
    func silence() async throws {
        let clock = TestClock()
        server.put("a", "1")
        var changes = follower(on: clock)
        _ = await changes.next()
        let following = Task { [changes] in
            var changes = changes
            return await changes.next()
        }
        await clock.sleeper(until: .seconds(480))
        server.hush()
        server.put("b", "1")
        clock.advance(to: .seconds(480))
        await clock.sleeper(until: .milliseconds(480_100))
        clock.advance(to: .milliseconds(480_100))
        guard case .added(let object) = await following.value else {
            Issue.record("not the change that the silent watch hid")
            return
        }
        #expect(object.name == "b")
        #expect(server.watchedFrom == ["11", "11"])
    }

    @Test("A server that takes a request for a watch and never answers is out of touch by the request's time")
    func silentHead() async throws {
        let clock = TestClock()
        server.fail(.watch, [.silence])
        var changes = follower(on: clock)
        _ = await changes.next()
        let following = Task { [changes] in
            var changes = changes
            return await changes.next()
        }
        await clock.sleeper(until: .seconds(70))
        clock.advance(to: .seconds(70))
        guard case .outOfTouch(let error) = await following.value else {
            Issue.record("silence was not noticed")
            return
        }
        #expect(error.description == "cluster \"prod\": can't be reached: https://prod did not answer in time")
    }

    @Test("Ends when its task is cancelled, wherever it waits")
    func cancellation() async throws {
        for fault in [HistoryServer.Fault.silence, .noAnswer(.connectionFailed)] {
            let server = HistoryServer()
            server.fail(.firstPage, [fault])
            let client = ClusterClient(
                ClusterConnection(name: "prod", server: "https://prod"),
                host: .inMemory(http: server, clock: TestClock())
            )
            let task = Task { await ObjectFollower(client, selector).reduce(into: 0) { count, _ in count += 1 } }
            await server.request()
            task.cancel()
            #expect(await task.value <= 1)
        }
    }
}
