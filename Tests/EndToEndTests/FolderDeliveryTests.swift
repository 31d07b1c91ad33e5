import Testing

@Suite("A delivery in a folder of a repository that is there", .timeLimit(.minutes(5)))
struct FolderDeliveryTests {
    private static let install = """
        apiVersion: packaging.carvel.dev/v1alpha1
        kind: PackageInstall
        metadata: {name: app, namespace: team}
        spec:
          serviceAccountName: team-sa
          packageRef: {refName: \(MainJob.package), versionSelection: {constraints: "\(MainJob.version)"}}

        """

    @Test("Is begun from its installs, changed from its folder, and fetched again only as far as it is new")
    func folder() async throws {
        try await Workbench.with { bench in
            try await bench.clone()
            let component = "\(Workbench.checkout)/team-b/component"
            _ = try bench.folder.subfolder(component)
            let source = Product.path("Examples/\(MainJob.package)/packages")
            try await bench.command(["cp", "-R", source, "team-b/component/packages"]).expect(status: 0)
            try bench.folder.write(Self.install, to: "\(component)/staging/packageinstall.yaml")
            try await bench.push()

            try await bench.deliver("init", "--path", "team-b").expect(status: 0)
                .expect(says: "► team-b/.gitignore").expect(says: "► team-b/delivery.yaml").expect(says: "✔ pushed ")
            let kept = try bench.folder.contents("cache")
            #expect(kept.contains { $0.hasSuffix("/repository.git/HEAD") })
            try await bench.deliver("init", "--path", "team-b").expect(status: 0).expect(says: "✔ nothing to change")
            try await bench.pull()
            let text = try bench.folder.read("\(Workbench.checkout)/team-b/delivery.yaml")
            #expect(text.contains("name: team-b\n") && text.contains("namespace: team\n"))
            #expect(text.contains("serviceAccountName: team-sa\n"))

            let below = "\(Workbench.checkout)/team-b/component"
            let exported = try await bench.run(["kubectl-carvel-deliver", "export"], in: below).expect(status: 0)
            #expect(exported.output.contains("path: ./team-b/component/staging\n"))
            #expect(exported.output.contains("name: component-staging-packageinstalls\n"))
            let values = ["set-values", MainJob.package, "--cluster", "staging", "--set", "replicas=2"]
            for (place, extra) in [(below, [:]), (Workbench.checkout, ["CARVEL_GIT_CACHE": "off"])] {
                let path = place == below ? [] : ["--repository", try bench.repositoryURL, "--path", "team-b"]
                let result = try await bench.run(["kubectl-carvel-deliver"] + values + path, in: place, with: extra)
                result.expect(status: 0).expect(
                    says: place == below ? "► team-b/component/staging/" : "✔ nothing to change"
                )
            }
            try await bench.deliver("versions", MainJob.package, "--repository", try bench.repositoryURL)
                .expect(status: 1)
                .expect(says: "has no delivery.yaml at its root; it has team-b/delivery.yaml; change to its folder")
            try await bench.deliver("versions", MainJob.package, with: ["CARVEL_GIT_CACHE": "no"])
                .expect(status: 1)
        }
    }

    @Test("Is not begun where nothing tells of what")
    func refused() async throws {
        try await Workbench.with { bench in
            try await bench.pushPackage()
            try await bench.deliver("init").expect(status: 1).expect(says: "name the run clusters with --run-cluster")
            try await bench.deliver("init", "--path", "../x", "--run-cluster", "a").expect(status: 1)
                .expect(says: "is no folder of the repository")
            let elsewhere = try await bench.run(["kubectl-carvel-deliver", "init"], in: "temporary")
            elsewhere.expect(status: 1).expect(says: "name that with --url")
        }
    }
}
