import CarvelCore
import Sandbox
import Testing
import YAMLDocument

@Suite("Changing versions: set-version, history, rollback, promote, versions")
struct ChangeVersionTests {
    private static let package = MainJob.package
    private static let old = MainJob.version
    private static let new = "20230401000000.0.0"

    /// The version that runs on a cluster, as its PackageInstall says.
    private func running(_ bench: Workbench, on cluster: String) async throws -> String? {
        let installs = try await bench.objects("packageinstalls", on: cluster)
        return installs.first?.status?["version"]?.string
    }

    /// Expects a command to fail in these words, and to leave the branch alone.
    private func expectRefusal(
        _ bench: Workbench,
        _ words: [String],
        says texts: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let head = try await bench.remoteHead()
        let result = try await bench.run(["kubectl-carvel-deliver"] + words, sourceLocation: sourceLocation)
        result.expect(status: 1, sourceLocation: sourceLocation)
        for text in texts { result.expect(says: text, sourceLocation: sourceLocation) }
        #expect(try await bench.remoteHead() == head, sourceLocation: sourceLocation)
    }

    @Test("A new version goes to staging, is proven, goes to prod, and back again")
    func journey() async throws {
        try await Workbench.with {
            $0.runClusters = ["staging", "prod"]
        } _: { bench in
            try await bench.complete(clusters: ["staging", "prod"])
            try await bench.pushVersion(Self.new)

            let set = ["set-version", Self.package, "--cluster", "staging", "--version", Self.new]
            let dry = try await bench.run(["kubectl-carvel-deliver"] + set + ["--dry-run=client"]).expect(status: 0)
            try Golden.expect(dry.output, is: "set-version-diff.txt")
            try await bench.run(["kubectl-carvel-deliver"] + set).expect(status: 0)
                .expect(says: "► \(Self.package)/staging/packageinstall.yaml\n✔ pushed ")
            try await bench.run(["kubectl-carvel-deliver"] + set).expect(status: 0).expect(says: "✔ nothing to change")
            #expect(try await bench.changedLines() == ["1\t1\t\(Self.package)/staging/packageinstall.yaml"])

            try await bench.verify("--wait", "--timeout", "60s").expect(status: 0)
            #expect(try await running(bench, on: "staging") == Self.new)
            #expect(try await running(bench, on: "prod") == Self.old)

            let promote = ["promote", Self.package, "--from", "staging", "--to", "prod"]
            try await bench.run(["kubectl-carvel-deliver"] + promote).expect(status: 0).expect(
                says: "✔ \(Self.package) \(Self.new) is verified on staging",
                "✔ pushed ",
                "⚠ values are not promoted: those on prod stay as they are"
            )
            try await bench.verify("--wait", "--timeout", "60s").expect(status: 0)
            try await bench.run(["kubectl-carvel-deliver"] + promote).expect(status: 0)
                .expect(says: "✔ nothing to change")
            #expect(try await running(bench, on: "prod") == Self.new)

            try await expectRefusal(
                bench,
                ["set-version", Self.package, "--cluster", "prod", "--version", Self.old],
                says: "kubectl carvel-deliver rollback \(Self.package) --cluster prod --to \(Self.old)"
            )
            try await bench.deliver("rollback", Self.package, "--cluster", "prod").expect(status: 0)
                .expect(says: "✔ pushed ")
            try await bench.verify("--wait", "--timeout", "60s").expect(status: 0)
            #expect(try await running(bench, on: "prod") == Self.old)
            try await bench.deliver("rollback", Self.package, "--cluster", "prod", "--to", Self.old).expect(status: 0)
                .expect(says: "✔ nothing to change")
            try await expectStory(bench)
        }
    }

    /// Expects history and versions to tell of the journey.
    private func expectStory(_ bench: Workbench) async throws {
        let history = try await bench.deliver("history", Self.package).expect(status: 0)
        let rows = history.output.split(separator: "\n").dropFirst().map { row in
            row.split(separator: " ").dropFirst().prefix(2).joined(separator: " ")
        }
        #expect(
            rows == [
                "prod \(Self.old)", "prod \(Self.new)", "staging \(Self.new)", "prod \(Self.old)",
                "staging \(Self.old)",
            ]
        )
        let subject = "Roll \(Self.package) back to \(Self.old) on prod, marked as downgradable"
        history.expect(says: subject)
        try await bench.pull()
        #expect(try await bench.git("log", "-1", "--format=%s") == subject)
        let json = try await bench.deliver("history", Self.package, "--cluster", "prod", "--local", ".", "-o", "json")
        let entries = try JSONReader.value(json.output)[path: "status", "entries"]?.array
        #expect(entries?.map { $0["commit"]?.string }.first == (try await bench.remoteHead()))
        #expect(entries?.count == 3)

