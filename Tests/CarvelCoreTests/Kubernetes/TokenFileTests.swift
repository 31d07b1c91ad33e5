import HTTPTransport
import Synchronization
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("A token in a file that others replace")
struct TokenFileTests {
    private let http = ScriptedHTTPClient()
    private let file = TokenFile()
    private let url = "GET https://prod/api/v1/namespaces/shop"
    private let refusal = ScriptedHTTPClient.Answer.json(
        ["kind": "Status", "code": 401, "reason": "Unauthorized", "message": "Unauthorized"],
        status: 401
    )

    /// A file whose content a test changes.
    private final class TokenFile: Sendable {
        let content = Mutex("first\n")

        var files: FileSystem {
            FileSystem(
                read: { [self] path throws(FileError) in
                    guard path == "/run/token" else { throw FileError(path: path, reason: .notFound) }
                    return Array(content.withLock { $0 }.utf8)
                },
                exists: { _ in true },
                list: { _ in [] }
            )
        }
    }

    private func client(path: String = "/run/token") -> ClusterClient {
        var host = Host(http: http)
        host.files = file.files
        let connection = ClusterConnection(
            name: "prod",
            server: "https://prod",
            credentials: .tokenFile(path: path, place: "/k/config: user \"u\": tokenFile")
        )
        return ClusterClient(connection, host: host)
    }

    private var tokens: [String?] { http.requests.map { $0.headers["Authorization"] } }

    @Test("Is read anew for each request")
    func rotation() async throws {
        let client = client()
        for token in ["first", "second"] {
            file.content.withLock { $0 = token + "\n" }
            http.expect(url, .json([:]))
            _ = try await client.get(.namespace, namespace: nil, name: "shop")
        }
        #expect(tokens == ["Bearer first", "Bearer second"])
    }

    @Test("Is tried once more where it changed under a request that was refused")
    func refusedAndReplaced() async throws {
        http.expect(url, refusal)
        http.expect(url, .json([:]))
        let answered = ReplacingClient(http: http) { [file] in file.content.withLock { $0 = "second" } }
        var host = Host(http: answered)
        host.files = file.files
        let connection = ClusterConnection(
            name: "prod",
            server: "https://prod",
            credentials: .tokenFile(path: "/run/token", place: "tokenFile")
        )
        _ = try await ClusterClient(connection, host: host).get(.namespace, namespace: nil, name: "shop")
        #expect(tokens == ["Bearer first", "Bearer second"])
    }

    @Test("Is not tried again where it is the same")
    func refused() async throws {
        http.expect(url, refusal)
        let error = await #expect(throws: ClusterError.self) {
            try await client().get(.namespace, namespace: nil, name: "shop")
        }
        #expect(error?.status?.reason == .unauthorized)
        #expect(http.requests.count == 1)
    }

    @Test("Counts before another token, which stands in for it", arguments: [("of-file", "of-file"), ("", "other")])
    func standIn(content: String, token: String) throws {
        file.content.withLock { $0 = content }
        let source = TokenFileCredentials(path: "/run/token", place: "", otherwise: "other", files: file.files)
        #expect(try source.credentials() == .bearer(token))
        let missing = TokenFileCredentials(path: "/run/none", place: "", otherwise: "other", files: file.files)
        #expect(try missing.credentials() == .bearer("other"))
    }

    @Test(
        "Is named with its place where it is of no use",
        arguments: [
            ("/run/token", "  \n", "/run/token is empty; expected a bearer token"),
            ("/run/none", "x", "/run/none: no such file"),
        ]
    )
    func useless(path: String, content: String, message: String) async throws {
        file.content.withLock { $0 = content }
        let error = await #expect(throws: ClusterError.self) {
            try await client(path: path).get(.namespace, namespace: nil, name: "shop")
        }
        #expect(error?.description == "cluster \"prod\": /k/config: user \"u\": tokenFile: \(message)")
        #expect(http.requests.isEmpty)
    }

    /// Does something as each request goes out.
    private struct ReplacingClient: HTTPClient {
        let http: ScriptedHTTPClient
        let change: @Sendable () -> Void

        func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
            change()
            return try await http.send(request)
        }
    }
}
