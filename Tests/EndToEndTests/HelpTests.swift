import CarvelCore
import Testing

@Suite("Help and usage errors")
struct HelpTests {
    static let programs = [
        "kubectl-carvel-deliver", "kubectl-carvel-verify", "kubectl-carvel-kubeconfig-secret", "carvel-sandbox",
    ]

    static let commands = [
        ["kubectl-carvel-deliver"], ["kubectl-carvel-deliver", "bootstrap"],
        ["kubectl-carvel-deliver", "init"], ["kubectl-carvel-deliver", "add"],
        ["kubectl-carvel-deliver", "set-version"], ["kubectl-carvel-deliver", "set-values"],
        ["kubectl-carvel-deliver", "promote"], ["kubectl-carvel-deliver", "rollback"],
        ["kubectl-carvel-deliver", "remove"], ["kubectl-carvel-deliver", "versions"],
        ["kubectl-carvel-deliver", "history"],
        ["kubectl-carvel-deliver", "export"], ["kubectl-carvel-deliver", "plan"], ["kubectl-carvel-deliver", "apply"],
        ["kubectl-carvel-deliver", "reconcile"], ["kubectl-carvel-deliver", "suspend"],
        ["kubectl-carvel-deliver", "resume"], ["kubectl-carvel-deliver", "teardown"],
        ["kubectl-carvel-verify"], ["kubectl-carvel-verify", "check"], ["kubectl-carvel-verify", "delivery"],
        ["kubectl-carvel-verify", "get"], ["kubectl-carvel-verify", "repo"], ["kubectl-carvel-verify", "events"],
        ["kubectl-carvel-verify", "tree"], ["kubectl-carvel-verify", "trace"], ["kubectl-carvel-verify", "logs"],
        ["kubectl-carvel-kubeconfig-secret"], ["kubectl-carvel-kubeconfig-secret", "create"],
        ["kubectl-carvel-kubeconfig-secret", "check"], ["kubectl-carvel-kubeconfig-secret", "list"],
        ["kubectl-carvel-kubeconfig-secret", "rotate"], ["kubectl-carvel-kubeconfig-secret", "view"],
        ["kubectl-carvel-kubeconfig-secret", "delete"],
        ["carvel-sandbox"], ["carvel-sandbox", "up"], ["carvel-sandbox", "run"],
        ["carvel-sandbox", "install-manifest"],
    ]

    @Test("The help of each command fits a terminal", arguments: commands)
    func help(_ command: [String]) async throws {
        try await Workbench.withoutClusters { bench in
            let program = "\(try Product.executables())/\(command[0])"
            let help = try await bench.run([program] + command.dropFirst() + ["--help"]).expect(status: 0)
            let name = command.joined(separator: "-")
            try Golden.expect(help.output, is: "help/\(name).txt")
            // The parser writes the usage in one line, whatever its length.
            let long = help.output.split(separator: "\n").filter { $0.count > 80 && !$0.hasPrefix("USAGE: ") }
            #expect(long.isEmpty)
            #expect(help.errors.isEmpty)
        }
    }

    static let usageErrors = [
        "missing-option": ["kubectl-carvel-deliver", "promote", "app", "--from", "staging"],
        "no-flux": ["kubectl-carvel-deliver", "bootstrap", "--url", "https://git.example.com/fleet.git"],
        "unknown-option": ["kubectl-carvel-deliver", "add", "app.default.tap", "--to", "staging", "--vlaues", "x"],
        "exclusive-options": [
            "kubectl-carvel-deliver", "add", "app.default.tap", "--to", "staging", "--latest", "--version", "1.0.0",
        ],
        "no-version": ["kubectl-carvel-deliver", "set-version", "app.default.tap", "--cluster", "staging"],
        "no-values": ["kubectl-carvel-deliver", "set-values", "app.default.tap", "--cluster", "staging"],
        "set-and-unset": [
            "kubectl-carvel-deliver", "set-values", "app.default.tap", "--cluster", "staging",
            "--set", "replicas=2", "--unset", "replicas",
        ],
        "empty-clusters": ["kubectl-carvel-deliver", "remove", "app.default.tap", "--cluster", ","],
        "server-dry-run": [
            "kubectl-carvel-deliver", "remove", "app.default.tap", "--cluster", "staging", "--dry-run=server",
        ],
        "diff-without-dry-run": ["kubectl-carvel-deliver", "apply", "-o", "diff"],
        "unknown-format": ["kubectl-carvel-verify", "-o", "xml"],
        "format-of-another-report": ["kubectl-carvel-verify", "repo", "-o", "html"],
        "unknown-fault": ["carvel-sandbox", "run", "--fault", "staging:explode", "--", "true"],
        "fault-without-cluster": ["carvel-sandbox", "run", "--fault", "reset", "--", "true"],
        "fault-of-unknown-cluster": ["carvel-sandbox", "up", "--fault", "test:reset"],
        "unknown-subcommand": ["kubectl-carvel-kubeconfig-secret", "frobnicate", "staging"],
        "misspelt-subcommand": ["kubectl-carvel-deliver", "aply", "--no-wait"],
        "misspelt-option": ["kubectl-carvel-deliver", "apply", "--time-out=5m"],
        "distant-option": ["kubectl-carvel-verify", "--frobnicate"],
        "no-value": ["kubectl-carvel-verify", "--timeout"],
        "wait-and-watch": ["kubectl-carvel-verify", "--wait", "--watch"],
        "fail-fast-alone": ["kubectl-carvel-verify", "--fail-fast"],
        "named-subcommand": ["kubectl-carvel-verify", "delivery", "--frobnicate"],
        "sandbox-subcommand": ["carvel-sandbox", "strat"],
    ]

    @Test("A usage error is told on stderr, with status 64", arguments: usageErrors.sorted { $0.key < $1.key })
    func usage(_ name: String, _ command: [String]) async throws {
        try await Workbench.withoutClusters { bench in
            let result = try await bench.run(["\(try Product.executables())/\(command[0])"] + command.dropFirst())
                .expect(status: 64)
            try Golden.expect(result.errors, is: "usage/\(name).txt")
            #expect(result.output.isEmpty)
            #expect(result.errors.hasPrefix("✗ "))
        }
    }

    @Test("--version says the version, and the libraries in use", arguments: programs)
    func version(_ program: String) async throws {
        try await Workbench.withoutClusters { bench in
            let result = try await bench.run(["\(try Product.executables())/\(program)", "--version"]).expect(status: 0)
            let lines = result.output.split(separator: "\n")
            let name = program.replacing("kubectl-", with: "kubectl ")
            #expect(lines.first?.hasPrefix("\(name) \(Version.current)") == true)
            #expect(lines.last?.wholeMatch(of: #/libcurl \d+\.\S+, libyaml 0\.\S+, libgit2 1\.\S+/#) != nil)
            #expect(result.errors.isEmpty)
        }
    }

    @Test("A flag for one cluster is refused where a delivery has several")
    func singleCluster() async throws {
        try await Workbench.with { bench in
            try await bench.begin()
            let applied = try await bench.deliver("apply", "--context", "build")
            applied.expect(status: 64).expect(says: "--context is about one cluster")
        }
    }
}
