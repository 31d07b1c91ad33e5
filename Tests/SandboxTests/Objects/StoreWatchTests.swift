import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Watches")
struct StoreWatchTests {
    private func events(_ stream: AsyncStream<WatchEvent>, _ count: Int) async -> [WatchEvent] {
        var events: [WatchEvent] = []
        for await event in stream {
            events.append(event)
            if events.count == count { break }
        }
        return events
    }

    private func summary(_ events: [WatchEvent]) -> [String] {
        events.map { "\($0.kind.rawValue) \($0.object[path: "metadata", "name"]?.string ?? "")" }
    }

    @Test("A watch tells what happened since, then what happens")
    func replayThenFollow() async throws {
        let fixture = try StoreFixture()
        try fixture.create("configmaps", ["metadata": ["name": "before"]])
        let start = fixture.store.latestResourceVersion
        try fixture.create("configmaps", ["metadata": ["name": "missed"]])
        let stream = try fixture.store.watch(try fixture.type("configmaps"), namespace: "apps", from: start)
        try fixture.merge("configmaps", "before", ["data": ["a": "1"]])
        try fixture.delete("configmaps", "missed")
        let events = await events(stream, 3)
        #expect(summary(events) == ["ADDED missed", "MODIFIED before", "DELETED missed"])
        #expect(events[1].previous?["data"] == nil)
        #expect(events[1].object["data"] == ["a": "1"])
        // A deletion has a version of its own, from which the next watch goes on.
        #expect(events[2].object.resourceVersion == "\(fixture.store.latestResourceVersion)")
    }

    @Test("Without a version all that is there comes first", arguments: [nil, 0] as [UInt64?])
    func initialObjects(version: UInt64?) async throws {
        let fixture = try StoreFixture()
        try fixture.create("secrets", ["metadata": ["name": "b"]])
        try fixture.create("secrets", ["metadata": ["name": "a"]])
        let stream = try fixture.store.watch(try fixture.type("secrets"), namespace: nil, from: version)
        #expect(summary(await events(stream, 2)) == ["ADDED a", "ADDED b"])
    }

    @Test("Watchers that are cancelled while objects change hold nobody up", .timeLimit(.minutes(1)))
    func cancelledInTheMidst() async throws {
        let fixture = try StoreFixture()
        try fixture.create("configmaps", ["metadata": ["name": "busy"]])
        let type = try fixture.type("configmaps")
        try await withThrowingTaskGroup { group in
            group.addTask {
                for number in 0..<3000 { try fixture.merge("configmaps", "busy", ["data": ["n": "\(number)"]]) }
            }
            group.addTask {
                for _ in 0..<3000 {
                    let stream = try fixture.store.watch(type, namespace: "apps", from: nil)
                    let watcher = Task { for await _ in stream {} }
                    await Task.yield()
                    watcher.cancel()
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("A watch sees its namespace and its type only")
    func scope() async throws {
        let fixture = try StoreFixture(namespaces: ["apps", "other"])
        let stream = try fixture.store.watch(
            try fixture.type("secrets"),
            namespace: "apps",
            from: fixture.store.latestResourceVersion
        )
        try fixture.create("secrets", ["metadata": ["name": "elsewhere"]], in: "other")
        try fixture.create("configmaps", ["metadata": ["name": "c"]])
        try fixture.create("secrets", ["metadata": ["name": "s"]])
        #expect(summary(await events(stream, 1)) == ["ADDED s"])
    }

    @Test("A version that is forgotten is refused, a newer one is not")
    func expiry() async throws {
        let fixture = try StoreFixture()
        let type = try fixture.type("configmaps")
        try fixture.create("configmaps", ["metadata": ["name": "c"]])
        fixture.store.compact()
        let now = fixture.store.latestResourceVersion
        let refusal = try fixture.refusal { _ = try fixture.store.watch(type, namespace: nil, from: 1) }
        #expect(
            refusal.json == [
                "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
                "message": "too old resource version: 1 (\(now))", "reason": "Expired", "code": 410,
            ]
        )
        let stream = try fixture.store.watch(type, namespace: nil, from: now)
        try fixture.create("configmaps", ["metadata": ["name": "d"]])
        #expect(summary(await events(stream, 1)) == ["ADDED d"])
    }

    @Test("Bookmarks come in order with the changes, and watches can be ended")
    func bookmarks() async throws {
        let fixture = try StoreFixture()
        let stream = try fixture.store.watch(
            try fixture.type("configmaps"),
            namespace: "apps",
            from: fixture.store.latestResourceVersion
        )
        try fixture.create("configmaps", ["metadata": ["name": "c"]])
        fixture.store.sendBookmarks()
        fixture.store.endWatches()
        var events: [WatchEvent] = []
        for await event in stream { events.append(event) }
        #expect(events.map(\.kind) == [.added, .bookmark])
        let version = JSONValue.string("\(fixture.store.latestResourceVersion)")
        #expect(
            events.last?.object == ["kind": "ConfigMap", "apiVersion": "v1", "metadata": ["resourceVersion": version]]
        )
    }

    @Test("Each watcher gets objects in its own version")
    func versions() async throws {
        let fixture = try StoreFixture(flux: .v2_6)
        let type = try fixture.type("gitrepositories", version: "v1beta2")
        let stream = try fixture.store.watch(type, namespace: nil, from: fixture.store.latestResourceVersion)
        try fixture.apply(
            "gitrepositories",
            "g",
            ["spec": ["url": "https://x.example", "interval": "1m"]],
            version: "v1"
        )
        let event = try #require(await events(stream, 1).first)
        #expect(event.object["apiVersion"] == "source.toolkit.fluxcd.io/v1beta2")
    }

    @Test("Lists are sorted by namespace and name, and come with the store's version")
    func lists() throws {
        let fixture = try StoreFixture(namespaces: ["b", "a"])
        for (namespace, name) in [("b", "1"), ("a", "2"), ("a", "10"), ("b", "0")] {
            try fixture.create("secrets", ["metadata": ["name": .string(name)]], in: namespace)
        }
        let list = fixture.store.list(try fixture.type("secrets"), namespace: nil)
        let names = list.items.map {
            "\($0[path: "metadata", "namespace"]?.string ?? "")/\($0[path: "metadata", "name"]?.string ?? "")"
        }
        #expect(names == ["a/10", "a/2", "b/0", "b/1"])
        #expect(list.resourceVersion == fixture.store.latestResourceVersion)
    }
}
