import CarvelCore
import HTTPTransport
import Synchronization
import Testing
import YAMLDocument

@Suite("Warnings of servers")
struct ServerWarningTests {
    private final class Heard: Sendable {
        let warnings = Mutex<[ServerWarning]>([])
    }

    private func heard(_ fields: [String], status: Int = 200) async throws -> [ServerWarning] {
        let http = ScriptedHTTPClient()
        let heard = Heard()
        var host = Host(http: http)
        host.warn = { warning in heard.warnings.withLock { $0.append(warning) } }
        var answer = ScriptedHTTPClient.Answer.json(["kind": "Status", "code": .int(Int64(status))], status: status)
        for field in fields { answer.headers.add(name: "warning", value: field) }
        http.expect("GET https://prod/api/v1/namespaces/x", answer)
        let client = ClusterClient(ClusterConnection(name: "prod", server: "https://prod"), host: host)
        _ = try? await client.get(.namespace, namespace: nil, name: "x")
        return heard.warnings.withLock(\.self)
    }

    @Test(
        "Are handed to whoever listens, as texts",
        arguments: [
            ([#"299 - "v1beta1 is deprecated""#], ["v1beta1 is deprecated"]),
            (
                [#"299 - "metadata.finalizers: \"x\": prefer \\ a, path""#],
                [#"metadata.finalizers: "x": prefer \ a, path"#]
            ),
            (
                [#"299 host:80 "one" "Sat, 21 Nov 2026 05:13:22 GMT", 299 - "two""#, #"299 - "three""#],
                ["one", "two", "three"]
            ),
            ([#"110 cache "stale", 299 - "ours""#], ["ours"]), ([#"299 - """#], []), (["299 -"], []),
            ([#"299 - "not closed"#], []), (["nonsense"], []), ([""], []),
            (["299 - \"a\u{1B}[2Jb\rc\""], ["a [2Jb c"]), ([], []),
        ] as [([String], [String])]
    )
    func texts(fields: [String], expected: [String]) async throws {
        #expect(try await heard(fields) == expected.map { ServerWarning(cluster: "prod", text: $0) })
    }

    @Test("Are told of requests that failed, too")
    func failure() async throws {
        #expect(try await heard([#"299 - "careful""#], status: 404).map(\.text) == ["careful"])
    }

    @Test("Of the real server are understood")
    func recorded() async throws {
        let file = try JSONReader.value(try Fixture.bytes("contract/apply.json"))
        let exchange = try #require(file["exchanges"]?.array?.first { $0["name"] == "finalizer" })
        let field = try #require(exchange[path: "response", "headers", "Warning"]?.string)
        let text = try #require(try await heard([field]).first?.text)
        #expect(text.hasPrefix("metadata.finalizers: \"finalizers.fluxcd.io\": prefer a domain-qualified"))
        #expect(text.hasSuffix("with other finalizer writers"))
    }
}
