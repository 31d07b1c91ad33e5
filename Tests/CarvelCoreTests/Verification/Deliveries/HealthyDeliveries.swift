import Testing
import YAMLDocument

@testable import CarvelCore

extension DeliveryCase {
    private static func healthy(
        _ name: String,
        says words: String...,
        files: @escaping @Sendable (inout [String: String]) throws -> Void = { _ in },
        clusters: @escaping @Sendable (InMemoryClusters) throws -> Void = { _ in }
    ) -> DeliveryCase {
        DeliveryCase(name, .verified, 0, words.first ?? "", files: files, clusters: clusters)
    }

    private static func destination(_ name: String, says words: String = "", _ data: [String: String]) -> DeliveryCase {
        healthy(
            "kubeconfig Secret \(name)",
            says: words,
            clusters: {
                $0.put(KubeconfigSample.secret(of: "staging", data), as: .secret, on: "build")
            }
        )
    }

    private static let good = KubeconfigSample.text("https://staging.example.com")
    private static let prod = KubeconfigSample.text("https://prod.example.com")

    /// Deliveries of which nothing is broken, though something is unusual.
    static let healthyOnes = [
        healthy("as the tutorial has it"),
        healthy(
            "with the revisions of Flux 0.41",
            clusters: { clusters in
                let revision: JSONValue = .string("main/\(SampleDelivery.commit)")
                try clusters.edit(.gitRepository, "app.default.tap-gitops-repo", on: "build") {
                    $0.setting(revision, at: "status", "artifact", "revision")
                }
                for name in ["staging-packages", "staging-packageinstalls", "prod-packages", "prod-packageinstalls"] {
                    try clusters.edit(.kustomization, "app.default.tap-\(name)", on: "build") {
                        $0.setting(revision, at: "status", "lastAppliedRevision")
                    }
                }
            }
        ),
        healthy(
            "paused, and resumed",
            clusters: {
                try $0.edit(.packageInstall, "app", on: "staging") {
                    $0.setting(false, at: "spec", "paused").setting(3, at: "metadata", "generation")
                        .setting(3, at: "status", "observedGeneration")
                }
            }
        ),
        healthy(
            "suspended, and resumed",
            clusters: {
                try $0.edit(.kustomization, "app.default.tap-staging-packages", on: "build") {
                    $0.setting(false, at: "spec", "suspend").setting(3, at: "metadata", "generation")
                        .setting(3, at: "status", "observedGeneration")
                }
            }
        ),
        healthy(
            "several packages",
            files: { files in
                for (path, text) in files where path.hasPrefix("app.default.tap/") {
                    let other = path.replacing("app.default.tap", with: "web.default.tap")
                    files[other] = text.replacing("app.default.tap", with: "web.default.tap")
                        .replacing("name: app\n", with: "name: web\n").replacing(
                            "name: app-values",
                            with: "name: web-values"
                        )
                }
            }
        ),
        healthy(
            "several versions",
            files: {
                $0[SampleDelivery.packagePath("1.0.0")] = SampleDelivery.package("1.0.0")
            }
        ),
        healthy(
            "one GitRepository for all",
            files: {
                $0[Delivery.fileName] = SampleDelivery.yaml.replacing(
                    "    branch: main\n",
                    with: "    branch: main\n    shared: true\n"
                )
            }
        ),
        healthy(
            "on one of two clusters",
            files: {
                $0["app.default.tap/prod/packageinstall.yaml"] = nil
                $0["app.default.tap/prod/params.yaml"] = nil
            },
            clusters: { $0.fail("", on: "prod", .silence) }
        ),
        healthy(
            "a package of others",
            files: { $0.installPackageOfOthers() },
            clusters: { try $0.bringPackageOfOthers() }
        ),
        healthy(
            "with a field that others set",
            clusters: {
                try $0.edit(.kustomization, "app.default.tap-staging-packages", on: "build") {
                    $0.setting("1m", at: "spec", "interval").setting("30s", at: "spec", "retryInterval")
                }
            }
        ),
        healthy(
            "values that changed, and were deployed then",
            clusters: {
                try $0.edit(.secret, "app-values", on: "staging") {
                    $0.setting([["time": "2026-11-21T05:15:00Z"]], at: "metadata", "managedFields")
                }
                try $0.edit(.app, "app", on: "staging") {
                    $0.setting("2026-11-21T05:15:01Z", at: "status", "fetch", "startedAt")
                }
            }
        ),
        healthy(
            "encrypted values",
            says: "params.yaml holds them encrypted",
            files: {
                $0["app.default.tap/staging/params.yaml"] = encrypted
            }
        ),
        healthy(
            "values in another file of the folder",
            files: {
                $0["app.default.tap/staging/secret.yml"] = $0.removeValue(forKey: "app.default.tap/staging/params.yaml")
            },
            clusters: {
                $0.put(
                    CarvelSample.secret("app-values", namespace: "shop", values: "---\n" + SampleDelivery.values.text),
                    as: .secret,
                    on: "staging"
                )
            }
        ),
        healthy(
            "values from elsewhere",
            says: "is not among the files of app.default.tap/staging",
            files: {
                $0["app.default.tap/staging/params.yaml"] = nil
            }
        ),
        healthy(
            "an install of somebody else",
            clusters: {
                let install = try #require($0.object(.packageInstall, namespace: "shop", "app", on: "staging"))
                let other = install.setting("theirs", at: "metadata", "name")
                    .setting("cert-manager.tanzu.example.com", at: "spec", "packageRef", "refName")
                    .failing("boom")
                $0.put(other, as: .packageInstall, on: "staging")
            }
        ),
        healthy(
            "an install of this package by somebody else",
            says: "is of somebody else's making",
            clusters: {
                let install = try #require($0.object(.packageInstall, namespace: "shop", "app", on: "staging"))
                $0.put(
                    install.setting("theirs", at: "metadata", "name").failing("boom"),
                    as: .packageInstall,
                    on: "staging"
                )
            }
        ),
        healthy(
            "an install of another delivery from the same build namespace",
            clusters: {
                try $0.bring("theirs", by: "web-staging-packageinstalls")
            }
        ),
        healthy(
            "a version of others that nobody selects",
            clusters: {
                let package = try YAMLReader.document(SampleDelivery.package("99.0.0"))
                $0.put(KubernetesObject(package).moved(to: "shop"), as: .package, on: "staging")
            }
        ),
        healthy(
            "servers that don't say as whom they see us",
            clusters: { clusters in
                for name in ["build", "staging", "prod"] { _ = clusters.with(name) { $0.user = nil } }
            }
        ),
        destination("under value", ["value": good]),
        destination("under both keys, of which Flux reads the good one", ["value": good, "value.yaml": prod]),
        destination(
            "with the address written otherwise",
            ["value": KubeconfigSample.text("HTTPS://Staging.example.com:443/")]
        ),
        destination(
            "with another address of the same cluster",
            says: "the same cluster, by the UID of its kube-system",
            ["value": KubeconfigSample.text("https://staging.internal:6443")]
        ),
        destination(
            "with what Flux drops, where it works without",
            says: "Flux drops user \"admin\": as",
            ["value": KubeconfigSample.text("https://staging.example.com", user: "token: t, as: other")]
        ),
        healthy(
            "kubeconfig Secret under a name and a key of its own",
            files: { $0.setKubeconfig("{secretRef: {name: other, key: config}}") },
            clusters: {
                $0.put(
                    KubeconfigSample.secret(named: "other", ["value": prod, "config": good]),
                    as: .secret,
                    on: "build"
                )
            }
        ),
        healthy(
            "workload identity with the server's address",
            files: { $0.setKubeconfig("{configMapRef: {}}") },
            clusters: { $0.putIdentity(["provider": "generic", "address": "https://staging.example.com"]) }
        ),
    ]
}
