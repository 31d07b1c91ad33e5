import HTTPTransport
import Testing

@testable import CarvelCore

@Suite("Following objects through every fault", .timeLimit(.minutes(4)))
struct ObjectFollowerFaultTests {
    struct Trouble: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let faults: [(request: HistoryServer.Request, faults: [HistoryServer.Fault])]

        init(_ description: String, _ request: HistoryServer.Request, _ faults: HistoryServer.Fault...) {
            testDescription = description
            self.faults = [(request, faults)]
        }
    }

    static let troubles = [
        Trouble("none", .watch),
        Trouble("a watch cut before its first event", .watch, .cut(events: 0)),
        Trouble(
            "watches cut before their first event, again and again",
            .watch,
            .cut(events: 0),
            .cut(events: 0),
            .cut(events: 0)
        ),
        Trouble("a watch cut within an event", .watch, .cut(events: 0, bytes: 30)),
        Trouble("a watch cut within its second event", .watch, .cut(events: 1, bytes: 30)),
        Trouble("a watch cut right before the line break", .watch, .cut(events: 0, bytes: -1)),
        Trouble("a watch cut after an event", .watch, .cut(events: 1)),
        Trouble("a watch that ends in order with nothing told", .watch, .end(events: 0), .end(events: 0)),
        Trouble("a watch that ends in order after an event", .watch, .end(events: 1)),
        Trouble("410 at the start of a watch", .watch, .error(410, events: 0)),
        Trouble("410 at the start of watches, again and again", .watch, .error(410, events: 0), .error(410, events: 0)),
        Trouble("410 as the answer to a watch", .watch, .status(410)),
        Trouble("410 in the midst of a watch", .watch, .error(410, events: 1)),
        Trouble("an ERROR event of another code", .watch, .error(500, events: 0), .error(500, events: 1)),
        Trouble("a line that is no event", .watch, .garbage(events: 1), .garbage(events: 0)),
        Trouble("500 on the list", .firstPage, .status(500), .status(500)),
        Trouble(
            "500 on the list for longer than a request is repeated",
            .firstPage,
            .status(500),
            .status(500),
            .status(500),
            .status(500),
            .status(500),
            .status(500),
            .status(500)
        ),
        Trouble("401 and then fine", .firstPage, .status(401)),
        Trouble("401 on the watch and then fine", .watch, .status(401)),
        Trouble("403 on the watch twice", .watch, .status(403), .status(403)),
        Trouble("a reset on the list's second page", .laterPage, .noAnswer(.connectionLost)),
        Trouble("a refused connection on the list's second page", .laterPage, .noAnswer(.connectionFailed)),
        Trouble("410 on the list's second page", .laterPage, .status(410)),
        Trouble(
            "nobody there for the watch",
            .watch,
            .noAnswer(.connectionFailed),
            .noAnswer(.connectionFailed),
            .noAnswer(.connectionLost)
        ),
    ]

    static let changes: [HistoryServer.Change] = [
        { $0.put("a", "2") },
        { $0.put("d", "1") },
        { $0.remove("b") },
        { $0.put("d", "2") },
        {
            $0.remove("c")
            $0.put("c", "another")
        },
        { $0.put("a", "3") },
        { $0.bookmark() },
        { $0.remove("d") },
        { $0.put("b", "again") },
        {
            $0.put("e", "1")
            $0.remove("e")
        },
        { $0.put("a", "4") },
    ]

    @Test("What is told, applied to nothing, gives what the server has", arguments: troubles, [false, true])
    func mirror(trouble: Trouble, forgets: Bool) async throws {
        let server = HistoryServer()
        for name in ["a", "b", "c"] { server.put(name, "1") }
        for (request, faults) in trouble.faults { server.fail(request, faults) }
        // A server with a short memory makes each watch that goes on from before expire.
        let forget: HistoryServer.Change = { $0.compact() }
        server.plan(forgets ? Self.changes.flatMap { [$0, forget] } : Self.changes)
        let client = ClusterClient(
            ClusterConnection(name: "prod", server: "https://prod"),
            host: .inMemory(http: server, clock: SkippingClock(upTo: .seconds(20)))
        )
        var mirror = ObjectMirror()
        var changes = ObjectFollower(client, ObjectSelector(.configMap, namespace: "apps")).makeAsyncIterator()
        while !server.isDone || mirror.objects != server.objects {
            mirror.apply(try #require(await changes.next()))
            while mirror.objects == server.objects, server.changeNext() {}
        }
        #expect(mirror.objects == server.objects)
        #expect(Set(changes.objects.all) == Set(server.objects.values))
    }
}
