import CarvelCore
import FoundationEssentials
import Sandbox
import Testing
import YAMLDocument

@Suite("No secret shows where it should not")
struct SecretTests {
    /// A planted password, token and key, in every form in which they might show.
    private struct Planted: Sendable {
        let password = "planted-git-password-7f3a"
        let token = "planted-bearer-token-91c5"
        var key = ""

        var forms: [String] {
            var forms = [password, token]
            // Within other data, the base64 form of a secret is one of three.
            for secret in [password, token, "gitops:\(password)"] {
                for offset in 0..<3 {
                    forms.append(String(Base64.encode(secret.utf8.dropFirst(offset)).dropLast(4)))
                }
            }
            // A line out of the middle of the key, and some of its base64 form.
            let lines = key.split(separator: "\n")
            forms.append(String(lines[lines.count / 2]))
            forms.append(String(Base64.encode(key.utf8).dropFirst(100).prefix(60)))
            return forms
        }

        /// The forms that a text shows.
        func shown(in text: String) -> [String] { forms.filter(text.contains) }
    }

    /// A kubeconfig with a context that logs in to staging by the planted token.
    private static func kubeconfig(_ bench: Workbench, token: String) throws -> String {
        let text = try String(contentsOf: URL(filePath: bench.clusters().kubeconfigPath), encoding: .utf8)
        var config = try #require(try YAMLReader.documents(text).first)
        config["users"] = .array(
            (config["users"]?.array ?? []) + [["name": "by-token", "user": ["token": .string(token)]]]
        )
        config["contexts"] = .array(
            (config["contexts"]?.array ?? [])
                + [["name": "by-token", "context": ["cluster": "staging", "user": "by-token"]]]
        )
        return try bench.folder.write(YAMLWriter.string(config), to: "tokens/config")
    }

    /// The command lines of all processes, as anybody on the machine may read them.
    private static func commandLines() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.compactMap { process in
            // A process may have ended meanwhile.
            guard let bytes = try? FileSystem.local.read("/proc/\(process)/cmdline") else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    @Test("Not in any command's output, nor in process arguments, the repository, or files")
    func secrets() async throws {
        try await Workbench.with { bench in
            var bench = bench
            var planted = Planted()
            let plane = try bench.clusters()
            plane.git.password = planted.password
            bench.variables["CARVEL_GIT_PASSWORD"] = planted.password
            let staging = try #require(plane.servers["staging"])
            staging.addToken(planted.token, user: "operator", groups: ["system:masters"])
            planted.key = try Self.administratorKey(plane)
            bench.variables["KUBECONFIG"] = try Self.kubeconfig(bench, token: planted.token)

            let results = try await watchingCommandLines(for: planted) { [bench] in try await Self.work(bench) }
            for result in results {
                #expect(planted.shown(in: result.text).isEmpty, "\(result.command)")
            }
            #expect(planted.shown(in: try await bench.git("log", "--patch", "--all")).isEmpty)
            #expect(try bench.folder.contents("temporary").isEmpty)
            #expect(try bench.folder.contents("home").isEmpty)

            // All that this test looks for would be found where it does belong.
            let secrets = try await bench.kubectl("--context=build", "-n=shop", "get", "secrets", "-o=yaml")
            #expect(planted.shown(in: secrets).contains(String(Base64.encode(planted.password.utf8).dropLast(4))))
            let kubeconfig = try bench.folder.read("tokens/config")
            #expect(planted.shown(in: kubeconfig).count == 2)
            let shown = try await bench.command(
                ["kubectl-carvel-kubeconfig-secret", "create", "staging", "--from-context", "by-token"]
                    + ["--export", "--show-secrets"]
            )
            #expect(!planted.shown(in: shown.text).isEmpty)
        }
    }

    /// The key with which the sandbox's administrator logs in to staging.
    private static func administratorKey(_ plane: ControlPlane) throws -> String {
        let text = try String(contentsOf: URL(filePath: plane.kubeconfigPath), encoding: .utf8)
        let users = try #require(try YAMLReader.documents(text).first?["users"]?.array)
        let user = try #require(users.first { $0["name"] == "staging-admin" })
        let data = try #require(user[path: "user", "client-key-data"]?.string)
        return String(decoding: try #require(Data(base64Encoded: data)), as: UTF8.self)
    }

    /// All commands, as loud as they get, and some that fail.
    private static func work(_ bench: Workbench) async throws -> [CommandResult] {
        try await bench.add()
        let create = ["kubectl-carvel-kubeconfig-secret", "create", "staging", "--context", "build", "-n", "shop"]
        let tokenFile = try bench.folder.write("planted-bearer-token-91c5\n", to: "tokens/git")
        return [
            // The Secrets that it makes are in the log, without what is in them.
            try await bench.run(["kubectl", "carvel-deliver", "apply", "-v", "9"]).expect(status: 0)
                .expect(says: #"\"kind\":\"Secret\""#, #"\"password\":\"<masked>\""#),
            try await bench.deliver("apply", "-v", "8").expect(status: 0).expect(says: "Response Body"),
            try await bench.deliver("apply", "-v", "7").expect(status: 0).expect(says: "Request Headers"),
            try await bench.deliver("apply", "-v", "6").expect(status: 0).expect(says: "200 OK"),
            try await bench.run(create + ["--from-context", "by-token", "-v", "9"]).expect(status: 0)
                .expect(says: #"\"value.yaml\":\"<masked>\""#),
            try await bench.run(create + ["--from-context", "by-token", "--export"]).expect(status: 0),
            try await bench.run(create + ["--from-context", "staging", "--export"]).expect(status: 0),
            try await bench.verify("-v", "9").expect(status: 0),
            try await bench.verify("-o", "json").expect(status: 0),
            try await bench.deliver("export").expect(status: 0),
            try await bench.deliver("apply", "--dry-run", "client").expect(status: 0),
            try await bench.deliver("apply", "--dry-run", "server").expect(status: 0),
            try await bench.deliver("apply", "--as", "nobody", "-v", "9").expect(status: 1)
                .expect(says: "Impersonate-User: nobody"),
            try await bench.verify("--as", "nobody", "-v", "9").expect(status: 2),
            // The sandbox's git server takes no bearer tokens.
            try await bench.deliver("add", MainJob.package, "--to", "staging", "--git-token-file", tokenFile)
                .expect(status: 1),
            try await bench.verify(with: ["CARVEL_GIT_USERNAME": "somebody"]).expect(status: 2),
        ]
    }

    /// Looks at all command lines again and again while something is done.
    private func watchingCommandLines<Result: Sendable>(
        for planted: Planted,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let watch = Task {
            var shown: Set<String> = []
            var sawOurs = false
            while !Task.isCancelled {
                for line in try Self.commandLines() {
                    shown.formUnion(planted.shown(in: line))
                    sawOurs = sawOurs || line.hasPrefix("kubectl-carvel-") || line.contains("/kubectl-carvel-")
                }
                try? await Task.sleep(for: .milliseconds(5))
            }
            return (shown: shown, sawOurs: sawOurs)
        }
        defer { watch.cancel() }
        let result = try await body()
        watch.cancel()
        let seen = try await watch.value
        #expect(seen.sawOurs, "no process of ours was seen")
        #expect(seen.shown.isEmpty)
        return result
    }
}
