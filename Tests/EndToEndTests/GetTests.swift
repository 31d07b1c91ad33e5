import CarvelCore
import Sandbox
import Testing
import YAMLDocument

@Suite("Listing the objects of a delivery on every cluster")
struct GetTests {
    private func rows(_ text: String) -> [[String]] {
        text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }

    @Test("One table for each kind, with the cluster of each object, from what is healthy to what is not")
    func delivery() async throws {
        try await Workbench.with {
            $0.runClusters = ["staging", "prod"]
        } _: { bench in
            try await bench.complete(clusters: ["staging", "prod"])
            let head = try await bench.command(["git", "rev-parse", "HEAD"]).output.split(separator: "\n")[0]

            let all = try await bench.verify("get").expect(status: 0)
            let version = MainJob.version
            #expect(
                rows(all.output).map { $0.prefix(6).joined(separator: " ") } == [
                    "CLUSTER NAMESPACE NAME REVISION SUSPENDED READY",
                    "build shop gitrepository/app.default.tap-gitops-repo main@sha1:\(head.prefix(12)) False True",
                    "CLUSTER NAMESPACE NAME REVISION SUSPENDED READY",
                    "build shop kustomization/app.default.tap-prod-packageinstalls main@sha1:\(head.prefix(12)) False True",
                    "build shop kustomization/app.default.tap-prod-packages main@sha1:\(head.prefix(12)) False True",
                    "build shop kustomization/app.default.tap-staging-packageinstalls main@sha1:\(head.prefix(12)) False True",
                    "build shop kustomization/app.default.tap-staging-packages main@sha1:\(head.prefix(12)) False True",
                    "CLUSTER NAMESPACE NAME REVISION SUSPENDED READY",
                    "staging shop package/app.default.tap.\(version) \(version) False True",
                    "prod shop package/app.default.tap.\(version) \(version) False True",
                    "CLUSTER NAMESPACE NAME REVISION SUSPENDED READY",
                    "staging shop packageinstall/app \(version) False True",
                    "prod shop packageinstall/app \(version) False True",
                    "CLUSTER NAMESPACE NAME REVISION SUSPENDED READY",
                    "staging shop app/app \(version) False True",
                    "prod shop app/app \(version) False True",
                ]
            )

            let names = try await bench.verify("get", "pkgi", "-o", "name").expect(status: 0)
            #expect(names.output == "packageinstall/app\npackageinstall/app\n")

            let json = try await bench.verify("get", "ks", "-o", "json").expect(status: 0)
            let list = try JSONReader.value(json.output)
            #expect(list["kind"] == "ObjectStateList")
            let items = try #require(list["items"]?.array)
            #expect(items.count == 4)
            #expect(items.allSatisfy { $0["ready"] == "True" && $0["cluster"] == "build" && $0["suspended"] == false })

            try await bench.kubectl(
                "--context",
                "prod",
                "-n",
                "shop",
                "patch",
                "packageinstall",
                "app",
                "--type=merge",
                "-p",
                "{\"spec\":{\"paused\":true}}"
            )
            try await bench.clusters().stopCluster("staging")
            let broken = try await bench.verify("get", "packageinstalls").expect(status: 2)
            broken.expect(says: "✗ cluster \"staging\": can't be reached")
            #expect(
                rows(broken.output).map { $0.prefix(5).joined(separator: " ") } == [
                    "CLUSTER NAMESPACE NAME REVISION SUSPENDED", "prod shop app \(version) True",
                ]
            )
        }
    }

    @Test("One cluster by its context, whatever delivers to it")
    func oneCluster() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            let apps = try await bench.verify("get", "apps", "--context", "staging", "-n", "shop").expect(status: 0)
            #expect(
                rows(apps.output).map { $0.prefix(5) } == [
                    ["NAMESPACE", "NAME", "REVISION", "SUSPENDED", "READY"],
                    ["shop", "app", MainJob.version, "False", "True"],
                ]
            )
            let all = try await bench.verify("get", "--context", "staging", "-A").expect(status: 0)
            #expect(all.output.contains("packageinstall/app"))
            #expect(!all.text.contains("gitrepositor"))
            try await bench.verify("get", "apps", "--context", "staging", "-n", "other").expect(status: 0)
                .expect(says: "⚠ no objects found")
        }
    }

    @Test("An object that failed is told with its controller's words, and by the exit status")
    func failed() async throws {
        try await Workbench.with { bench in
            try await bench.add()
            try bench.edit(
                "\(MainJob.package)/staging/packageinstall.yaml",
                "constraints: \(MainJob.version)",
                to: "constraints: 9.9.9"
            )
            try await bench.push()
            // Flux tries again and again here, where the real one waits a minute in between.
            try await bench.deliver("apply", "--no-wait").expect(status: 0)
            try await bench.verify("--wait", "--fail-fast", "--timeout", "40s").expect(status: 1)
            let result = try await bench.verify("get", "packageinstalls").expect(status: 1)
            let row = try #require(rows(result.output).last)
            #expect(row[..<3] == ["staging", "shop", "app"])
            #expect(row[5] == "False")
            #expect(result.output.contains("Expected to find at least one version, but did not"))
        }
    }
}
