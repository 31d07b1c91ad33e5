import Testing

@Suite("Colour is for terminals")
struct TerminalTests {
    /// Runs a plugin whose stdout and stderr are a terminal.
    private func onTerminal(_ bench: Workbench, _ extra: [String: String]) async throws -> String {
        let environment = ["TERM": "xterm-256color"].merging(extra) { $1 }
        let command = ["script", "--quiet", "--return", "--command", "kubectl-carvel-verify", "/dev/null"]
        let result = try await bench.command(command, with: environment)
        result.expect(status: 2).expect(says: "there is no delivery.yaml")
        return result.text
    }

    @Test("A terminal gets it, but not with NO_COLOR, and not where it is dumb")
    func colour() async throws {
        try await Workbench.withoutClusters { bench in
            let red = "\u{1B}[31m✗\u{1B}[0m "
            for (extra, start) in [
                ([:], red), (["NO_COLOR": ""], red), (["NO_COLOR": "1"], "✗ "), (["TERM": "dumb"], "✗ "),
            ] {
                let text = try await onTerminal(bench, extra)
                #expect(text.hasPrefix(start), "\(extra)")
            }
        }
    }

    @Test("A terminal gets a progress bar while it is waited for")
    func progress() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            let command = ["script", "--quiet", "--return", "--command", "kubectl-carvel-verify --wait", "/dev/null"]
            let result = try await bench.command(command, with: ["TERM": "xterm-256color"])
            result.expect(status: 0).expect(says: "\r\u{1B}[K[====================] 10/10 verified\r\u{1B}[K")
        }
    }

    @Test("A pipe gets none")
    func pipe() async throws {
        try await Workbench.withoutClusters { bench in
            let result = try await bench.verify(with: ["TERM": "xterm-256color"]).expect(status: 2)
            #expect(result.errors.hasPrefix("✗ "))
        }
    }
}
