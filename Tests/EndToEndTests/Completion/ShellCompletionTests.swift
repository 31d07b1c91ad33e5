import FoundationEssentials
import Testing

@Suite("At a terminal, the tabulator completes")
struct ShellCompletionTests {
    /// What was typed before the tabulator, and the line's words after it.
    static let lines: [(typed: String, words: [String])] = [
        ("kubectl-carvel-deliver exp", ["kubectl-carvel-deliver", "export"]),
        ("kubectl-carvel_deliver exp", ["kubectl-carvel_deliver", "export"]),
        ("carvel-sandbox r", ["carvel-sandbox", "run"]),
        ("kubectl-carvel-deliver apply --upd", ["kubectl-carvel-deliver", "apply", "--update-git-secret"]),
        (
            "kubectl-carvel-deliver export --flux-version=v1b",
            ["kubectl-carvel-deliver", "export", "--flux-version=v1beta2"]
        ),
        ("kubectl-carvel-deliver add app", ["kubectl-carvel-deliver", "add", "app.default.tap"]),
        (
            "kubectl-carvel-deliver add x --to staging,p",
            ["kubectl-carvel-deliver", "add", "x", "--to", "staging,prod"]
        ),
        (
            "kubectl-carvel-deliver apply --context arn:aws",
            ["kubectl-carvel-deliver", "apply", "--context", "arn:aws:eks:eu-1:42:cluster/one"]
        ),
        (
            "kubectl-carvel-deliver apply --context=arn:aws",
            ["kubectl-carvel-deliver", "apply", "--context=arn:aws:eks:eu-1:42:cluster/one"]
        ),
        (
            "kubectl-carvel-deliver add x --values val",
            ["kubectl-carvel-deliver", "add", "x", "--values", "values.yaml"]
        ),
        ("kubectl-carvel-deliver add x --values=val", ["kubectl-carvel-deliver", "add", "x", "--values=values.yaml"]),
        ("kubectl-carvel-deliver add x --local su", ["kubectl-carvel-deliver", "add", "x", "--local", "sub/"]),
    ]

    @Test(
        "Words, flags, values, files and folders",
        .enabled("install bash, zsh and fish, as scripts/setup --tests does") {
            Shell.allCases.allSatisfy(Shell.isInstalled)
        },
        arguments: Shell.allCases
    )
    func words(_ shell: Shell) async throws {
        try await Workbench.withoutClusters { bench in
            var bench = bench
            try bench.furnishForCompletion()
            // Where the sandbox is.
            bench.variables["PATH", default: ""] += ":" + (try Product.executables())
            let (words, variables) = try shell.start(bench, setup: shell.ownFiles)
            var steps: [TerminalStep] = []
            for (index, line) in Self.lines.enumerated() {
                // To the line's start, and there the command that shows the words.
                let keys = "\(line.typed)\t\u{1}say \(index) \r"
                steps.append(.on(index == 0 ? Shell.prompt : Shell.end, type: keys))
            }
            let screen = try await bench.terminal(words, with: variables, steps + [.until(Shell.end)])
            for (index, line) in Self.lines.enumerated() {
                var expected = line.words.map { "[\($0)]" }.joined()
                // Shells differ in whether they leave the slash of a folder.
                if expected.hasSuffix("/]") { expected = String(expected.dropLast(2)) }
                #expect(screen.contains("[\(index)]\(expected)"), "\(line.typed)\n\(screen)")
            }
        }
    }

    @Test(
        "What could come is listed with what it is",
        .enabled("install bash, zsh and fish, as scripts/setup --tests does") {
            Shell.allCases.allSatisfy(Shell.isInstalled)
        },
        arguments: Shell.allCases
    )
    func list(_ shell: Shell) async throws {
        try await Workbench.withoutClusters { bench in
            let (words, variables) = try shell.start(bench, setup: shell.ownFiles)
            let screen = try await bench.terminal(
                words,
                with: variables,
                [
                    .on(Shell.prompt, type: "kubectl-carvel-kubeconfig-secret \t\t"),
                    .until("Show subcommand help information."),
                ]
            )
            #expect(screen.contains("Make the Secret with a run cluster's kubeconfig on the build cluster."))
        }
    }

    static let bashCompletion = "/usr/share/bash-completion/bash_completion"

    @Test(
        "Through kubectl's own completion, in each spelling",
        .enabled("install bash-completion, zsh and fish, as scripts/setup --tests does") {
            FileManager.default.fileExists(atPath: bashCompletion) && Shell.allCases.allSatisfy(Shell.isInstalled)
        },
        arguments: Shell.allCases,
        [["carvel-deliver"], ["carvel", "deliver"]]
    )
    func kubectl(_ shell: Shell, _ spelling: [String]) async throws {
        try await Workbench.withoutClusters { bench in
            var bench = bench
            try bench.furnishForCompletion()
            let (words, variables) = try shell.start(bench, setup: shell.kubectlFiles(Self.bashCompletion))
            let typed = (["kubectl"] + spelling).joined(separator: " ")
            let screen = try await bench.terminal(
                words,
                with: variables,
                [
                    .on(Shell.prompt, type: "\(typed) add w\t--to=staging,p\t --vers\t\u{1}say \r"),
                    .until(Shell.end),
                ]
            )
            let expected = ["kubectl"] + spelling + ["add", "web.default.tap", "--to=staging,prod", "--version"]
            #expect(screen.contains(expected.map { "[\($0)]" }.joined()), "\(screen)")
        }
    }
}
