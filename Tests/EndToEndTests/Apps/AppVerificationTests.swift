import CarvelCore
import Sandbox
import Testing
import YAMLDocument

@Suite("carvel-verify on a delivery of kapp-controller's engine")
struct AppVerificationTests {
    private static let installs = PackageManagement.installs

    @Test("The update is seen through, and what breaks is told with its reason and the exit status")
    func verify() async throws {
        try await Workbench.withPackageManagement { bench in
            try await Self.begin(bench)
            try await bench.verify("--wait").expect(status: 0).expect(says: "✔ delivery pkg-gitops-example is verified")

            try bench.edit(Self.installs, "1.17.1", to: "1.17.2")
            try await bench.push("Contour 1.17.2")
            let updated = try await bench.verify("--wait", "-o", "json").expect(status: 0)
            let links = try JSONReader.value(updated.output)[path: "status", "links"]?.array ?? []
            #expect(links.first { $0["kind"] == "PackageInstall" && $0["name"] == "contour" }?["found"] == "1.17.2")
            let head = try await bench.remoteHead()
            #expect(links.first { $0["kind"] == "App" }?["found"]?.string == String(head.prefix(12)))
            try await others(bench)
            try await broken(bench)
        }
    }

    @Test("A commit that mends an install by its values alone is waited for, though the App gave up on what was before")
    func mend() async throws {
        // Longer than a failure must last to be taken as final.
        try await Workbench.withPackageManagement(retryInterval: .seconds(8)) { bench in
            try await Self.begin(bench)
            try await bench.verify("--wait").expect(status: 0)
            let values = "packaging/values.yml"
            try bench.folder.write(
                """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: contour-values
                  namespace: pkg-gitops
                  annotations: {kapp.k14s.io/change-group: packageinstall-setup}
                stringData: {values.yaml: "replicas: many"}

                """,
                to: "\(Workbench.checkout)/\(values)"
            )
            try bench.edit(Self.installs, "1.17.1", to: "1.17.1\n  values: [{secretRef: {name: contour-values}}]")
            try await bench.push("Values of the wrong type")
            try await bench.verify("--wait").expect(status: 1).expect(says: "found: string")

            try bench.edit(values, "many", to: "2")
            try await bench.push("Values of the right type")
            try await bench.verify("--wait").expect(status: 0)

            // What the App would find out by itself, it is asked about first.
            try await Self.patch(bench, "pkg-gitops-example", "{\"syncPeriod\":\"10m\"}")
            try await bench.verify("--wait").expect(status: 0)
            try await bench.kubectl("delete", "clusterrolebinding", "cluster-admin-cluster-role-binding")
            try await Self.patch(bench, "contour", "{\"canceled\":false}")
            try await bench.verify("--wait").expect(status: 1).expect(says: "is forbidden")
            let reconciled = try await bench.deliver("reconcile").expect(status: 0)
            reconciled.expect(
                says:
                    "✗ prod: App/pkg-gitops/pkg-gitops-example: kapp: Error: waiting on reconcile packageinstall/contour",
                "✔ prod: App/pkg-gitops/pkg-gitops-example reconciled"
            )
        }
    }

    /// The other commands, on a delivery that is as it should be.
    private func others(_ bench: Workbench) async throws {
        try await bench.verify("get", "all").expect(status: 0).expect(
            says: "tce-repository",
            "pkg-gitops-example",
            String(try await bench.remoteHead().prefix(12))
        )
        try await bench.verify("get", "kustomizations").expect(status: 1)
            .expect(says: "a delivery of the engine kapp-controller has no kustomizations")
        try await bench.verify("tree").expect(status: 1).expect(
            says: "this delivery is brought by Apps of kapp-controller"
        )
        try await bench.verify("trace", "app/contour").expect(status: 1).expect(
            says: "trace follows Flux's Kustomizations"
        )
        try await bench.verify("check").expect(status: 0).expect(says: "ServiceAccount pkg-gitops/pkg-gitops-app-sa")
        try await bench.verify("events").expect(status: 0)
        try await bench.verify("logs", "--tail", "1").expect(status: 0)
        try await bench.verify("repo", "--strict").expect(status: 0)
    }

