import Testing

@Suite("The plugins say what can be typed")
struct CompletionTests {
    /// What was typed, and what can come of its last word.
    struct Case: CustomTestStringConvertible, Sendable {
        var program = "deliver"
        var words: [String]
        var values: [String]
        var directive = 4

        var testDescription: String { "\(program) \(words)" }
    }

    static let cases = [
        Case(words: ["ex"], values: ["export"]),
        Case(words: ["help", "app"], values: ["apply"]),
        Case(words: ["nonsense", ""], values: []),
        Case(words: ["-"], values: ["-h", "--help", "--version"]),
        // Flags: not twice, unless they may be repeated; not the opposite of one that is there.
        Case(words: ["apply", "--upd"], values: ["--update-git-secret"]),
        Case(words: ["apply", "--update-git-secret", "--upd"], values: []),
        Case(words: ["apply", "--wait", "--no-w"], values: []),
        Case(words: ["apply", "--no-w"], values: ["--no-wait"]),
        Case(words: ["add", "--set", "a=b", "--set"], values: ["--set"]),
        Case(words: ["apply", "-n"], values: ["-n"]),
        Case(words: ["apply", "--namespace", "x", "-n"], values: []),
        Case(words: ["apply", "--", "--upd"], values: []),
        Case(words: ["promote", "app", ""], values: ["--from", "--to"]),
        // Values of enums, in both forms.
        Case(words: ["apply", "--dry-run", ""], values: ["client", "server"]),
        Case(words: ["apply", "--dry-run=s"], values: ["server"]),
        Case(words: ["apply", "-o", "j"], values: ["json"]),
        Case(words: ["export", "--flux-version", "v1b"], values: ["v1beta2"]),
        Case(
            program: "verify",
            words: ["repo", "-o", ""],
            values: ["table", "wide", "json", "yaml", "name", "junit", "github"]
        ),
        Case(program: "verify", words: ["-o", "h"], values: ["html"]),
        Case(program: "verify", words: ["repo", ""], values: [], directive: 16),
        // Files and folders are the shell's.
        Case(words: ["add", "--values", ""], values: [], directive: 0),
        Case(words: ["apply", "--kubeconfig=x"], values: [], directive: 0),
        Case(words: ["add", "--local", ""], values: [], directive: 16),
        Case(words: ["add", "--branch", ""], values: []),
        // The delivery at hand.
        Case(words: ["add", ""], values: ["app.default.tap", "web.default.tap"]),
        Case(words: ["add", "w"], values: ["web.default.tap"]),
        Case(words: ["add", "x", "--to", ""], values: ["staging", "prod"], directive: 6),
        Case(words: ["add", "x", "--to=staging,"], values: ["staging,prod"]),
        Case(words: ["add", "x", "--to", "staging,p"], values: ["staging,prod"]),
        Case(
            words: ["add", "app.default.tap", "--version", ""],
            values: ["1.10.0", "1.10.0-rc.1", "1.9.0"],
            directive: 36
        ),
        Case(words: ["add", "teams/web.default.tap", "--version="], values: ["2.0.0"], directive: 36),
        Case(words: ["add", "--version", "1"], values: [], directive: 36),
        Case(words: ["export", "--cluster", ""], values: ["build", "staging", "prod"]),
        Case(program: "kubeconfig-secret", words: ["create", "s"], values: ["staging"]),
        // The kubeconfig; a name that could not be typed, or would speak to the terminal, is left out.
        Case(words: ["apply", "--context", ""], values: ["build", "prod", "arn:aws:eks:eu-1:42:cluster/one"]),
        Case(words: ["apply", "--cluster", ""], values: ["build-cluster", "prod-cluster"]),
        Case(words: ["apply", "--user", ""], values: ["admin"]),
        Case(words: ["init", "--build", "b"], values: ["build"]),
        Case(words: ["init", "--run-cluster", "edge=p"], values: ["edge=prod"]),
        Case(program: "kubeconfig-secret", words: ["create", "x", "--from-context", "p"], values: ["prod"]),
        Case(words: ["apply", "--kubeconfig", "/nowhere", "--context", ""], values: []),
        // The server is not there.
        Case(words: ["apply", "--namespace", ""], values: []),
    ]

    @Test("What can come of a word", arguments: cases)
    func word(_ example: Case) async throws {
        try await Workbench.withoutClusters { bench in
            var bench = bench
            try bench.furnishForCompletion()
            let program = ["kubectl-carvel-\(example.program)", "__complete"]
            let answer = try await bench.complete(example.words, by: program)
            #expect(answer.values == example.values)
            #expect(answer.directive == example.directive)
        }
    }

