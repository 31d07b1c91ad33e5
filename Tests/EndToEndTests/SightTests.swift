import CarvelCore
import Sandbox
import Testing
import YAMLDocument

@Suite("Looking into a delivery: events, tree, trace and logs")
struct SightTests {
    @Test("Of a delivery that is there, and with a cluster that is down")
    func delivery() async throws {
        try await Workbench.with {
            $0.runClusters = ["staging", "prod"]
        } _: { bench in
            try await bench.complete(clusters: ["staging", "prod"])
            try await events(bench)
            try await tree(bench)
            try await trace(bench)
            try await logs(bench)
            try await bench.clusters().stopCluster("staging")
            try await bench.verify("events", "-o", "name").expect(status: 2)
                .expect(says: "✗ cluster \"staging\": can't be reached", "event/")
            try await bench.verify("tree").expect(status: 2)
                .expect(says: "✗ cluster \"staging\": can't be reached", "prod: PackageInstall/app  ready", "unseen")
            try await bench.verify("trace", "app/app").expect(status: 2)
                .expect(says: "✗ cluster \"staging\": can't be reached", "Object:        App/app\nCluster:       prod")
        }
    }

    private func events(_ bench: Workbench) async throws {
        let table = try await bench.verify("events").expect(status: 0)
        let rows = table.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(rows.first == ["LAST", "SEEN", "CLUSTER", "TYPE", "REASON", "OBJECT", "MESSAGE"])
        #expect(rows.contains { $0[1...3] == ["build", "Normal", "NewArtifact"] })
        #expect(table.output.contains("kustomization/app.default.tap-staging-packageinstalls"))

        let json = try await bench.verify("events", "-o", "json", "--package", MainJob.package).expect(status: 0)
        let list = try JSONReader.value(json.output)
        #expect(list["kind"] == "DeliveryEventList")
        let items = try #require(list["items"]?.array)
        #expect(items.allSatisfy { $0["cluster"] == "build" } && !items.isEmpty)
        let times = items.compactMap { $0["lastSeen"]?.string }
        #expect(times == times.sorted() && times.count == items.count)

        try await bench.verify("events", "--type", "warning", "--cluster", "staging").expect(status: 0)
            .expect(says: "⚠ no events found")
        try await bench.verify("events", "--cluster", "stagin").expect(status: 1)
            .expect(says: "there is no run cluster \"stagin\"", "did you mean \"staging\"?")
    }

    private func tree(_ bench: Workbench) async throws {
        let version = MainJob.version
        let head = try await bench.remoteHead()
        let short = head.prefix(12)
        let whole = try await bench.verify("tree", "--cluster", "prod").expect(status: 0)
        #expect(
            whole.output == """
                build: GitRepository/app.default.tap-gitops-repo  ready  main@sha1:\(short)
                ├── Kustomization/app.default.tap-prod-packageinstalls  ready  main@sha1:\(short)
                │   ├── prod: Secret/app-values  present
                │   └── prod: PackageInstall/app  ready  \(version)
                │       └── App/app  ready  \(version)
                │           └── ConfigMap/app  present
                └── Kustomization/app.default.tap-prod-packages  ready  main@sha1:\(short)
                    └── prod: Package/app.default.tap.\(version)  present

                """
        )
        let plain = try await bench.verify("tree", MainJob.package, with: ["LC_ALL": "C"]).expect(status: 0)
        #expect(plain.output.contains("|-- Kustomization/") && plain.output.utf8.allSatisfy { $0 < 0x80 })
        let json = try JSONReader.value(try await bench.verify("tree", "-o", "json").expect(status: 0).output)
        #expect(json["kind"] == "DeliveryTree")
        #expect(json["items"]?.array?.first?["children"]?.array?.count == 4)
    }

    private func logs(_ bench: Workbench) async throws {
        let logs = try await bench.verify("logs").expect(status: 0)
        let lines = logs.output.split(separator: "\n").map(String.init)
        let source = " info GitRepository/app.default.tap-gitops-repo.shop - "
        #expect(lines.contains { $0.hasPrefix("build ") && $0.contains(source) })
        #expect(lines.contains { $0.hasPrefix("prod ") && $0.hasSuffix(" info App/app.shop - Completed deploy") })
        let times = lines.compactMap { $0.split(separator: " ").dropFirst().first }
        #expect(times == times.sorted())

        let apps = try await bench.verify("logs", "--kind", "app", "--cluster", "prod", "--tail", "1", "-o", "json")
            .expect(status: 0)
        let items = try #require(try JSONReader.value(apps.output)["items"]?.array)
        #expect(items.map { $0["controller"] } == ["kapp-controller"])
        try await bench.verify("logs", "--name", "nobody").expect(status: 0).expect(says: "⚠ no lines found")
        try await bench.verify("logs", "--flux-namespace", "flux", "--cluster", "build").expect(status: 2)
            .expect(says: "in namespace \"flux\"")
    }

    private func trace(_ bench: Workbench) async throws {
        let head = try await bench.remoteHead()
        let trace = try await bench.verify("trace", "cm/app", "--cluster", "prod").expect(status: 0)
        trace.expect(
            says: "Object:        ConfigMap/app\nCluster:       prod\n",
            "App:           app\n",
            "PackageInstall: app\n",
            "Kustomization: app.default.tap-prod-packageinstalls\n",
            "GitRepository: app.default.tap-gitops-repo\n",
            "Commit:        \(head)\n",
            "File:          app.default.tap/prod/packageinstall.yaml\n"
        )
        let secret = try await bench.verify("trace", "secret/app-values", "--cluster", "prod", "-o", "json")
            .expect(status: 0)
        let list = try JSONReader.value(secret.output)
        #expect(list["items"]?.array?.first?[path: "origin", "file"] == "app.default.tap/prod/params.yaml")
        try await bench.verify("trace", "app/other").expect(status: 1)
            .expect(says: "there is no app/other on build (namespace \"shop\") or staging (namespace \"shop\") or prod")
        try await bench.verify("trace", "app").expect(status: 64).expect(says: "\"app\" names no object")
    }
}
