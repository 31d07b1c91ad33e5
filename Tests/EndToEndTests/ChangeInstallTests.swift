import CarvelCore
import Sandbox
import Testing
import YAMLDocument

@Suite("Changing installs: set-values, remove, and where a change goes")
struct ChangeInstallTests {
    private static let package = MainJob.package

    /// What the example deploys to staging.
    private static func configuration(_ bench: Workbench) async throws -> KubernetesObject? {
        try await bench.objects("configmaps", on: "staging").first { $0.name == "app" }
    }

    @Test("New values reach the running package, and those that it does not take are refused")
    func values() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            let set = ["set-values", Self.package, "--cluster", "staging", "--set", "replicas=3"]
            try await bench.run(["kubectl-carvel-deliver"] + set).expect(status: 0).expect(says: "✔ pushed ")
            try await bench.run(["kubectl-carvel-deliver"] + set).expect(status: 0).expect(says: "✔ nothing to change")
            #expect(try await bench.changedLines() == ["1\t1\t\(Self.package)/staging/params.yaml"])
            try await bench.verify("--wait", "--timeout", "60s").expect(status: 0)
            #expect(try await Self.configuration(bench)?.json[path: "data", "replicas"] == "3")

            let head = try await bench.remoteHead()
            for (arguments, text) in [
                (["--set", "replcas=3"], "✗ --set replcas: the package has no value 'replcas'"),
                (["--set", "replicas=many"], "✗ --set replicas: 'replicas' is a string; expected an integer"),
                (["--unset", "replicas=3"], "✗ --unset replicas has a value, expected a key alone"),
            ] {
                let command = ["kubectl-carvel-deliver", "set-values", Self.package, "--cluster", "staging"]
                try await bench.run(command + arguments).expect(status: 1).expect(says: text)
            }
            #expect(try await bench.remoteHead() == head)
        }
    }

    @Test("Values come from standard input too")
    func standardInput() async throws {
        try await Workbench.with { bench in
            try await bench.begin()
            let words = "--values - --version \(MainJob.version)"
            let add = "echo 'replicas: 4' | kubectl-carvel-deliver add \(Self.package) --to staging \(words)"
            try await bench.run(["sh", "-c", add]).expect(status: 0).expect(says: "✔ pushed ")
            let set =
                "printf 'workload_name: app\\nreplicas: 5\\n'"
                + " | kubectl-carvel-deliver set-values \(Self.package) --cluster staging --values -"
            try await bench.run(["sh", "-c", set]).expect(status: 0).expect(says: "✔ pushed ")
            try await bench.pull()
            let secret = try bench.folder.read("\(Workbench.checkout)/\(Self.package)/staging/params.yaml")
            let values = try YAMLReader.document(secret)[path: "stringData", "values.yaml"]
            #expect(values == "---\nworkload_name: app\nreplicas: 5\n")
            let wrong =
                "echo 'replcas: 4' | kubectl-carvel-deliver set-values \(Self.package) --cluster staging --values -"
            try await bench.run(["sh", "-c", wrong]).expect(status: 1)
                .expect(says: "✗ standard input:1: the package has no value 'replcas'")
        }
    }

    @Test("A removed install goes from the repository, and from the cluster by the command that is shown")
    func remove() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            try await bench.pull()
            let kept = "\(Self.package)/staging/README.md"
            try bench.folder.write("Ask Ada.\n", to: "\(Workbench.checkout)/\(kept)")
            try await bench.push()
            let removed = try await bench.deliver("remove", Self.package, "--cluster", "staging").expect(status: 0)
            removed.expect(
                says: "► \(Self.package)/staging/packageinstall.yaml\n► \(Self.package)/staging/params.yaml\n✔ pushed ",
                "⚠ kept, since they are not ours: \(kept)"
            )
            try await bench.pull()
            #expect(try await bench.git("ls-tree", "-r", "--name-only", "HEAD", "\(Self.package)/staging") == kept)

            let advice = "kubectl carvel-deliver apply --prune"
            removed.expect(says: advice)
            // With nothing installed any more, there is nothing that could be verified.
            try await bench.run(advice.split(separator: " ").map(String.init) + ["--yes", "--no-wait"]).expect(
                status: 0
            )
            #expect(try await bench.objects("packageinstalls,apps", on: "staging").isEmpty)
            #expect(try await Self.configuration(bench) == nil)

            let again = try await bench.deliver("remove", Self.package, "--cluster", "staging").expect(status: 1)
            again.expect(says: "✗ \(Self.package) is not installed on staging")
        }
    }

    @Test("A dry run shows the difference of any change, and pushes nothing", arguments: ["init", "add", "remove"])
    func dryRun(_ name: String) async throws {
        try await Workbench.with { bench in
            let words: [String]
            switch name {
            case "init":
                try await bench.pushPackage()
                words = ["init", "--name", "shop", "--url", try bench.repositoryURL, "--run-cluster", "staging"]
            case "add":
                try await bench.begin()
                words = ["add", Self.package, "--to", "staging", "--values", Workbench.exampleValues]
            default:
                try await bench.add()
                words = ["remove", Self.package, "--cluster", "staging"]
            }
            let head = try await bench.remoteHead()
            let dry = try await bench.run(["kubectl-carvel-deliver"] + words + ["--dry-run", "client"])
            dry.expect(status: 0).expect(says: "✔ dry run: nothing was committed")
            #expect(try await bench.remoteHead() == head)

            // What git makes of the diff is what the command commits.
            try bench.folder.write(dry.output, to: "dry-run.diff")
            try await bench.git("apply", "--index", "../dry-run.diff")
            let expected = try await bench.git("write-tree")
            try await bench.run(["kubectl-carvel-deliver"] + words).expect(status: 0).expect(says: "✔ pushed ")
            try await bench.git("reset", "--quiet", "--hard")
            try await bench.pull()
            #expect(try await bench.git("rev-parse", "HEAD^{tree}") == expected)
        }
    }

    @Test("A change goes to a branch for review, or stays in a checkout, signed off where that is asked for")
    func places() async throws {
        try await Workbench.with { bench in
            try await bench.add()
            let head = try await bench.remoteHead()
            let set = ["kubectl-carvel-deliver", "set-values", Self.package, "--cluster", "staging"]
            let review = set + ["--set", "replicas=3", "--branch-for-review", "more-replicas", "--signoff"]
            let url = try bench.repositoryURL
            try await bench.run(review).expect(status: 0).expect(
                says: "to more-replicas; open a pull request from \"more-replicas\" into \"main\" at \(url)"
            )
            try await bench.run(review).expect(status: 0).expect(says: "✔ nothing to change")
            #expect(try await bench.remoteHead() == head)
            try await bench.git("fetch", "--quiet", "origin", "more-replicas")
            #expect(try await bench.git("rev-parse", "FETCH_HEAD~1") == head)
            let message = try await bench.git("log", "-1", "--format=%B", "FETCH_HEAD")
            #expect(message.contains("Change the values of \(Self.package) on staging\n\nSigned-off-by: "))

            let local = try await bench.run(set + ["--set", "replicas=4", "--local", "."]).expect(status: 0)
            local.expect(says: "✔ committed ", "push it to deliver it")
            #expect(try await bench.remoteHead() == head)
            #expect(try await bench.git("rev-parse", "HEAD~1") == head)
            #expect(try await bench.git("status", "--porcelain") == "")

            let same = set + ["--set", "replicas=3", "--branch-for-review", "main"]
            try await bench.run(same).expect(status: 64)
            try await bench.run(set + ["--set", "a=1", "--branch-for-review", "x", "--local", "."]).expect(status: 64)
        }
    }
}
