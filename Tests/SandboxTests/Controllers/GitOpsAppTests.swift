import CarvelCore
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Apps that sync a repository of packages", .serialized)
struct GitOpsAppTests {
    private static let namespace = PackageManagement.namespace

    @Test("The document from beginning to end: installs after the repository, an update, a removal, the end")
    func document() async throws {
        try await Landscape.withPackageManagement { landscape in
            let staging = landscape.staging
            let first = try await landscape.push(PackageManagement.files())
            try await landscape.applyApp()
            let app = try await landscape.settled { $0.hasSucceeded }
            #expect(
                app.status?["fetch"]?["stdout"]?.string == """
                    apiVersion: vendir.k14s.io/v1alpha1
                    directories:
                    - contents:
                      - git:
                          commitTitle: "change"
                          sha: \(first)
                        path: .
                      path: "0"
                    kind: LockConfig

                    """
            )
            // Nothing had to be tried twice, for all was in order.
            #expect(app.status?["consecutiveReconcileSuccesses"] == 1)
            #expect(app.status?["consecutiveReconcileFailures"] == nil)
            let output = try #require(app.status?["deploy"]?["stdout"]?.string)
            #expect(output.contains("Op:      6 create, 0 delete, 0 update") && output.hasSuffix("\nSucceeded"))
            let repository = try await staging.get(
                .packageRepository,
                namespace: Self.namespace,
                name: "tce-repository"
            )
            #expect(repository.hasSucceeded && repository.status?["observedGeneration"] == 1)
            let package = try await staging.get(
                .package,
                namespace: Self.namespace,
                name: "contour.community.tanzu.vmware.com.1.17.2"
            )
            #expect(
                package.annotation("packaging.carvel.dev/package-repository-ref") == "pkg-gitops/tce-repository"
            )

            let second = try await landscape.push(PackageManagement.files(contour: "1.17.2"))
            try await landscape.settled {
                $0.hasSucceeded && $0.status?["fetch"]?["stdout"]?.string?.contains(second) == true
            }
            let contour = try await staging.get(.packageInstall, namespace: Self.namespace, name: "contour")
            #expect(contour.status?["version"] == "1.17.2")
            // Kapp may have taken the old App's result, which a new generation shows for a moment, for the new one's.
            try await staging.wait(for: .packageInstall, "contour", namespace: Self.namespace) { $0.hasSucceeded }

            let third = try await landscape.push([
                "packaging/packageinstalls.yml": PackageManagement.install("cert-manager", "1.5.4")
            ])
            try await landscape.settled {
                $0.hasSucceeded && $0.status?["fetch"]?["stdout"]?.string?.contains(third) == true
            }
            #expect(try await staging.find(.packageInstall, namespace: Self.namespace, name: "contour") == nil)
            #expect(try await staging.find(.configMap, namespace: Self.namespace, name: "contour") == nil)

