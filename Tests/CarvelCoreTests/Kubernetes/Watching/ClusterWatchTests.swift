import CarvelCore
import HTTPTransport
import OrderedCollections
import Testing
import YAMLDocument

@Suite("Watching a cluster")
struct ClusterWatchTests {
    private let http = ScriptedHTTPClient()
    private var client: ClusterClient {
        ClusterClient(ClusterConnection(name: "prod", server: "https://prod"), http: http)
    }
    private let url =
        "GET https://prod/api/v1/namespaces/apps/configmaps?watch=1&allowWatchBookmarks=true&timeoutSeconds=300"

    private func watch() async throws -> WatchEvents {
        try await client.watch(ObjectSelector(.configMap, namespace: "apps"), lifetime: .seconds(300))
    }

    /// The events of a body that comes in these chunks.
    private func events(_ chunks: [[UInt8]], failure: HTTPTransportError? = nil) async throws -> [WatchEvent] {
        http.expect(url, ScriptedHTTPClient.Answer(chunks: chunks, failure: failure))
        var events: [WatchEvent] = []
        for try await event in try await watch() { events.append(event) }
        return events
    }

    private static func line(_ type: String, _ name: String) -> String {
        #"{"type":"\#(type)","object":{"kind":"ConfigMap","metadata":{"name":"\#(name)"}}}"# + "\n"
    }

    private static func object(_ name: String) -> KubernetesObject {
        KubernetesObject(["kind": "ConfigMap", "metadata": ["name": .string(name)]])
    }

    private static let text =
        line("ADDED", "grün") + line("MODIFIED", "😀") + line("DELETED", "c") + line("BOOKMARK", "d")
    private static let expected: [WatchEvent] = [
        .added(object("grün")), .modified(object("😀")), .deleted(object("c")), .bookmark(object("d")),
    ]

    @Test("Asks for what is meant, from where it is told, and for how long")
    func request() async throws {
        let path = "/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations?watch=1"
        http.expect(
            "GET https://prod\(path)&resourceVersion=299&labelSelector=tier%3Dweb%2Cx"
                + "&fieldSelector=metadata.name%3Da.b%2Cspec.x%3D1&timeoutSeconds=90",
            ScriptedHTTPClient.Answer(chunks: [])
        )
        let events = try await client.watch(
            ObjectSelector(.kustomization, namespace: nil, name: "a.b", labels: "tier=web,x", fields: "spec.x=1"),
            from: "299",
            wantsBookmarks: false,
            lifetime: .seconds(90.9)
        )
        var iterator = events.makeAsyncIterator()
        #expect(try await iterator.next() == nil)
        #expect(try http.onlyRequest().timeout == nil)
    }

    @Test("Asks for five to ten minutes where nothing else is said")
    func lifetime() async throws {
        let lifetimes = Set((0..<100).map { _ in WatchLifetime.random().components.seconds })
        #expect(lifetimes.allSatisfy { (300...600).contains($0) })
        #expect(lifetimes.count > 1)
    }

    @Test("Reads the events whatever the size of the chunks, within characters too", arguments: 1...80)
    func chunks(size: Int) async throws {
        let bytes = Array(Self.text.utf8)
        let chunks = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
        #expect(try await events(chunks) == Self.expected)
    }

