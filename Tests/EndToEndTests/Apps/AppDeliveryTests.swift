import CarvelCore
import Sandbox
import Testing
import YAMLDocument

@Suite("A delivery by kapp-controller from its first plan to its end")
struct AppDeliveryTests {
    private static let contour = "contour.community.tanzu.vmware.com"

    /// Writes what a delivery of this engine needs into the repository, with contour on some clusters.
    private static func begin(_ bench: Workbench, clusters: [String], _ flags: [String] = []) async throws {
        let run = clusters.flatMap { ["--run-cluster", $0] }
        let begun = try await bench.run(
            ["kubectl-carvel-deliver", "init", "--engine", "kapp-controller", "--name", "shop"]
                + ["--url", try bench.repositoryURL, "--package-repository", "tce"]
                + ["--package-image", PackageManagement.image] + run + flags
        )
        begun.expect(status: 0).expect(
            says: "lets installs make Deployments, Services, ConfigMaps and Ingresses in shop"
        )
        try await bench.pull()
        let added = try await bench.deliver(
            "add",
            contour,
            "--to",
            clusters.joined(separator: ","),
            "--version",
            "1.17.1",
            "--set",
            "replicas=2"
        )
        added.expect(status: 0).expect(
            says: "whether \(clusters[0]) has \(contour) 1.17.1 could not be checked",
            "values of \(contour) 1.17.1 were not checked"
        )
        try await bench.pull()
    }

    private static func data(_ bench: Workbench, on cluster: String) async throws -> String {
        try await bench.kubectl(
            "--context=\(cluster)",
            "-n=shop",
            "get",
            "configmap",
            "contour",
            "-o=jsonpath={.data.version} {.data.replicas}"
        )
    }

    /// All that is of the delivery on a cluster, whoever has made it there.
    private static func left(_ bench: Workbench, on cluster: String) async throws -> [String] {
        let types = "apps,packageinstalls,packagerepositories,configmaps,secrets,serviceaccounts,roles,rolebindings"
        let usual = ["ConfigMap/kube-root-ca.crt", "ServiceAccount/default"]
        return try await bench.objects(types, on: cluster).map(\.title).filter { !usual.contains($0) }.sorted()
    }

    @Test("With an App on its own cluster and the least rights, every command does its part")
    func local() async throws {
        try await Workbench.withPackageManagement { bench in
            try await Self.begin(bench, clusters: ["prod"])
            let plan = try await bench.deliver("plan", "-o", "name").expect(status: 1)
            #expect(plan.output.contains("app/shop\n"))
            try await bench.deliver("apply", "--dry-run=server", "-o", "table").expect(status: 0)
            try await bench.deliver("apply").expect(status: 0).expect(says: "✔ delivery shop is verified")
            try await bench.deliver("plan").expect(status: 0)
            #expect(try await Self.data(bench, on: "prod") == "1.17.1 2")
            try await changes(bench)
            try await acting(bench)
            try await removing(bench)
        }
    }

    /// What is asked of the cluster now that it knows the packages.
    private func changes(_ bench: Workbench) async throws {
        try await bench.deliver("add", "cert-manager", "--to", "prod").expect(status: 1)
            .expect(says: "did you mean \"cert-manager.community.tanzu.vmware.com\"?")
        try await bench.deliver("set-values", "contour", "--cluster", "prod", "--set", "replica=3").expect(status: 1)
            .expect(says: "--set replica: ")
        try await bench.deliver("set-values", "contour", "--cluster", "prod", "--set", "replicas=3").expect(status: 0)
        try await bench.deliver("set-version", "contour", "--cluster", "prod", "--version", "1.18.0")
            .expect(status: 1).expect(says: "kapp-controller would install no version of \(Self.contour) on prod")
        let moved = try await bench.deliver("set-version", "contour", "--cluster", "prod", "--version", "1.17.2")
        moved.expect(status: 0)
        #expect(!moved.errors.contains("⚠"))
        try await bench.verify("--wait").expect(status: 0)
        #expect(try await Self.data(bench, on: "prod") == "1.17.2 3")
        let history = try await bench.deliver("history", "contour", "-o", "json").expect(status: 0)
        let entries = try JSONReader.value(history.output)[path: "status", "entries"]?.array ?? []
        #expect(entries.map { $0["version"] } == ["1.17.2", "1.17.1"])
        #expect(entries.map { $0["event"] } == ["changed", "added"])
        try await bench.deliver("rollback", "contour", "--cluster", "prod").expect(status: 0)
        try await bench.verify("--wait").expect(status: 0)
        #expect(try await Self.data(bench, on: "prod") == "1.17.1 3")
        try await bench.pull()
    }

