import CarvelCore
import Sandbox
import Testing
import YAMLDocument

@Suite("Logging in by a program")
struct ExecLoginTests {
    private func ask(_ client: ClusterClient, times: Int = 1) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<times {
                group.addTask { _ = try await client.get(.namespace, namespace: nil, name: "default") }
            }
            try await group.waitForAll()
        }
    }

    @Test("One call serves 30 requests at a time, and one more those that are refused after it")
    func token() async throws {
        try await Workbench.with { bench in
            let login = try LoginProgram(bench)
            let server = try login.server
            let client = try login.directory().client(context: "cloud", calledName: "cloud")

            server.addToken("first-cloud-token", user: "operator", groups: ["system:masters"])
            try login.answer(["token": "first-cloud-token"])
            try await ask(client, times: 30)
            #expect(try login.calls == 1)
            #expect(server.requests.last?.user == "operator")

            server.removeToken("first-cloud-token")
            server.addToken("second-cloud-token", user: "operator", groups: ["system:masters"])
            try login.answer(["token": "second-cloud-token"])
            try await ask(client, times: 30)
            #expect(try login.calls == 2)

            let kubectl = try await login.kubectl("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}")
            kubectl.expect(status: 0)
            #expect(kubectl.output == "operator")
        }
    }

    @Test("A token that has ended is not sent")
    func expired() async throws {
        try await Workbench.with { bench in
            let login = try LoginProgram(bench)
            try login.server.addToken("cloud-token", user: "operator", groups: ["system:masters"])
            let client = try login.directory().client(context: "cloud", calledName: "cloud")
            try login.answer(["token": "cloud-token", "expirationTimestamp": "2020-01-01T00:00:00Z"])
            try await ask(client)
            try await ask(client)
            #expect(try login.calls == 2)
            try login.answer(["token": "cloud-token", "expirationTimestamp": "2999-01-01T00:00:00Z"])
            try await ask(client)
            try await ask(client)
            #expect(try login.calls == 3)
        }
    }

    @Test("A certificate and key do as well, for kubectl and for us")
    func certificate() async throws {
        try await Workbench.with { bench in
            let login = try LoginProgram(bench)
            let issued = try login.server.clientCertificate(user: "bearer-of-papers", groups: ["system:masters"])
            try login.answer([
                "clientCertificateData": .string(issued.certificate), "clientKeyData": .string(issued.key),
            ])
            let created = try await login.createSecret().expect(status: 0)
            created.expect(says: "Secret/default/prod-kubeconfig on cloud created")
            #expect(!created.text.contains("BEGIN"))
            #expect(try login.server.requests.last?.user == "bearer-of-papers")
            let kubectl = try await login.kubectl("-n", "default", "get", "secrets", "-o", "name")
            kubectl.expect(status: 0).expect(says: "secret/prod-kubeconfig")
            #expect(try login.server.requests.last?.user == "bearer-of-papers")
        }
    }

    @Test("It is told of the cluster what kubectl tells it", arguments: ["v1", "v1beta1"])
    func clusterInfo(version: String) async throws {
        try await Workbench.with { bench in
            let version = "client.authentication.k8s.io/\(version)"
            let login = try LoginProgram(bench, ["provideClusterInfo": true, "apiVersion": .string(version)])
            try login.server.addToken("cloud-token", user: "operator", groups: ["system:masters"])
            try login.writeScript(
                "echo '{\"kind\": \"ExecCredential\", \"apiVersion\": \"\(version)\", \"status\": {\"token\": \"cloud-token\"}}'"
            )
            try await login.kubectl("get", "--raw", "/version").expect(status: 0)
            let kubectl = try login.info
            try await ask(try login.directory().client(context: "cloud", calledName: "cloud"))
            #expect(try login.info == kubectl)
            #expect(kubectl[path: "spec", "cluster", "server"]?.string == (try login.server.url))
            #expect(try login.calls == 2)
        }
    }

    @Test("One that fails is an error with its own words above, as for kubectl")
    func failure() async throws {
        try await Workbench.with { bench in
            let login = try LoginProgram(bench)
            try login.writeScript("echo '{\"token\": \"half-a-cloud-token\"}'; echo 'please log in again' >&2; exit 3")
            let ours = try await login.createSecret().expect(status: 1)
            ours.expect(
                says: "logging in to the cloud\nplease log in again\n",
                "\(login.kubeconfig): user \"cloud\": exec: ",
                "/cloud/./login failed with exit status 3"
            )
            #expect(!ours.text.contains("half-a-cloud-token"))
            #expect(ours.output.isEmpty)
            try await login.kubectl("get", "--raw", "/version").expect(status: 1).expect(says: "please log in again")
        }
    }

    @Test("One that is missing is named, with the hint how to get it, as for kubectl")
    func missing() async throws {
        try await Workbench.with { bench in
            let login = try LoginProgram(bench, command: "cloud-login-tool", ["installHint": "Get it from the cloud."])
            let ours = try await login.createSecret().expect(status: 1)
            ours.expect(
                says:
                    "\(login.kubeconfig): user \"cloud\": exec: command: cloud-login-tool: not found in any folder of PATH",
                "Get it from the cloud."
            )
            let kubectl = try await login.kubectl("get", "--raw", "/version").expect(status: 1)
            kubectl.expect(says: "cloud-login-tool not found", "Get it from the cloud.")
        }
    }
}
