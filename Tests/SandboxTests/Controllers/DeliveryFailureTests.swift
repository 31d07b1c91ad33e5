import CarvelCore
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("What goes wrong in a delivery shows as it would on real clusters", .serialized)
struct DeliveryFailureTests {
    private static let package = ["app/packages/1.0.0.yaml": Manifests.package("1.0.0") as String?]

    @Test("A wrong git password fails the GitRepository until it is put right")
    func wrongGitPassword() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.push(Self.package)
            try await landscape.prepareBuildCluster(password: "wrong")
            let failed = try await landscape.build.wait(for: .gitRepository, "gitops", \.isFailed)
            let ready = try #require(failed.condition("Ready"))
            #expect(ready.reason == "GitOperationFailed")
            #expect(
                ready.message == "failed to checkout and determine revision: unable to clone "
                    + "'\(landscape.plane.repositoryURL)': authentication required"
            )
            #expect(failed.condition("Reconciling")?.reason == "ProgressingWithRetry")
            #expect(failed.status?["observedGeneration"] != 1)
            let waiting = try await landscape.build.wait(for: .kustomization, "packages", \.isFailed)
            #expect(waiting.condition("Ready")?.reason == "ArtifactFailed")

            try await landscape.applyGitSecret(password: landscape.plane.gitPassword)
            try await landscape.build.wait(for: .kustomization, "packages", \.isReady)
        }
    }

    @Test("An absent git Secret and an absent branch are told apart")
    func absentSecretAndBranch() async throws {
        try await Landscape.with { landscape in
            try await landscape.push(Self.package)
            try await landscape.apply(
                "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}",
                to: landscape.build
            )
            try await landscape.applyGitRepository()
            let failed = try await landscape.build.wait(for: .gitRepository, "gitops", \.isFailed)
            #expect(failed.condition("Ready")?.reason == "AuthenticationFailed")
            #expect(
                failed.condition("Ready")?.message
                    == "failed to get secret 'shop/git-auth': secrets \"git-auth\" not found"
            )

            try await landscape.applyGitSecret(password: landscape.plane.gitPassword)
            _ = try await landscape.build.mergePatch(
                .gitRepository,
                namespace: "shop",
                name: "gitops",
                ["spec": ["ref": ["branch": "absent"]]]
            )
            let noBranch = try await landscape.build.wait(for: .gitRepository, "gitops") {
                $0.condition("Ready")?.message.contains("refs/heads/absent") == true
            }
            #expect(noBranch.condition("Ready")?.reason == "GitOperationFailed")
        }
    }

    @Test("A kubeconfig without the right to impersonate fails the Kustomization with the server's words")
    func weakKubeconfig() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.push(Self.package)
            try await landscape.prepareBuildCluster(
                kubeconfig: try landscape.kubeconfig(user: "weak", groups: [])
            )
            let failed = try await landscape.build.wait(for: .kustomization, "packages") {
                $0.condition("Ready")?.reason == "ReconciliationFailed"
            }
            let message = try #require(failed.condition("Ready")?.message)
            #expect(message.hasPrefix("Package/shop/app.default.tap.1.0.0 dry-run failed (Forbidden): "))
            #expect(message.contains("User \"weak\" cannot impersonate resource \"serviceaccounts\""))
            #expect(failed.condition("Reconciling")?.reason == "ProgressingWithRetry")
            #expect(failed.status?["lastAppliedRevision"] == nil)
            #expect(failed.status?["lastAttemptedRevision"]?.string?.hasPrefix("main@sha1:") == true)

            // The Secret has the label that makes Flux look at once.
            try await landscape.applyKubeconfig(
                try landscape.kubeconfig(user: "flux", groups: ["system:masters"])
            )
            try await landscape.build.wait(for: .kustomization, "packages", \.isReady)
        }
    }

    @Test("A service account without rights on the run cluster is named in the message")
    func weakAccount() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.push(Self.package)
            try await landscape.staging.delete(.roleBinding, namespace: "shop", name: "flux")
            try await landscape.prepareBuildCluster()
            let failed = try await landscape.build.wait(for: .kustomization, "packages") {
                $0.condition("Ready")?.reason == "ReconciliationFailed"
            }
            let message = try #require(failed.condition("Ready")?.message)
            #expect(message.contains("User \"system:serviceaccount:shop:shop-sa\" cannot patch resource \"packages\""))
        }
    }

    @Test("A kubeconfig that logs in by exec is useless to Flux")
    func droppedByFlux() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.push(Self.package)
            let text = try landscape.kubeconfig(user: "flux", groups: ["system:masters"])
            let withoutCertificate = text.split(separator: "\n")
                .filter { !$0.contains("client-certificate-data") && !$0.contains("client-key-data") }
                .joined(separator: "\n")
            try await landscape.prepareBuildCluster(
                kubeconfig: withoutCertificate
                    + "\n    exec: {apiVersion: client.authentication.k8s.io/v1, command: login}\n"
            )
            let failed = try await landscape.build.wait(for: .kustomization, "packages") {
                $0.condition("Ready")?.reason == "ReconciliationFailed"
            }
            #expect(failed.condition("Ready")?.message.contains("system:anonymous") == true)
        }
    }

    @Test("A run cluster that cannot be reached fails the Kustomization, and others go on")
    func unreachable() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.prepareBuildCluster()
            await landscape.plane.stopCluster("staging")
            try await landscape.push(Self.package)
            let failed = try await landscape.build.wait(for: .kustomization, "packages") {
                $0.condition("Ready")?.reason == "ReconciliationFailed"
            }
            #expect(failed.condition("Ready")?.message.hasPrefix("failed to build kube client: Get ") == true)
            try await landscape.plane.startCluster("staging")
            try await landscape.build.wait(for: .kustomization, "packages", \.isReady)
        }
    }

    @Test("A port where nobody listens is a refused connection")
    func refusedConnection() async throws {
        try await Landscape.with { landscape in
            try await landscape.push(Self.package)
            let text = try landscape.kubeconfig(user: "flux", groups: [], server: "https://127.0.0.1:1")
            try await landscape.prepareBuildCluster(kubeconfig: text)
            let failed = try await landscape.build.wait(for: .kustomization, "packages") {
                $0.condition("Ready")?.reason == "ReconciliationFailed"
            }
            #expect(
                failed.condition("Ready")?.message.hasSuffix("dial tcp 127.0.0.1:1: connect: connection refused")
                    == true
            )
        }
    }

    @Test("What depends on a failing Kustomization waits for it")
    func dependency() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.prepareBuildCluster()
            try await landscape.push([
                "app/packages/1.0.0.yaml": "kind: Package\napiVersion: nowhere.example.com/v1\nmetadata: {name: x}\n",
                "app/staging/packageinstall.yaml": Manifests.install(values: nil),
            ])
            let packages = try await landscape.build.wait(for: .kustomization, "packages") {
                $0.condition("Ready")?.reason == "ReconciliationFailed"
            }
            #expect(
                packages.condition("Ready")?.message.contains(
                    "no matches for kind \"Package\" in version \"nowhere.example.com/v1\""
                ) == true
            )
            let installs = try await landscape.build.wait(for: .kustomization, "installs") {
                $0.condition("Ready")?.reason == "DependencyNotReady"
            }
            #expect(installs.condition("Ready")?.message == "dependency 'shop/packages' is not ready")
        }
    }

    @Test("A path that the repository lacks, and a file that is no YAML, fail before anything is applied")
    func badContents() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.prepareBuildCluster()
            try await landscape.push(["README.md": "nothing yet\n"])
            let noPath = try await landscape.build.wait(for: .kustomization, "packages") {
                $0.condition("Ready")?.message.hasPrefix("kustomization path not found") == true
            }
            #expect(noPath.condition("Ready")?.reason == "ArtifactFailed")
            try await landscape.push(["app/packages/bad.yaml": "a: [\n"])
            let noYAML = try await landscape.build.wait(for: .kustomization, "packages") {
                $0.condition("Ready")?.reason == "BuildFailed"
            }
            #expect(noYAML.condition("Ready")?.message.contains("app/packages/bad.yaml") == true)
        }
    }

    @Test("wait: true does not notice that a PackageInstall has failed")
    func failedInstallCountsAsHealthy() async throws {
        try await Landscape.with { landscape in
            try await landscape.prepareRunCluster()
            try await landscape.prepareBuildCluster()
            try await landscape.push([
                "app/packages/1.0.0.yaml": Manifests.package("1.0.0"),
                "app/staging/packageinstall.yaml": Manifests.install("9.9.9", values: nil),
            ])
            let install = try await landscape.staging.wait(for: .packageInstall, "app", \.hasCarvelResult)
            #expect(install.condition("ReconcileFailed") != nil)
            try await landscape.build.wait(for: .kustomization, "installs", \.isReady)
        }
    }

    @Test("An object that does not get ready in time fails the health check, though it has been applied")
    func healthCheck() async throws {
        try await Landscape.with { landscape in
            // A paused install stays at Reconciling, which is a condition that kstatus does know.
            let install = Manifests.install(extra: "  paused: true", values: nil)
            try await landscape.prepareRunCluster()
            try await landscape.applyInShop(Manifests.package("1.0.0"))
            try await landscape.applyInShop(install)
            try await landscape.staging.wait(for: .packageInstall, "app") { $0.condition("Reconciling") != nil }
            try await landscape.push(["app/staging/packageinstall.yaml": install])
            try await landscape.prepareBuildCluster()
            try await landscape.applyKustomization("alone", path: "./app/staging")
            let failed = try await landscape.build.wait(for: .kustomization, "alone") {
                $0.condition("Ready")?.reason == "HealthCheckFailed"
            }
            let message = try #require(failed.condition("Ready")?.message)
            #expect(message.hasPrefix("health check failed after "))
            #expect(message.contains("timeout waiting for: [PackageInstall/shop/app status: 'InProgress']"))
            #expect(failed.status?["lastAppliedRevision"] == nil)
            #expect(failed.status?["inventory"]?["entries"]?.array?.count == 1)
        }
    }
}
