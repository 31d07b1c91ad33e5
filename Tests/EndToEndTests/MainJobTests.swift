import CarvelCore
import Sandbox
import Testing
import YAMLDocument

@Suite("From an empty repository to a verified delivery", .serialized, .mainJob(flux: .v2_9))
struct MainJobTests {
    @Test("Every command succeeds")
    func success() async throws {
        let job = try MainJob.current()
        for result in [job.initialised, job.added, job.applied, job.verified] + job.secrets {
            result.expect(status: 0)
        }
        job.applied.expect(says: "✔ delivery shop is verified")
        job.verified.expect(says: "✔ delivery shop is verified")
        for (cluster, secret) in zip(["staging", "prod"], job.secrets) {
            secret.expect(says: "✔ Secret/shop/\(cluster)-kubeconfig on build created")
        }
    }

    @Test("The talk of init and add names each file and the commit")
    func talk() async throws {
        let job = try MainJob.current()
        let commits = try await job.bench.git("log", "--format=%h", "--abbrev=7").split(separator: "\n")
        #expect(job.initialised.errors == "► .gitignore\n► delivery.yaml\n✔ pushed \(commits[1])\n")
        let folder = MainJob.package
        #expect(
            job.added.errors == """
                ► \(folder)/prod/packageinstall.yaml
                ► \(folder)/prod/params.yaml
                ► \(folder)/staging/packageinstall.yaml
                ► \(folder)/staging/params.yaml
                ✔ pushed \(commits[0])

                """
        )
        #expect(job.initialised.output.isEmpty && job.added.output.isEmpty)
    }

    @Test("The table shows every link verified")
    func table() async throws {
        let job = try MainJob.current()
        try Golden.expect(try await job.bench.table(job.verified), is: "verify-table.txt")
        #expect(job.applied.output == job.verified.output)
    }

    @Test("The report as JSON says the same")
    func json() async throws {
        let bench = try MainJob.current().bench
        let result = try await bench.verify("-o", "json").expect(status: 0)
        let report = try JSONReader.value(result.output)
        #expect(report["kind"] == "VerificationReport")
        #expect(report[path: "status", "verdict"] == "verified")
        #expect(report[path: "status", "commit"] == .string(try await bench.remoteHead()))
        let links = try #require(report[path: "status", "links"]?.array)
        #expect(links.count == 17)
        #expect(links.allSatisfy { $0["verdict"] == "verified" && $0["reason"] == nil })
    }

    @Test("A pipeline gets a test a link, and people get a page")
    func reports() async throws {
        let bench = try MainJob.current().bench
        let tests = try await bench.verify("-o", "junit").expect(status: 0)
        #expect(tests.output.contains("tests=\"17\" failures=\"0\" errors=\"0\" skipped=\"0\""))
        let page = try await bench.verify("-o", "html").expect(status: 0)
        #expect(page.output.contains("<td class=\"verified\">") && page.output.hasSuffix("</html>\n"))
    }

    @Test("Outside of a checkout --repository is enough")
    func elsewhere() async throws {
        let bench = try MainJob.current().bench
        let url = try bench.repositoryURL
        let result = try await bench.run(["kubectl-carvel-verify", "--repository", url, "-o", "name"], in: "plugins")
        result.expect(status: 0)
        #expect(result.output.split(separator: "\n").count == 17)
    }

    @Test("The repository holds what the tutorial's holds")
    func tree() async throws {
        let bench = try MainJob.current().bench
        let folder = MainJob.package
        let paths = try await bench.git("ls-tree", "-r", "--name-only", "main")
        #expect(
            paths.split(separator: "\n") == [
                ".gitignore",
                "\(folder)/packages/\(MainJob.version).yaml",
                "\(folder)/prod/packageinstall.yaml", "\(folder)/prod/params.yaml",
                "\(folder)/staging/packageinstall.yaml", "\(folder)/staging/params.yaml",
                "delivery.yaml",
            ]
        )
        let url = try bench.repositoryURL
        for path in [".gitignore", "delivery.yaml"]
            + ["staging", "prod"].flatMap({ cluster in
                ["packageinstall.yaml", "params.yaml"].map { "\(folder)/\(cluster)/\($0)" }
            })
        {
            let text = try bench.folder.read("\(Workbench.checkout)/\(path)")
            let golden = path.hasPrefix(".") ? "repository/gitignore" : "repository/\(path)"
            try Golden.expect(text.replacing(url, with: "https://git.example.com/shop/gitops.git"), is: golden)
        }
    }

    @Test("The commits say what was done, and in whose name where git knows none")
    func commits() async throws {
        let bench = try MainJob.current().bench
        #expect(
            try await bench.git("log", "--format=%an: %B").split(separator: "\n") == [
                "kubectl-carvel: Change 2 installs",
                "- add \(MainJob.package) \(MainJob.version) to staging",
                "- add \(MainJob.package) \(MainJob.version) to prod",
                "kubectl-carvel: Begin delivery shop",
                "chain: Add \(MainJob.package) \(MainJob.version)",
            ]
        )
    }

    @Test("What is on a cluster is what export prints", arguments: ["build", "staging", "prod"])
    func export(cluster: String) async throws {
        let bench = try MainJob.current().bench
        let exported = try await bench.deliver("export", "--cluster", cluster).expect(status: 0)
        let wanted = try YAMLReader.documents(exported.output)
        let found = try await bench.objects(of: exported.output, on: cluster)
        #expect(wanted.count == (cluster == "build" ? 7 : 6))
        #expect(found.count == wanted.count)
        for (found, wanted) in zip(found, wanted) {
            #expect(found.json.holds(wanted), "\(found.title): \(JSONWriter.prettyString(found.json))")
        }
    }

    @Test("The deployed object has the values of the values file", arguments: ["staging", "prod"])
    func deployed(cluster: String) async throws {
        let bench = try MainJob.current().bench
        let data = try await bench.kubectl(
            "--context",
            cluster,
            "-n=shop",
            "get",
            "configmap",
            "app",
            "-o=jsonpath={.data}"
        )
        #expect(try JSONReader.value(data) == ["replicas": "2", "hostname": "app.mycompany.com"])
    }

    @Test("Once more, everything stays as it is")
    func again() async throws {
        let bench = try MainJob.current().bench
        let head = try await bench.remoteHead()
        let before = try await Self.stamps(bench)
        let url = try bench.repositoryURL
        let begun = try await bench.deliver(
            "init",
            "--name",
            "shop",
            "--url",
            url,
            "--build",
            "build",
            "--run-cluster",
            "staging",
            "--run-cluster",
            "prod"
        )
        begun.expect(status: 0).expect(says: "✔ nothing to change, \(head.prefix(7)) has it all")
        let added = try await bench.deliver(
            "add",
            MainJob.package,
            "--to",
            "staging,prod",
            "--values",
            Workbench.exampleValues
        )
        added.expect(status: 0).expect(says: "✔ nothing to change, \(head.prefix(7)) has it all")
        for cluster in ["staging", "prod"] {
            let secret = try await bench.run(
                ["kubectl-carvel-kubeconfig-secret", "create", cluster, "--from-context", cluster]
                    + ["--context", "build", "-n", "shop"]
            )
            secret.expect(status: 0).expect(says: "Secret/shop/\(cluster)-kubeconfig on build unchanged")
        }
        let applied = try await bench.deliver("apply")
        applied.expect(status: 0).expect(says: "✔ nothing to change: 22 objects are as they should be")
        #expect(!applied.errors.contains("►"))
        #expect(try await bench.remoteHead() == head)
        #expect(try await Self.stamps(bench) == before)
    }

    /// What our writes have made of all objects of the delivery, by cluster, kind and name.
    private static func stamps(_ bench: Workbench) async throws -> [String: JSONValue] {
        let types = "serviceaccounts,secrets,roles,rolebindings"
        var stamps: [String: JSONValue] = [:]
        for (cluster, types) in [
            ("build", "\(types),gitrepositories,kustomizations"), ("staging", types), ("prod", types),
        ] {
            for object in try await bench.objects(types, on: cluster) {
                stamps["\(cluster) \(object.title)"] = object.stamp
            }
        }
        #expect(stamps.count > 20)
        return stamps
    }
}