    /// What verification says of pushes and changes that break the delivery, each mended before the next.
    private func broken(_ bench: Workbench) async throws {
        try bench.edit(Self.installs, "upsert after upserting cert-manager", to: "upsert after cert-manager")
        try await bench.verify("repo").expect(status: 1).expect(
            says: "\"upsert after cert-manager\" is no rule that kapp reads"
        )
        try await bench.push("A rule of three words")
        try await bench.verify("--wait").expect(status: 1).expect(
            says: "Expected change rule annotation value to have format",
            "kubectl carvel-verify repo"
        )
        try bench.edit(Self.installs, "upsert after cert-manager", to: "upsert after upserting cert-manager")
        try bench.edit(Self.installs, "1.17.2", to: "1.18.0")
        try await bench.push("A version that there is not")
        try await bench.verify("--wait").expect(status: 1).expect(
            says: "Expected to find at least one version",
            "carvel-deliver versions contour.community.tanzu.vmware.com"
        )
        try bench.edit(Self.installs, "1.18.0", to: "1.17.2")
        try await bench.push("Contour 1.17.2 again")
        try await bench.verify("--wait").expect(status: 0)

        try bench.edit("packaging/repo.yml", "main:0.10.0", to: "main:absent")
        try await bench.push("A repository that there is not")
        try await bench.verify("--wait").expect(status: 1).expect(
            says: "main:absent",
            "correct spec.fetch in packaging/repo.yml"
        )
        try bench.edit("packaging/repo.yml", "main:absent", to: "main:0.10.0")
        try await bench.push("The repository again")
        try await bench.verify("--wait").expect(status: 0)

        try await Self.pause(bench, "true")
        try await bench.verify().expect(status: 1).expect(says: "is paused, so it follows no commit")
        try await Self.pause(bench, "null")
        try await bench.verify("--wait").expect(status: 0)

        try await bench.kubectl("delete", "clusterrolebinding", "pkg-gitops-app")
        try bench.edit(Self.installs, "1.5.4", to: "1.5.x")
        try await bench.push("Any cert-manager 1.5")
        try await bench.verify("--wait").expect(status: 1).expect(says: "is forbidden", "add the right to app/")

        await bench.plane?.stopCluster("prod")
        try await bench.verify().expect(status: 2).expect(says: "could not be told")
    }

    /// The document's repository with its forgotten rule, as a person would push and apply it.
    private static func begin(_ bench: Workbench) async throws {
        let source = Product.path("Tests/Fixtures/tutorials/package-management-with-gitops/repository")
        let copied = try await bench.command(["cp", "-R", "\(source)/app", "\(source)/packaging", "."])
        try #require(copied.status == 0, "\(copied.testDescription)")
        let url = try bench.repositoryURL
        try bench.edit("app/app.yml", "https://github.com/user/my-pkg-gitops-repo", to: url)
        try bench.edit(
            "app/app.yml",
            "      subPath: packaging",
            to: "      subPath: packaging\n      secretRef: {name: git}"
        )
        try bench.folder.write(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: pkg-gitops-app-sa, namespace: pkg-gitops}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: pkg-gitops-app}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: ServiceAccount, name: pkg-gitops-app-sa, namespace: pkg-gitops}]

            """,
            to: "\(Workbench.checkout)/app/rbac.yml"
        )
        try bench.edit(
            installs,
            "  annotations:\n",
            to: "  annotations:\n    kapp.k14s.io/change-rule.repository: \"upsert after upserting tce-repo\"\n"
        )
        try bench.folder.write(
            """
            apiVersion: carvel-delivery/v1alpha1
            kind: Delivery
            metadata: {name: pkg-gitops-example}
            spec:
              engine: kapp-controller
              repository: {url: "\(url)", branch: main, secretRef: {name: git}}
              runClusters:
              - {name: prod, context: prod, namespace: pkg-gitops, serviceAccountName: pkg-gitops-app-sa}

            """,
            to: "\(Workbench.checkout)/delivery.yaml"
        )
        try await bench.push("The document's repository")
        let plane = try bench.clusters()
        try await bench.kubectl("create", "namespace", "pkg-gitops")
        try await bench.kubectl(
            "-n=pkg-gitops",
            "create",
            "secret",
            "generic",
            "git",
            "--from-literal=username=\(plane.gitUsername)",
            "--from-literal=password=\(plane.gitPassword)"
        )
        try await bench.kubectl("apply", "-f", "app/")
    }

    /// Sets whether the App is paused; `null` for not.
    private static func pause(_ bench: Workbench, _ value: String) async throws {
        try await patch(bench, "pkg-gitops-example", "{\"paused\":\(value)}")
    }

    /// Changes the spec of an App.
    private static func patch(_ bench: Workbench, _ name: String, _ spec: String) async throws {
        try await bench.kubectl("-n=pkg-gitops", "patch", "app", name, "--type=merge", "-p={\"spec\":\(spec)}")
    }
}