            try await staging.delete(.app, namespace: Self.namespace, name: "pkg-gitops-example")
            try await staging.waitForEnd(of: .app, "pkg-gitops-example", namespace: Self.namespace)
            for type in [ResourceType.packageInstall, .packageRepository, .package, .configMap] {
                let left = try await staging.list(type, namespace: Self.namespace).map(\.name)
                #expect(left.filter { $0 != "kube-root-ca.crt" } == [], "\(type.kind)")
            }
            let account = try await staging.find(
                .serviceAccount,
                namespace: Self.namespace,
                name: "pkg-gitops-pkgi-sa"
            )
            #expect(account == nil)
        }
    }

    @Test("What can't be ordered, applied or fetched is told in the words of the program that refused it")
    func failures() async throws {
        try await Landscape.withPackageManagement { landscape in
            let installs = "packaging/packageinstalls.yml"
            func failure(_ part: String) async throws -> KubernetesObject {
                try await landscape.settled { $0.hasReconcileFailed && $0.usefulError.contains(part) }
            }
            var files = PackageManagement.files()
            files[installs] = PackageManagement.install("contour", "1.17.1", after: "tce-repo please")
            try await landscape.push(files)
            try await landscape.applyApp()
            let rule = try await failure("Expected change rule annotation value to have format")
            #expect(rule.usefulError.hasPrefix("kapp: Error: Change graph:\n  Calculating required deps:\n"))
            #expect(rule.usefulError.contains("but was 'upsert after upserting tce-repo please'"))
            #expect(
                rule.condition("ReconcileFailed")?.message
                    == "Deploying: Error (see .status.usefulErrorMessage for details)"
            )

            try await landscape.push([
                installs: PackageManagement.install("a", "1.0.0", ["change-rule.b: upsert after upserting b"])
                    + PackageManagement.install("b", "1.0.0", ["change-rule.a: upsert after upserting a"])
            ])
            let circle = try await failure("Detected cycle while ordering changes")
            #expect(circle.usefulError.contains("(found repeated: packageinstall/a (packaging.carvel.dev/v1alpha1)"))
            #expect(try await landscape.staging.list(.packageInstall, namespace: Self.namespace).isEmpty)

            // The App fails with an install of a version that the repository lacks.
            try await landscape.push([installs: PackageManagement.install("contour", "1.17.3")])
            let install = try await failure("packageinstall/contour")
            #expect(install.usefulError.contains("Finished unsuccessfully (Reconcile failed:  (message:"))

            try await landscape.applyApp("weak", identity: "serviceAccountName: weak-sa")
            let weak = try await landscape.settled("weak", \.hasReconcileFailed)
            #expect(weak.usefulError.contains("configmaps \"weak.app.apps.k14s.io\" is forbidden"))
            #expect(weak.status?["deploy"]?["exitCode"] == 1)

            let absent = landscape.plane.repositoryURL.replacing("gitops.git", with: "absent.git")
            try await landscape.applyApp("absent", url: absent)
            let fetch = try await landscape.settled("absent", \.hasReconcileFailed)
            #expect(
                fetch.usefulError == """
                    vendir: Error: Syncing directory '0':
                      Syncing directory '.' with git contents:
                        Fetching git repository:
                          Git [fetch origin main --depth 1]: exit status 128 (stderr: fatal: repository '\(absent)/' not found
                    )

                    """
            )
            #expect(fetch.condition("ReconcileFailed")?.message.hasPrefix("Fetching resources: Error") == true)
            #expect(fetch.status?["deploy"] == nil)

            try await landscape.apply(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: git, namespace: pkg-gitops}
                stringData: {identity: key}
                """,
                to: landscape.staging
            )
            let secret = try await failure("Unknown secret field 'identity' in secret 'git'")
            #expect(secret.status?["fetch"]?["exitCode"] == 1)
        }
    }

    @Test("An App on the build cluster deploys to the cluster of a kubeconfig, by the key that it names")
    func otherCluster() async throws {
        try await Landscape.withPackageManagement { landscape in
            try await landscape.push(PackageManagement.files())
            let kubeconfig = try landscape.kubeconfig(user: "kapp", groups: ["system:masters"])
            try await landscape.apply(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: staging-kubeconfig, namespace: pkg-gitops}
                data: {value.yaml: \(Base64.encode(kubeconfig.utf8))}
                """,
                to: landscape.build
            )
            func identity(_ reference: String) -> String {
                "cluster: {namespace: pkg-gitops, kubeconfigSecretRef: {\(reference)}}"
            }
            try await landscape.applyApp(identity: identity("name: staging-kubeconfig"), to: landscape.build)
            let failed = try await landscape.settled(on: landscape.build, \.hasReconcileFailed)
            #expect(
                failed.usefulError
                    == "Preparing kapp: Expected to find key 'value' in secret (keys: value.yaml)"
            )
            try await landscape.applyApp(
                identity: identity("name: staging-kubeconfig, key: value.yaml"),
                to: landscape.build
            )
            try await landscape.settled(on: landscape.build, \.hasSucceeded)
            let installs = try await landscape.staging.list(.packageInstall, namespace: Self.namespace)
            #expect(installs.map(\.name) == ["cert-manager", "contour"])
            let record = "pkg-gitops-example.app.apps.k14s.io"
            #expect(try await landscape.staging.find(.configMap, namespace: Self.namespace, name: record) != nil)
            #expect(try await landscape.build.list(.packageInstall, namespace: Self.namespace).isEmpty)
        }
    }

    @Test("Objects go where they say, or where the App says of those that say nothing, or of all")
    func namespaces() async throws {
        try await Landscape.withPackageManagement { landscape in
            try await landscape.apply(
                "{apiVersion: v1, kind: Namespace, metadata: {name: other}}",
                to: landscape.staging
            )
            try await landscape.push([
                "maps/map.yml": """
                {apiVersion: v1, kind: ConfigMap, metadata: {name: names-one, namespace: pkg-gitops}}
                ---
                {apiVersion: v1, kind: ConfigMap, metadata: {name: names-none}}
                """
            ])
            let account = "serviceAccountName: pkg-gitops-app-sa"
            try await landscape.applyApp("usual", identity: "\(account)\n  defaultNamespace: other", subPath: "maps")
            try await landscape.settled("usual", \.hasSucceeded)
            func find(_ name: String, in namespace: String) async throws -> Bool {
                try await landscape.staging.find(.configMap, namespace: namespace, name: name) != nil
            }
            #expect(try await find("names-one", in: "pkg-gitops"))
            #expect(try await find("names-none", in: "other"))
            try await landscape.staging.delete(.app, namespace: Self.namespace, name: "usual")
            try await landscape.staging.waitForEnd(of: .app, "usual", namespace: Self.namespace)
            try await landscape.applyApp("into", subPath: "maps", kapp: "{intoNs: other}")
            try await landscape.settled("into", \.hasSucceeded)
            #expect(try await find("names-one", in: "other"))
            #expect(try await find("names-none", in: "other"))
            #expect(try await !find("names-one", in: "pkg-gitops"))
        }
    }

    @Test("A tag, a branch and a commit are fetched; a commit that nothing is at only with the whole history")
    func references() async throws {
        try await Landscape.withPackageManagement { landscape in
            func map(_ name: String) -> [String: String?] {
                ["maps/map.yml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n"]
            }
            let first = try await landscape.push(map("first"))
            let second = try await landscape.push(map("second"))
            let git = landscape.git
            try await git.run("-C", git.checkout, "tag", "v2")
            try await git.run("-C", git.checkout, "push", "--quiet", "origin", "v2", "HEAD:refs/heads/release")
            try await landscape.push(map("third"))
            for (name, reference) in [("tag", "v2"), ("branch", "release"), ("commit", second)] {
                try await landscape.applyApp(name, ref: reference, subPath: "maps")
                let app = try await landscape.settled(name) { _ in true }
                #expect(app.status?["fetch"]?["stdout"]?.string?.contains("sha: \(second)") == true, "\(name)")
                #expect(app.status?["fetch"]?["stdout"]?.string?.contains("    - v2\n") == true, "\(name)")
            }
            try await landscape.applyApp("old", ref: first, subPath: "maps")
            let old = try await landscape.settled("old", \.hasReconcileFailed)
            #expect(old.usefulError.contains("fatal: reference is not a tree: \(first)"))
            try await landscape.applyApp("old", ref: "\(first)\n      depth: 0", subPath: "maps")
            try await landscape.settled("old", \.hasSucceeded)
            try await landscape.applyApp("no-folder", subPath: "absent")
            let folder = try await landscape.settled("no-folder", \.hasReconcileFailed)
            #expect(folder.usefulError.contains("lstat absent: no such file or directory"))
        }
    }
}
