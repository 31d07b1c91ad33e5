import Testing

@Suite("The repository alone, checked by carvel-verify repo")
struct RepoTests {
    private static let repo = "kubectl-carvel-verify"
    private static let install = "app.default.tap/staging/packageinstall.yaml"

    /// A checkout with the files that the commands write, which are golden, and the example's Package.
    private func with(_ body: (Workbench) async throws -> Void) async throws {
        try await Workbench.withoutClusters { bench in
            let golden = Product.path("Tests/Fixtures/golden/cli/repository")
            let packages = Product.path("Examples/app.default.tap/packages")
            let script = """
                cp -R '\(golden)'/. . && cp -R '\(packages)' app.default.tap/ && mv gitignore .gitignore
                git init --quiet --initial-branch=main .
                """
            try await bench.command(["sh", "-e", "-c", script]).expect(status: 0)
            try await commit(bench)
            try await body(bench)
        }
    }

    private func commit(_ bench: Workbench) async throws {
        try await bench.git("add", ".")
        try await bench.git("commit", "--quiet", "-m", "By hand")
    }

    @Test("What the commands write passes, from any folder of it, and on no branch; warnings count where asked")
    func passes() async throws {
        try await with { bench in
            let result = try await bench.verify("repo").expect(status: 0)
            try Golden.expect(result.text, is: "repo/passed.txt")
            try await bench.git("checkout", "--quiet", "--detach")
            try await bench.run([Self.repo, "repo"], in: "\(Workbench.checkout)/app.default.tap").expect(status: 0)
            try await bench.run([Self.repo, "repo", "checkout"], in: ".").expect(status: 0)
            try await bench.verify("repo", "--strict").expect(status: 1).expect(says: "0 errors, 1 warning")
        }
    }

    @Test("All that is wrong is told at once, in every format, and a commit is checked whatever lies in the folder")
    func fails() async throws {
        try await with { bench in
            try bench.edit(Self.install, "serviceAccountName: shop-sa", to: "serviceAccountName: other")
            try bench.edit(Self.install, "20230321004057.0.0", to: "^1.0.0")
            try bench.folder.write("kind: [", to: "\(Workbench.checkout)/app.default.tap/prod/more.yaml")
            let table = try await bench.verify("repo").expect(status: 1)
            try Golden.expect(table.text, is: "repo/failed.txt")
            for format in ["wide", "json", "yaml", "name", "junit", "github"] {
                let result = try await bench.verify("repo", "-o", format).expect(status: 1)
                #expect(result.errors == table.errors)
                #expect(result.output.contains("service-account"))
            }
            try Golden.expect(try await bench.verify("repo", "-o", "github").output, is: "repo/github.txt")
            try await bench.verify("repo", "--revision", "HEAD").expect(status: 0)
            try await bench.verify("repo", "--revision", "nothing").expect(status: 2).expect(
                says: "has no commit nothing"
            )
            try await bench.verify("repo", "nowhere").expect(status: 2).expect(says: "there is no such folder")
        }
    }

    @Test("A lower version than at a commit is refused")
    func base() async throws {
        try await with { bench in
            let higher = "99990101000000.0.0"
            let package = try bench.folder.read(
                "\(Workbench.checkout)/app.default.tap/packages/20230321004057.0.0.yaml"
            )
            try bench.folder.write(
                package.replacing("20230321004057.0.0", with: higher),
                to: "\(Workbench.checkout)/app.default.tap/packages/\(higher).yaml"
            )
            try bench.edit(Self.install, "20230321004057.0.0", to: higher)
            try await commit(bench)
            try bench.edit(Self.install, higher, to: "20230321004057.0.0")
            try await bench.verify("repo").expect(status: 0)
            try await bench.verify("repo", "--base", "HEAD").expect(status: 1).expect(
                says: "downgrade",
                "goes back from"
            )
            try await bench.verify("repo", "--base", "HEAD~1").expect(status: 0)
        }
    }

    @Test("A table fits the terminal, and is not cut in a pipe")
    func terminal() async throws {
        try await with { bench in
            try bench.edit(Self.install, "20230321004057.0.0", to: "^1.0.0")
            let command = "stty cols 80; kubectl-carvel-verify repo 2>/dev/null"
            let result = try await bench.command(
                ["script", "--quiet", "--return", "--command", command, "/dev/null"],
                with: ["TERM": "xterm"]
            )
            result.expect(status: 1)
            let lines = result.output.split(whereSeparator: \.isNewline)
            #expect(lines.count > 5)
            #expect(lines.allSatisfy { $0.count <= 80 })
            let piped = try await bench.verify("repo").output.split(separator: "\n")
            #expect(piped.count == 3)
        }
    }
}
