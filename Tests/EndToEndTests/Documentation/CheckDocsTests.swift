import Testing

@Suite("The documentation's commands are run, and what they print is compared")
struct CheckDocsTests {
    /// Checks a page with one block of commands.
    private func check(_ bench: Workbench, _ block: String, _ flags: String...) async throws -> CommandResult {
        let page = try bench.folder.write("# A page\n\n```console\n\(block)\n```\n", to: "page.md")
        let command = [Product.path("scripts/check-docs")] + flags + [page]
        return try await bench.command(command, with: ["BUILT": try Product.executables()])
    }

    @Test(
        "What is so passes",
        arguments: [
            "$ printf 'one\\ntwo\\n'\none\ntwo",
            // One shell, with what belongs to a command below it.
            "$ cat > file <<'END'\n$HOME\nEND\n$ cd .\n$ cat \\\n    file\n$HOME",
            "$ false\n$ echo $?\n1",
            "$ printf 'a  b\\n'\na       b",
            "$ printf 'one\\n2a\\n2b\\n3 x y\\n'\none\n…\n3 … y",
            "$ echo shows nothing",
            "$ kubectl carvel-verify --version | head -1\nkubectl carvel-verify …",
        ]
    )
    func passes(block: String) async throws {
        try await Workbench.withoutClusters { bench in
            try await check(bench, block).expect(status: 0).expect(says: "1 passed, 0 failed")
        }
    }

    @Test(
        "What is not so fails, and is said",
        arguments: [
            ("$ echo one\ntwo", "+one"), ("$ echo one\none\ntwo", "-two"), ("$ printf 'one\\ntwo\\n'\none", "+two"),
            ("$ echo ab\na …", "+ab"), ("$ false\nfails", "ended with 1"), ("$ exit\n$ echo late", "was not run"),
            ("$ true\n$ echo $?\n1", "+0"), ("$ echo x\n?", "+x"),
        ]
    )
    func fails(block: String, words: String) async throws {
        try await Workbench.withoutClusters { bench in
            try await check(bench, block).expect(status: 1).expect(says: words, "page.md:", "0 passed, 1 failed")
        }
    }

    @Test("What is not so yet can be written anew, with what varies masked")
    func update() async throws {
        try await Workbench.withoutClusters { bench in
            let block = """
                $ printf 'a\\nb1 \(String(repeating: "4f", count: 20))\\n  c\\nd\\n'
                ? ^b
                $ echo https://127.0.0.1:43210/
                ?
                $ echo same
                sa…
                """
            try await check(bench, block, "--update").expect(status: 1)
            let page = try bench.folder.read("page.md")
            #expect(page.contains("\n…\nb1 …\n  c\n…\n$ echo https://127.0.0.1:43210/\nhttps://127.0.0.1:…/\n"))
            #expect(page.contains("$ echo same\nsa…\n"))
            let again = [Product.path("scripts/check-docs"), "\(bench.folder.path)/page.md"]
            try await bench.command(again, with: ["BUILT": try Product.executables()]).expect(status: 0)
        }
    }
}
