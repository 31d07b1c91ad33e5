import FoundationEssentials
import HTTPTransport
import Synchronization
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Credentials that a plugin brings")
struct ExecCredentialsTests {
    private let http = ScriptedHTTPClient()
    private let url = "GET https://prod/api/v1/namespaces/shop"
    private static let refusal = ScriptedHTTPClient.Answer.json(
        ["kind": "Status", "code": 401, "reason": "Unauthorized", "message": "Unauthorized"],
        status: 401
    )

    private func plugin(_ mode: ExecPlugin.InteractiveMode = .never, hint: String? = nil) -> ExecPlugin {
        ExecPlugin(
            place: "/k/config: user \"u\": exec",
            version: .v1,
            command: "login",
            arguments: ["--now"],
            variables: ["OWN": "own", "SAME": "own"],
            interactiveMode: mode,
            installHint: hint
        )
    }

    private func host(_ programs: ScriptedPrograms, hasTerminal: Bool = false, now: Date = .now) -> Host {
        var host = Host(http: http)
        host.variables = ["PATH": "/bin:/opt", "SAME": "process"]
        host.programs = programs.value(hasTerminal: hasTerminal)
        host.now = { now }
        return host
    }

    private func client(_ plugin: ExecPlugin, _ host: Host, server: String = "https://prod") -> ClusterClient {
        ClusterClient(ClusterConnection(name: "prod", server: server, credentials: .exec(plugin)), host: host)
    }

    private func get(_ client: ClusterClient) async throws {
        _ = try await client.get(.namespace, namespace: nil, name: "shop")
    }

    private static func answer(token: String, expires: String? = nil) -> ProgramResult {
        var status: JSONValue = ["token": .string(token)]
        status["expirationTimestamp"] = expires.map(JSONValue.string)
        return answer(status)
    }

    private static func answer(_ status: JSONValue) -> ProgramResult {
        let answer: JSONValue = [
            "kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": status,
        ]
        return ProgramResult(output: JSONWriter.bytes(answer))
    }

    private var tokens: [String?] { http.requests.map { $0.headers["Authorization"] } }