        let table = try await bench.deliver("versions", Self.package).expect(status: 0)
        #expect(
            table.output == """
                VERSION              CLUSTERS
                \(Self.new)   staging
                \(Self.old)   prod

                """
        )
        let selected = try await bench.deliver(
            "versions",
            Self.package,
            "--constraint",
            "<\(Self.new)",
            "--local",
            ".",
            "-o",
            "name"
        )
        #expect(selected.expect(status: 0).output == "package/\(Self.package).\(Self.old)\n")
        let none = try await bench.deliver("versions", Self.package, "--constraint", "^1.0.0", "--prereleases")
        none.expect(status: 1).expect(says: "✗ Selecting versions: Parsing version constraint '^1.0.0'")
    }

    @Test("What is not proven is not promoted, unless it is forced")
    func unproven() async throws {
        try await Workbench.with {
            $0.runClusters = ["staging", "prod"]
        } _: { bench in
            try await bench.add(clusters: ["staging", "prod"])
            try await bench.pushVersion(Self.new)
            try await bench.deliver("set-version", Self.package, "--cluster", "staging", "--latest").expect(status: 0)
            let promote = ["promote", Self.package, "--from", "staging", "--to", "prod"]
            try await expectRefusal(
                bench,
                promote,
                says: "✗ build: GitRepository/\(Self.package)-gitops-repo",
                "✗ \(Self.package) \(Self.new) is not verified on staging, so it is not promoted"
            )
            try await bench.run(["kubectl-carvel-deliver"] + promote + ["--force"]).expect(status: 0).expect(
                says: "⚠ \(Self.package) \(Self.new) is not verified on staging, and promoted all the same",
                "✔ pushed "
            )
            try await bench.pull()
            let install = try bench.folder.read("\(Workbench.checkout)/\(Self.package)/prod/packageinstall.yaml")
            #expect(install.contains("constraints: \(Self.new)"))
        }
    }

    @Test("What is not there is refused, with what was likely meant and what to do")
    func refused() async throws {
        try await Workbench.with {
            $0.runClusters = ["staging", "prod"]
        } _: { bench in
            try await bench.begin(clusters: ["staging", "prod"])
            try await bench.deliver("add", Self.package, "--to", "staging").expect(status: 0)
            try await expectRefusal(
                bench,
                ["set-version", Self.package, "--cluster", "prod", "--version", Self.old],
                says: "✗ \(Self.package) is not installed on prod; did you mean \"staging\"?",
                "kubectl carvel-deliver add \(Self.package) --to prod"
            )
            try await expectRefusal(
                bench,
                ["set-version", "app", "--cluster", "staging", "--latest"],
                says: "did you mean \"\(Self.package)\"?"
            )
            try await expectRefusal(
                bench,
                ["set-version", Self.package, "--cluster", "staging", "--version", "20230321004057.0.1"],
                says: "did you mean --version \(Self.old)?"
            )
            try await expectRefusal(
                bench,
                ["rollback", Self.package, "--cluster", "staging"],
                says: "there is nothing to go back to: staging has had no other version than \(Self.old)"
            )
            try await expectRefusal(
                bench,
                ["history", Self.package, "--cluster", "stagng"],
                says: "did you mean \"staging\"?"
            )
        }
    }

    @Test("Twenty changes of twenty packages at the same time all land, each in its own commit")
    func twenty() async throws {
        try await Workbench.with { bench in
            try await bench.begin()
            let source = try bench.folder.read("\(Workbench.checkout)/\(Self.package)/packages/\(Self.old).yaml")
            let names = (1...20).map { "web\($0).default.tap" }
            for name in names {
                for version in [Self.old, Self.new] {
                    let text = source.replacing(Self.package, with: name).replacing(Self.old, with: version)
                    try bench.folder.write(text, to: "\(Workbench.checkout)/\(name)/packages/\(version).yaml")
                }
                try bench.folder.write(
                    Self.install(name),
                    to: "\(Workbench.checkout)/\(name)/staging/packageinstall.yaml"
                )
            }
            try await bench.push()
            let before = try await bench.remoteHead()
            try await withThrowingTaskGroup(of: CommandResult.self) { group in
                for name in names {
                    let words = ["set-version", name, "--cluster", "staging", "--version", Self.new]
                    // Not `run`: while one of them works, another's clone is among the temporary files.
                    group.addTask {
                        // Twenty programs on a machine with few processors take their time.
                        try await bench.command(["kubectl-carvel-deliver"] + words, within: .seconds(300))
                    }
                }
                for try await result in group { result.expect(status: 0).expect(says: "✔ pushed ") }
            }
            try await bench.pull()
            let subjects = try await bench.git("log", "--format=%s", "\(before)..HEAD").split(separator: "\n")
            #expect(subjects.sorted() == names.map { "Set \($0) to \(Self.new) on staging" }.sorted())
            #expect(try bench.folder.contents("temporary").isEmpty)
        }
    }

    private static func install(_ package: String) -> String {
        """
        apiVersion: packaging.carvel.dev/v1alpha1
        kind: PackageInstall
        metadata:
          name: \(package.prefix { $0 != "." })
        spec:
          serviceAccountName: shop-sa
          packageRef:
            refName: \(package)
            versionSelection:
              constraints: \(old)

        """
    }
}

extension Workbench {
    /// What the supply chain does next: pushes another version of the example.
    func pushVersion(_ version: String) async throws {
        try await pull()
        let folder = "\(Self.checkout)/\(MainJob.package)/packages"
        let text = try self.folder.read("\(folder)/\(MainJob.version).yaml")
        try self.folder.write(text.replacing(MainJob.version, with: version), to: "\(folder)/\(version).yaml")
        try await push("Add \(MainJob.package) \(version)")
    }

    /// How many lines of which file the head commit added and removed, as `git log --numstat` prints them.
    func changedLines() async throws -> [String] {
        try await pull()
        return try await git("log", "-1", "--numstat", "--format=").split(separator: "\n").map(String.init)
    }
}