    @Test("Reads several events of one chunk, and passes over empty lines and chunks")
    func oneChunk() async throws {
        #expect(try await events([Array(Self.text.utf8)]) == Self.expected)
        #expect(
            try await events([[], Array("\n\n\(Self.line("DELETED", "c"))\n".utf8), []]) == [.deleted(Self.object("c"))]
        )
    }

    @Test("Reads a last event without a line break, and takes a half one for a cut")
    func lastLine() async throws {
        let whole = Array(Self.text.utf8.dropLast())
        #expect(try await events([whole]) == Self.expected)
        for missing in 1..<40 {
            let error = await #expect(throws: ClusterError.self) { try await events([Array(whole.dropLast(missing))]) }
            #expect(
                error?.cause
                    == .transport(
                        HTTPTransportError(
                            reason: .connectionLost,
                            message: "https://prod: the watch ended within an event"
                        )
                    )
            )
        }
    }

    @Test("Reads of the objects what is selected, and of an error all the same all")
    func selection() async throws {
        let lines =
            #"{"type":"ADDED","object":{"metadata":{"name":"a","uid":"u"},"data":{"k":"v"}}}"# + "\n"
            + #"{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}"# + "\n"
        http.expect(url, ScriptedHTTPClient.Answer(chunks: [Array(lines.utf8)]))
        var events = try await client.watch(
            ObjectSelector(.configMap, namespace: "apps"),
            lifetime: .seconds(300),
            reading: .only("metadata.name")
        ).makeAsyncIterator()
        #expect(try await events.next() == .added(KubernetesObject(["metadata": ["name": "a"]])))
        let error = await #expect(throws: ClusterError.self) { try await events.next() }
        #expect(error?.status?.message == "too old")
    }

    @Test("Nothing comes after an error")
    func afterError() async throws {
        let bytes = Array(("oops\n" + Self.line("ADDED", "a")).utf8)
        http.expect(url, ScriptedHTTPClient.Answer(chunks: [bytes]))
        var iterator = try await watch().makeAsyncIterator()
        await #expect(throws: ClusterError.self) { try await iterator.next() }
        #expect(try await iterator.next() == nil)
    }

    @Test("Hands out an event before the next one comes")
    func early() async throws {
        let failure = HTTPTransportError(reason: .connectionLost, message: "prod closed the connection")
        http.expect(
            url,
            ScriptedHTTPClient.Answer(chunks: [Array((Self.line("ADDED", "a") + "{\"type").utf8)], failure: failure)
        )
        var iterator = try await watch().makeAsyncIterator()
        #expect(try await iterator.next() == .added(Self.object("a")))
        let error = await #expect(throws: ClusterError.self) { try await iterator.next() }
        #expect(error?.cause == .transport(failure))
        #expect(error?.request == "watch configmaps")
    }

    @Test("Reads an event of some megabytes")
    func huge() async throws {
        let name = String(repeating: "long-", count: 1_000_000)
        let bytes = Array((Self.line("ADDED", name) + Self.line("ADDED", "b")).utf8)
        let chunks = stride(from: 0, to: bytes.count, by: 16_384).map {
            Array(bytes[$0..<min($0 + 16_384, bytes.count)])
        }
        #expect(try await events(chunks) == [.added(Self.object(name)), .added(Self.object("b"))])
    }

    @Test("A recorded watch, with the objects as the server sent them, wherever the stream is split")
    func recorded() async throws {
        let exchange = try ContractExchange.named("watch from a list", in: "list-watch")
        let bytes = exchange.answer.chunks.flatMap(\.self)
        let objects = exchange.events.map { $0["object"] ?? .null }
        // LineSplitterTests try every byte; here those around line breaks, and some of the others.
        let breaks = bytes.indices.filter { bytes[$0] == 0x0A }.flatMap { [$0 - 1, $0, min($0 + 1, bytes.count)] }
        for split in breaks + stride(from: 0, to: bytes.count, by: 211) {
            let events = try await events([Array(bytes[..<split]), Array(bytes[split...])])
            try #require(events.map(\.object.json) == objects, "split at byte \(split)")
            try #require(events.first.map(Self.isAdded) == true)
        }
    }

    private static func isAdded(_ event: WatchEvent) -> Bool {
        if case .added = event { true } else { false }
    }

    @Test("An expired watch ends with the server's reason")
    func expired() async throws {
        let exchange = try ContractExchange.named("watch from an expired resourceVersion", in: "list-watch")
        let error = await #expect(throws: ClusterError.self) { try await events(exchange.answer.chunks) }
        #expect(error?.status?.code == 410)
        #expect(error?.status?.reason == .expired)
        #expect(error?.description == "cluster \"prod\": watch configmaps: too old resource version: 1 (265)")
    }

    @Test("A watch that is refused has no events")
    func refused() async throws {
        http.expect(url, try ContractExchange.named("bad token", in: "auth").answer)
        let error = await #expect(throws: ClusterError.self) { try await watch() }
        #expect(error?.status?.reason == .unauthorized)
    }

    @Test(
        "What is no event is an error",
        arguments: [
            ("{\"type\":\"NEW\",\"object\":{}}\n", "an event of unknown type \"NEW\""),
            ("{}\n", "an event of unknown type \"\""),
            ("oops\n", "an event is no JSON (found 'o', expected a value)"),
        ]
    )
    func malformed(text: String, message: String) async throws {
        let error = await #expect(throws: ClusterError.self) { try await events([Array(text.utf8)]) }
        #expect(error?.cause == .malformed(message))
    }
}