    @Test("The plugin is called with what it is to know, in the process's environment")
    func call() async throws {
        http.expect(url, .json([:]))
        let programs = ScriptedPrograms { _, _ in Self.answer(token: "sesame") }
        var plugin = plugin()
        plugin.cluster = ["server": "https://prod", "config": .null]
        try await get(client(plugin, host(programs)))
        let call = try #require(programs.calls.first)
        #expect(call.program == "login")
        #expect(call.searchPath == "/bin:/opt")
        #expect(call.arguments == ["--now"])
        #expect(call.input == .nothing)
        #expect(call.messages == .shown)
        var variables = call.variables
        let info = try #require(call.variables["KUBERNETES_EXEC_INFO"])
        variables["KUBERNETES_EXEC_INFO"] = nil
        #expect(variables == ["PATH": "/bin:/opt", "SAME": "own", "OWN": "own"])
        #expect(
            try JSONReader.value(info) == [
                "kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
                "spec": ["interactive": false, "cluster": ["server": "https://prod", "config": .null]],
            ] as JSONValue
        )
        #expect(tokens == ["Bearer sesame"])
    }

    @Test(
        "Input is the terminal's where the mode allows it, and the plugin is told",
        arguments: [
            (.never, true, false), (.ifAvailable, true, true), (.ifAvailable, false, false), (.always, true, true),
        ] as [(ExecPlugin.InteractiveMode, Bool, Bool)]
    )
    func terminal(mode: ExecPlugin.InteractiveMode, hasTerminal: Bool, isInteractive: Bool) async throws {
        http.expect(url, .json([:]))
        let programs = ScriptedPrograms { _, _ in Self.answer(token: "t") }
        try await get(client(plugin(mode), host(programs, hasTerminal: hasTerminal)))
        let call = try #require(programs.calls.first)
        #expect(call.input == (isInteractive ? .terminal : .nothing))
        let info = try JSONReader.value(try #require(call.variables["KUBERNETES_EXEC_INFO"]))
        #expect(info[path: "spec", "interactive"] == .bool(isInteractive))
    }

    @Test("Without a terminal, one that needs it is not called")
    func noTerminal() async throws {
        let programs = ScriptedPrograms { _, _ in Self.answer(token: "t") }
        let error = await #expect(throws: ClusterError.self) { try await get(client(plugin(.always), host(programs))) }
        #expect(
            error?.description
                == "cluster \"prod\": /k/config: user \"u\": exec: interactiveMode is Always, and standard input is no "
                + "terminal; run the command in a terminal, or choose a user who logs in without one"
        )
        #expect(programs.calls.isEmpty)
    }

    @Test("Two plugins don't ask at one terminal at the same time")
    func oneAtATime() async throws {
        let inside = Mutex(0)
        let programs = ScriptedPrograms { _, _ in
            let others = inside.withLock { count in
                count += 1
                return count - 1
            }
            #expect(others == 0)
            await Task.yield()
            inside.withLock { $0 -= 1 }
            return Self.answer(token: "t")
        }
        let sources = CredentialSources(host: host(programs, hasTerminal: true))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...20 {
                var plugin = plugin(.ifAvailable)
                plugin.place = "user \(number)"
                let connection = ClusterConnection(name: "", server: "https://c", credentials: .exec(plugin))
                group.addTask { _ = try await sources.source(for: connection).credentials() }
            }
            try await group.waitForAll()
        }
        #expect(programs.calls.count == 20)
    }

    @Test("Without an end they are kept")
    func kept() async throws {
        let programs = ScriptedPrograms { _, number in Self.answer(token: "t\(number)") }
        let client = client(plugin(), host(programs))
        for _ in 1...3 {
            http.expect(url, .json([:]))
            try await get(client)
        }
        #expect(tokens == ["Bearer t1", "Bearer t1", "Bearer t1"])
    }

    @Test(
        "With an end they are kept until then",
        arguments: [
            ("2030-01-01T00:00:00Z", 1), ("2030-01-01T00:00:00.999Z", 1), ("2030-01-01T02:00:00+02:00", 1),
            ("2029-12-31T23:59:58Z", 2), ("2029-12-31T23:59:58.5Z", 2),
        ]
    )
    func expiry(end: String, calls: Int) async throws {
        // One second before 2030.
        let now = Date(timeIntervalSince1970: 1_893_455_999)
        let programs = ScriptedPrograms { _, number in Self.answer(token: "t\(number)", expires: end) }
        let client = client(plugin(), host(programs, now: now))
        for _ in 1...2 {
            http.expect(url, .json([:]))
            try await get(client)
        }
        #expect(programs.calls.count == calls)
        #expect(tokens.last == "Bearer t\(calls)")
    }

    @Test("After a 401 the plugin is asked once more, and the request repeated")
    func refused() async throws {
        let programs = ScriptedPrograms { _, number in Self.answer(token: "t\(number)") }
        http.expect(url, Self.refusal)
        http.expect(url, .json([:]))
        try await get(client(plugin(), host(programs)))
        #expect(tokens == ["Bearer t1", "Bearer t2"])
    }

    @Test("A second 401 is the answer")
    func refusedAgain() async throws {
        let programs = ScriptedPrograms { _, number in Self.answer(token: "t\(number)") }
        http.expectAlways(url, Self.refusal)
        let error = await #expect(throws: ClusterError.self) { try await get(client(plugin(), host(programs))) }
        #expect(error?.status?.reason == .unauthorized)
        #expect(programs.calls.count == 2)
        #expect(http.requests.count == 2)
    }

    @Test("Many who hear of the same refusal have the plugin asked once, even where it says the same again")
    func refusedTogether() async throws {
        let programs = ScriptedPrograms { _, _ in Self.answer(token: "same") }
        let source = ExecCredentials(
            ExecCall(plugin: plugin(), host: host(programs), terminal: RequestGate(limit: 1))
        )
        let refused = try await source.credentials()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...30 {
                group.addTask {
                    #expect(source.discard(refused))
                    let renewed = try await source.credentials()
                    #expect(renewed != refused)
                }
            }
            try await group.waitForAll()
        }
        #expect(programs.calls.count == 2)
    }

    @Test("One call serves all contexts of a user, and each cluster that is told of has its own")
    func contexts() async throws {
        let programs = ScriptedPrograms { _, _ in Self.answer(token: "t") }
        let names = (1...40).map { "c\($0)" }
        var config = Kubeconfig()
        try config.merge(
            """
            contexts: [\(names.map { "{name: \($0), context: {cluster: \($0), user: u}}, {name: \($0)-told, "
                + "context: {cluster: \($0), user: told}}" }.joined(separator: ", "))]
            clusters: [\(names.map { "{name: \($0), cluster: {server: 'https://\($0)'}}" }.joined(separator: ", "))]
            users:
            - name: u
              user: {exec: {command: l, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}}
            - name: told
              user:
                exec:
                  {command: l, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, provideClusterInfo: true}
            """,
            file: "/k/config"
        )
        let directory = ClusterDirectory(kubeconfig: config, host: host(programs))
        func askAll(_ suffix: String) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in names {
                    http.expect("GET https://\(name)/api/v1/namespaces/shop", .json([:]))
                    let client = try directory.client(context: name + suffix, calledName: name)
                    group.addTask { try await get(client) }
                }
                try await group.waitForAll()
            }
        }
        try await askAll("")
        #expect(programs.calls.count == 1)
        try await askAll("-told")
        #expect(programs.calls.count == 41)
    }

    @Test("A certificate goes with the request's TLS, with a token or without")
    func certificate() async throws {
        let certificate = PEM.certificate("C"), key = PEM.privateKey("K")
        let programs = ScriptedPrograms { _, number in
            var status: JSONValue = [
                "clientCertificateData": .string(certificate), "clientKeyData": .string(key),
            ]
            if number == 2 { status["token"] = "t" }
            return Self.answer(status)
        }
        for authorization in [nil, "Bearer t"] {
            http.expect(url, Self.refusal)
            http.expect(url, .json([:]))
            if authorization == nil { http.expect(url, .json([:])) }
        }
        let client = client(plugin(), host(programs))
        try await get(client)
        let request = try #require(http.requests.first)
        #expect(request.tls.clientCertificate == Array(certificate.utf8))
        #expect(request.tls.clientKey == Array(key.utf8))
        #expect(tokens == [nil, "Bearer t"])
    }

    @Test("Without TLS nothing is shown, and no plugin is called, as for client-go")
    func plainText() async throws {
        http.expect("GET http://prod/api/v1/namespaces/shop", .json([:]))
        let programs = ScriptedPrograms { _, _ in Self.answer(token: "t") }
        try await get(client(plugin(), host(programs), server: "http://prod"))
        #expect(tokens == [nil])
        #expect(programs.calls.isEmpty)
    }

    @Test("A plugin that fails is an error, and the next request calls it anew")
    func failure() async throws {
        let programs = ScriptedPrograms { _, number in
            number == 1
                ? ProgramResult(ending: .status(3), output: Array("topsecret".utf8)) : Self.answer(token: "t")
        }
        let client = client(plugin(), host(programs))
        let error = await #expect(throws: ClusterError.self) { try await get(client) }
        #expect(
            error?.description
                == "cluster \"prod\": /k/config: user \"u\": exec: login failed with exit status 3; log in again if its "
                + "messages say so, or correct the kubeconfig"
        )
        http.expect(url, .json([:]))
        try await get(client)
        #expect(tokens == ["Bearer t"])
    }

    @Test("A plugin that is missing is named, with its hint")
    func missing() async throws {
        let programs = ScriptedPrograms { call, _ throws(ProgramError) in
            throw ProgramError(program: call.program, reason: .notFound)
        }
        let plugin = plugin(hint: "apt install login")
        let error = await #expect(throws: ClusterError.self) { try await get(client(plugin, host(programs))) }
        #expect(
            error?.description
                == "cluster \"prod\": /k/config: user \"u\": exec: command: login: not found in any folder of PATH; "
                + "install it, or correct the command\napt install login"
        )
    }

    @Test("A machine without programs has no plugin either")
    func noPrograms() async throws {
        let error = await #expect(throws: ClusterError.self) { try await get(client(plugin(), Host(http: http))) }
        #expect(error?.description.contains("login: not found") == true)
    }
}
