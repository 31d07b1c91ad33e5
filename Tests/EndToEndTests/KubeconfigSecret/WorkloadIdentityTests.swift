import CarvelCore
import Sandbox
import Testing

@Suite("Flux logs in with an identity of its own")
struct WorkloadIdentityTests {
    private static let program = "kubectl-carvel-kubeconfig-secret"

    /// Says in `delivery.yaml` how Flux reaches staging.
    private func setKubeconfig(_ text: String, _ bench: Workbench) throws {
        let path = "\(Workbench.checkout)/delivery.yaml"
        let before = try bench.folder.read(path)
        let place = "    context: staging\n"
        try #require(before.contains(place))
        _ = try bench.folder.write(before.replacing(place, with: "\(place)    kubeConfig: \(text)\n"), to: path)
    }

    /// What a cluster's owner sets up by hand: the identity, and what it may do on the run cluster.
    private func setUp(_ bench: Workbench) async throws {
        try await bench.kubectl("--context=build", "-n=shop", "create", "serviceaccount", "flux")
        let rights = ["--verb=impersonate", "--resource=serviceaccounts", "--resource-name=shop-sa"]
        let role = try await bench.command(
            ["kubectl", "--context=staging", "create", "clusterrole", "flux-login"] + rights
        )
        role.expect(status: 0)
        try await bench.kubectl(
            "--context=staging",
            "create",
            "clusterrolebinding",
            "flux-login",
            "--clusterrole=flux-login",
            "--user=build:system:serviceaccount:shop:flux"
        )
    }

    @Test("It is made, delivered through, verified, listed, passed over by rotation, and taken away by teardown")
    func life() async throws {
        try await Workbench.with { bench in
            try await bench.add()
            try setKubeconfig("{configMapRef: {}}", bench)
            try await bench.push("Let Flux log in with an identity of its own")

            let refused = try await bench.deliver("apply", "--no-wait")
            refused.expect(status: 1).expect(
                says: "ConfigMap/shop/staging-kubeconfig is not on the cluster, by which Flux is to log in to staging",
                "kubectl carvel-kubeconfig-secret create staging --workload-identity PROVIDER"
            )

            try await setUp(bench)
            let server = try #require(try bench.clusters().servers["staging"])
            let authority = try bench.folder.write(server.certificateAuthorityPEM, to: "staging.crt")
            let created = try await bench.run(
                [Self.program, "create", "staging", "--workload-identity", "generic"]
                    + ["--identity-address", server.url, "--identity-ca-file", authority]
                    + ["--identity-service-account", "flux"]
            )
            created.expect(status: 0).expect(says: "ConfigMap/shop/staging-kubeconfig on build created")

            let applied = try await bench.deliver("apply")
            applied.expect(status: 0)
            try await bench.verify("-o", "wide").expect(status: 0).expect(says: "ConfigMap/staging-kubeconfig")
            try await bench.verify("check").expect(status: 0).expect(says: "kubeconfig for staging")
            try await bench.verify("tree").expect(status: 0).expect(says: "PackageInstall/app")

            let listed = try await bench.run([Self.program, "list", "-o", "wide"])
            listed.expect(status: 0).expect(says: "ConfigMap", "Kustomization/app.default.tap-staging-packages")
            let rotated = try await bench.run([Self.program, "rotate", "--all"])
            rotated.expect(status: 0).expect(
                says: "staging: Flux logs in with an identity of its own, by ConfigMap/shop/staging-kubeconfig: nothing"
            )
            let one = try await bench.run([Self.program, "rotate", "staging"])
            one.expect(status: 64).expect(says: "so there is nothing to rotate")

            try await bench.deliver("teardown", "--yes").expect(status: 0)
            let left = try await bench.objects("configmaps", on: "build")
            #expect(left.map(\.name) == ["kube-root-ca.crt"])
        }
    }

    @Test("A Secret that the delivery does not use is made with a warning")
    func warning() async throws {
        try await Workbench.with { bench in
            try await bench.add()
            try setKubeconfig("{secretRef: {name: eu, key: config}}", bench)
            let warning = "delivery.yaml has Flux reach staging by Secret/shop/eu, not by Secret/shop/other"
            let create = [Self.program, "create", "staging", "--from-context", "staging", "--export"]
            let made = try await bench.run(create)
            made.expect(status: 0).expect(says: "name: eu", "config: ")
            #expect(!made.text.contains(warning))
            try await bench.run(create + ["--name", "other"]).expect(status: 0).expect(says: warning)
        }
    }
}