    /// What makes kapp-controller act and stop.
    private func acting(_ bench: Workbench) async throws {
        let before = try #require(try await bench.objects("app/shop", on: "prod").first)
        let reconciled = try await bench.deliver("reconcile").expect(status: 0)
        reconciled.expect(
            says: "✔ prod: App/shop/shop reconciled",
            "✔ prod: App/shop/contour reconciled",
            "✔ 2 objects reconciled"
        )
        let after = try #require(try await bench.objects("app/shop", on: "prod").first)
        #expect(after.generation ?? 0 > before.generation ?? 0)
        try await bench.deliver("plan").expect(status: 0)
        try await bench.deliver("suspend", "contour").expect(status: 1)
            .expect(says: "one App delivers all packages of a run cluster; leave the package out")
        try await bench.deliver("suspend", "--with-apps").expect(status: 0).expect(says: "✔ 2 objects suspended")
        try await bench.verify().expect(status: 1).expect(says: "paused")
        try await bench.deliver("reconcile").expect(status: 1).expect(says: "is paused")
        try await bench.deliver("resume", "--with-apps").expect(status: 0).expect(says: "✔ 2 objects resumed")
        try await bench.verify("--wait").expect(status: 0)
    }

    private func removing(_ bench: Workbench) async throws {
        try await bench.deliver("remove", "contour", "--cluster", "prod").expect(status: 0)
            .expect(says: "App shop deletes \(Self.contour) from prod when it next fetches the repository")
        try await bench.verify("--wait").expect(status: 0)
        #expect(try await bench.objects("packageinstalls", on: "prod").isEmpty)
        try await bench.deliver("apply", "--prune").expect(status: 1)
            .expect(says: "--prune is not there for the engine kapp-controller")
        let dry = try await bench.deliver("teardown", "--dry-run=server").expect(status: 0)
        try Golden.expect(dry.output, is: "apps/teardown.txt")
        try await bench.deliver("teardown", "--yes").expect(status: 0)
        #expect(try await Self.left(bench, on: "prod") == [])
        try await bench.deliver("teardown", "--yes").expect(status: 0).expect(says: "✔ nothing to delete")
        try await bench.deliver("apply").expect(status: 0)
    }

    @Test("With Apps on a build cluster, a version is promoted once it is proven, and a cluster is taken off")
    func remote() async throws {
        try await Workbench.withPackageManagement(clusters: ["staging", "prod"]) { bench in
            try await Self.begin(bench, clusters: ["staging", "prod"], ["--build", "build"])
            try await bench.deliver("apply").expect(status: 0).expect(
                says: "► build: Secret/shop/prod-kubeconfig created",
                "► build: App/shop/shop-prod created",
                "✔ delivery shop is verified"
            )
            try await bench.deliver("set-version", "contour", "--cluster", "staging", "--version", "1.17.2")
                .expect(status: 0)
            try await bench.verify("--wait").expect(status: 0)
            try await bench.deliver("promote", "contour", "--from", "staging", "--to", "prod").expect(status: 0)
                .expect(says: "✔ contour 1.17.2 is verified on staging")
            try await bench.verify("--wait").expect(status: 0)
            #expect(try await Self.data(bench, on: "prod") == "1.17.2 2")
            try await bench.pull()

            try await bench.deliver("teardown", "--cluster", "prod", "--yes").expect(status: 0)
            #expect(try await Self.left(bench, on: "prod") == [])
            #expect(
                try await Self.left(bench, on: "build")
                    == ["App/shop-staging", "Secret/shop-gitops-auth", "Secret/staging-kubeconfig"]
            )
            try await bench.deliver("teardown", "--keep-installs", "--yes").expect(status: 0)
            #expect(try await Self.left(bench, on: "build") == [])
            #expect(try await Self.data(bench, on: "staging") == "1.17.2 2")
        }
    }
}