    @Test("Each candidate says what it is")
    func descriptions() async throws {
        try await Workbench.withoutClusters { bench in
            var bench = bench
            try bench.furnishForCompletion()
            let commands = try await bench.complete([""])
            #expect(commands.descriptions["add"] == "Put a package of the repository on run clusters.")
            let clusters = try await bench.complete(["add", "x", "--to", ""])
            #expect(clusters.descriptions["staging"] == "context kind-staging, namespace shop")
            let flags = try await bench.complete(["add", "--lat"])
            #expect(flags.descriptions["--latest"]?.hasPrefix("Always the newest version") == true)
        }
    }

    @Test("Every command of every program is known, with its flags", arguments: HelpTests.programs)
    func everyCommand(_ program: String) async throws {
        try await Workbench.withoutClusters { bench in
            let path = "\(try Product.executables())/\(program)"
            let commands = try await bench.complete(["help", ""], by: [path, "__complete"]).values
            for command in commands.map({ [$0] }) + [[]] {
                let help = try await bench.run([path] + command + ["--help"]).expect(status: 0).output
                let flags = help.matches(of: #/(?m)^  (?:-[a-z], )?(--[a-z][a-z-]*)/#).map { String($0.output.1) }
                let offered = try await bench.complete(command + ["--"], by: [path, "__complete"]).values
                #expect(flags.contains("--help"))
                #expect(Set(flags).subtracting(offered).isEmpty, "\(program) \(command)")
            }
        }
    }

    @Test("In a folder below, and in the checkout that --local names")
    func elsewhere() async throws {
        try await Workbench.withoutClusters { bench in
            var bench = bench
            try bench.furnishForCompletion()
            let below = try await bench.complete(["add", "w"], in: "\(Workbench.checkout)/sub")
            #expect(below.values == ["web.default.tap"])
            let nowhere = try await bench.complete(["add", ""], in: "home")
            #expect(nowhere.values.isEmpty)
            let named = try await bench.complete(["add", "--local", "../checkout", "w"], in: "home")
            #expect(named.values == ["web.default.tap"])
        }
    }

    @Test("Broken files are no reason to disturb", arguments: ["delivery.yaml", "kubeconfig"])
    func broken(_ name: String) async throws {
        try await Workbench.withoutClusters { bench in
            var bench = bench
            try bench.furnishForCompletion()
            let file = name == "kubeconfig" ? name : "\(Workbench.checkout)/\(name)"
            try bench.folder.write("{\"broken: [", to: file)
            for words in [["apply", "--context", ""], ["add", ""], ["add", "x", "--to", ""], ["apply", "-n", ""]] {
                _ = try await bench.complete(words)
            }
        }
    }

    @Test("The namespaces of the cluster that the flags name")
    func namespaces() async throws {
        try await Workbench.with { bench in
            try await bench.kubectl("--context", "staging", "create", "namespace", "only-here")
            let program = ["kubectl-carvel-kubeconfig-secret", "__complete"]
            // A busy machine may need longer than a person would wait, and then nothing is offered.
            var found: [String] = []
            for _ in 0..<50 where found.isEmpty {
                found = try await bench.complete(["create", "x", "--context=staging", "-n", "o"], by: program).values
            }
            #expect(found == ["only-here"])
            let elsewhere = try await bench.complete(["create", "x", "--context=build", "-n", "o"], by: program)
            #expect(elsewhere.values.isEmpty)
        }
    }

    @Test("A server that keeps silent does not keep the user waiting")
    func silentServer() async throws {
        try await Workbench.withoutClusters { bench in
            // Connections are accepted by the system, and never answered.
            let script = """
                import os, socket, subprocess, sys, time
                server = socket.create_server(("127.0.0.1", 0))
                address = "https://127.0.0.1:%d" % server.getsockname()[1]
                start = time.monotonic()
                subprocess.run(sys.argv[1:] + ["-s", address, "-n", ""], check=True)
                sys.exit("too slow" if time.monotonic() - start > 8 else 0)
                """
            let program = ["kubectl-carvel-kubeconfig-secret", "__complete", "create", "x"]
            let answer = try await bench.complete([], by: ["python3", "-c", script] + program)
            #expect(answer.values.isEmpty)
        }
    }

    @Test("The real kubectl asks the plugin, in each spelling", arguments: PluginDiscoveryTests.spellings)
    func kubectl(_ spelling: [String]) async throws {
        try await Workbench.withoutClusters { bench in
            let answer = try await bench.complete(spelling + ["--vers"], by: ["kubectl", "__complete"])
            #expect(answer.values == ["--version"])
            #expect(answer.descriptions == ["--version": "Show the version."])
            #expect(answer.directive == 4)
        }
    }

    @Test("flux asks the same executable by another name")
    func flux() async throws {
        try await Workbench.withoutClusters { bench in
            let plugin = "\(bench.folder.path)/flux-carvel-deliver"
            let target = "\(try Product.executables())/kubectl-carvel-deliver"
            try await bench.command(["ln", "-s", target, plugin]).expect(status: 0)
            let answer = try await bench.complete(["ex"], by: [plugin, "__complete"])
            #expect(answer.values == ["export"])
        }
    }
}
