import GitRepository
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The history of a package", .timeLimit(.minutes(4)))
struct PackageHistoryTests {
    private static let folder = "app.default.tap"

    private static func install(_ constraints: String) -> String {
        """
        apiVersion: packaging.carvel.dev/v1alpha1
        kind: PackageInstall
        metadata: {name: app}
        spec:
          packageRef:
            refName: app.default.tap
            versionSelection: {constraints: "\(constraints)"}
        """
    }

    /// Pushes the commits of a story, each a file of the package's folder.
    private static func tell(_ workspace: GitWorkspace, _ story: [(path: String, text: String)]) async throws {
        try await workspace.push("delivery.yaml", SampleDelivery.yaml)
        for (path, text) in story { try await workspace.push("\(folder)/\(path)", text) }
    }

    private static func package(_ version: String) -> (path: String, text: String) {
        ("packages/\(version).yaml", SampleDelivery.package(version))
    }

    private static func lines(_ history: PackageHistory) -> [String] {
        history.entries.map { "\($0.cluster) \($0.event.rawValue) \($0.version ?? "-")" }
    }

    @Test("Tells of versions that came, changed and went, with commit, author and time as git has them")
    func exact() async throws {
        try await GitWorkspace.with { workspace in
            try await Self.tell(
                workspace,
                [
                    Self.package("1.0.0"), Self.package("1.1.0"),
                    ("staging/packageinstall.yaml", Self.install("1.0.0")),
                    ("staging/packageinstall.yaml", Self.install("1.1.0")),
                    ("prod/packageinstall.yaml", Self.install("1.0.0")),
                    ("staging/params.yaml", "kind: Secret\n"),
                    ("staging/packageinstall.yaml", "# A comment.\n" + Self.install("1.1.0")),
                ]
            )
            try await workspace.shell("cd other && git rm --quiet -r \(Self.folder)/prod && git commit --quiet -m gone")
            try await workspace.shell("cd other && git push --quiet origin main")
            let repository = try DeliveryRepositoryTests.repository(workspace)
            let history = try await repository.history(of: Self.folder)
            #expect(
                Self.lines(history) == [
                    "prod removed -", "prod added 1.0.0", "staging changed 1.1.0", "staging added 1.0.0",
                ]
            )
            let git = try await workspace.git(
                "log",
                "--format=%H %an %ae %ct %s",
                "main",
                "--",
                "\(Self.folder)/prod/packageinstall.yaml"
            )
            let ours = history.entries(on: "prod").map { entry in
                let commit = entry.commit
                return "\(commit.id) \(commit.author.name) \(commit.author.email) \(commit.time) \(entry.subject)"
            }
            #expect(ours.joined(separator: "\n") == git)
            let staging = try await repository.history(of: Self.folder, on: ["staging"])
            #expect(staging.entries == history.entries(on: "staging"))
            #expect(history.previousVersion(on: "staging") == "1.0.0")
            #expect(history.previousVersion(on: "prod") == nil, "it is not installed any more")
        }
    }

    @Test("Of a range it tells what was selected, with the Packages of that time")
    func range() async throws {
        try await GitWorkspace.with { workspace in
            try await Self.tell(
                workspace,
                [
                    Self.package("1.0.0"), ("staging/packageinstall.yaml", Self.install(">=1.0.0 <2.0.0")),
                    Self.package("1.1.0"), Self.package("2.0.0"), Self.package("1.0.5"),
                    ("packages/1.1.0.yaml", "# withdrawn"),
                    ("staging/packageinstall.yaml", Self.install(">=0.0.0")),
                    ("staging/packageinstall.yaml", Self.install(">=9.0.0")),
                ]
            )
            let history = try await DeliveryRepositoryTests.repository(workspace).history(of: Self.folder)
            #expect(
                Self.lines(history) == [
                    "staging changed -", "staging changed 2.0.0", "staging changed 1.0.5", "staging changed 1.1.0",
                    "staging added 1.0.0",
                ]
            )
            #expect(history.entries.last?.constraints == ">=1.0.0 <2.0.0")
            #expect(history.previousVersion(on: "staging") == "2.0.0")
        }
    }

    @Test("A file that could not be read changed nothing")
    func unreadable() async throws {
        try await GitWorkspace.with { workspace in
            try await Self.tell(
                workspace,
                [
                    ("staging/packageinstall.yaml", Self.install("1.0.0")),
                    ("staging/packageinstall.yaml", "a: [\n"),
                    ("staging/packageinstall.yaml", Self.install("1.0.0")),
                ]
            )
            let history = try await DeliveryRepositoryTests.repository(workspace).history(of: Self.folder)
            #expect(Self.lines(history) == ["staging added 1.0.0"])
        }
    }

    @Test("Three thousand commits are read quickly")
    func quick() async throws {
        try await GitWorkspace.with { workspace in
            try await Self.tell(workspace, [Self.package("1.0.0")])
            let stream = Self.stream(commits: 3000, parent: try await workspace.git("rev-parse", "main"))
            try FileWriting.write(stream, to: "\(workspace.path)/stream")
            try await workspace.shell("git -C remote.git fast-import --quiet < stream")
            let repository = try DeliveryRepositoryTests.repository(workspace)
            let start = ContinuousClock.now
            let history = try await repository.history(of: Self.folder)
            // Generous, for a debug build beside other tests; alone it takes a second or two.
            #expect(ContinuousClock.now - start < .seconds(30))
            #expect(history.entries.count == 3000)
            #expect(history.entries.first?.version == "1.0.3000")
        }
    }

    /// Commits for `git fast-import`, each with another version of the install and of a file elsewhere.
    private static func stream(commits: Int, parent: String) -> String {
        var stream = ""
        for index in 1...commits {
            let file = install("1.0.\(index)")
            stream += """
                commit refs/heads/main
                committer Ada <ada@example.com> \(1_700_000_000 + index) +0000
                data 4
                next
                \(index == 1 ? "from \(parent)\n" : "")M 100644 inline \(folder)/staging/packageinstall.yaml
                data \(file.utf8.count)
                \(file)
                M 100644 inline elsewhere/\(index % 50)/file.yaml
                data 5
                a: \(index % 10)


                """
        }
        return stream
    }

    @Test("Is a documented object in JSON and YAML")
    func json() async throws {
        try await GitWorkspace.with { workspace in
            try await Self.tell(workspace, [("staging/packageinstall.yaml", Self.install("1.0.0"))])
            let history = try await DeliveryRepositoryTests.repository(workspace).history(of: Self.folder)
            let commit = try await workspace.git("rev-parse", "main")
            let time = try await workspace.git("log", "-1", "--date=format-local:%Y-%m-%dT%H:%M:%SZ", "--format=%cd")
            #expect(
                history.json == [
                    "apiVersion": "carvel-delivery/v1alpha1", "kind": "PackageHistory",
                    "metadata": ["name": "app.default.tap"],
                    "status": [
                        "entries": [
                            [
                                "cluster": "staging", "event": "added", "version": "1.0.0", "constraints": "1.0.0",
                                "time": .string(time), "commit": .string(commit),
                                "author": ["name": "Ada", "email": "ada@example.com"], "subject": "somebody else",
                            ]
                        ]
                    ],
                ]
            )
        }
    }

    @Test("Unknown packages and clusters are refused with what was likely meant")
    func unknown() async throws {
        try await GitWorkspace.with { workspace in
            try await Self.tell(workspace, [("staging/packageinstall.yaml", Self.install("1.0.0"))])
            let repository = try DeliveryRepositoryTests.repository(workspace)
            let package = await #expect(throws: DeliveryError.self) { try await repository.history(of: "app") }
            #expect(package?.hint == "did you mean \"app.default.tap\"?")
            let cluster = await #expect(throws: DeliveryError.self) {
                try await repository.history(of: Self.folder, on: ["stagin"])
            }
            #expect(cluster?.hint == "did you mean \"staging\"?")
        }
    }
}
