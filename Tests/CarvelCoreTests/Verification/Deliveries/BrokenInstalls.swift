import Testing
import YAMLDocument

@testable import CarvelCore

extension DeliveryCase {
    private static let package = "app.default.tap.\(SampleDelivery.version)"

    private static func edit(
        _ name: String,
        _ type: ResourceType,
        named object: String = "app",
        _ verdict: Verdict,
        _ words: String,
        _ more: String = "",
        _ change: @escaping @Sendable (KubernetesObject) -> KubernetesObject?
    ) -> DeliveryCase {
        DeliveryCase("\(type.kind) \(name)", verdict, 1, words, more) {
            try $0.edit(type, object, on: "staging", change)
        }
    }

    /// An outcome of the recorded kapp-controller.
    private static func outcome(_ name: String, _ words: String, _ more: String) -> DeliveryCase {
        DeliveryCase("recorded outcome \(name)", .failed, 1, words, more) { try $0.takeOutcome(name) }
    }

    static let recordedOutcomes = [
        outcome(
            "no-such-version",
            "Expected to find at least one version",
            "kubectl carvel-deliver versions app.default.tap"
        ),
        outcome("no-such-package", "(details: all=0 -> ", "kubectl carvel-deliver versions app.default.tap"),
        outcome("build-metadata-pinned", "after-constraints-filter=0)", "kubectl carvel-deliver versions"),
        outcome("bad-constraint", "Could not parse comparator", "set-version app.default.tap --cluster staging"),
        outcome("absent-values", "secrets \"absent\" not found", "which makes the values Secret"),
        outcome(
            "unknown-key",
            "Given data value is not declared in schema",
            "set-values app.default.tap --cluster staging"
        ),
        outcome("wrong-type", "= expected: integer", "set-values app.default.tap --cluster staging"),
        outcome("no-name", "must be: length >= 1", "set-values app.default.tap --cluster staging"),
        outcome("weak-sa", "cannot get resource \"configmaps\"", "gives the service account its rights"),
        outcome("absent-sa", "serviceaccounts \"absent-sa\" not found", "kubectl carvel-deliver apply"),
        DeliveryCase("recorded outcome paused", .failed, 1, "is paused, so nothing changes", "patch packageinstall app")
        {
            try $0.takeOutcome("paused")
            try $0.edit(.packageInstall, "app", on: "staging") { $0.setting(true, at: "spec", "paused") }
            try $0.edit(.app, "app", on: "staging") { $0.setting(true, at: "spec", "paused") }
        },
        edit(
            "that may not go down",
            .packageInstall,
            .failed,
            "downgradable",
            "carvel-deliver rollback app.default.tap"
        ) {
            $0.failing(
                "Stopped installing matched version '1.0.0' since last attempted version '2.0.0' is higher.\n"
                    + "hint: Add annotation packaging.carvel.dev/downgradable: \"\" to PackageInstall to proceed"
            )
        },
    ]

    static let brokenInstalls = [
        edit("absent", .package, named: package, .progressing, "is not on the cluster yet", "waits for its Packages") {
            _ in nil
        },
        edit("of other content", .package, named: package, .progressing, "is not what app.default.tap/packages/") {
            $0.setting("1m", at: "spec", "template", "spec", "syncPeriod")
        },
        edit("being deleted", .package, named: package, .failed, "is being deleted") {
            $0.setting("2026-11-21T05:14:30Z", at: "metadata", "deletionTimestamp")
        },
        edit("absent", .packageInstall, .progressing, "is not on the cluster yet") { _ in nil },
        DeliveryCase(
            "PackageInstall without an annotation of its file",
            .progressing,
            1,
            "has not the annotation packaging.carvel.dev/downgradable of app.default.tap/staging/",
            files: {
                let path = "app.default.tap/staging/packageinstall.yaml"
                let annotation = "metadata:\n  annotations: {packaging.carvel.dev/downgradable: \"\"}\n"
                $0[path] = $0[path]?.replacing("metadata:\n", with: annotation)
            }
        ) {
            try $0.edit(.packageInstall, "app", on: "staging") { $0.setting(nil, at: "metadata", "annotations") }
        },
        edit("being deleted", .packageInstall, .failed, "is being deleted", "for what holds it up") {
            $0.setting("2026-11-21T05:14:30Z", at: "metadata", "deletionTimestamp")
        },
        edit("canceled", .packageInstall, .failed, "is canceled, so nothing changes any more", "\"canceled\":false") {
            $0.setting(true, at: "spec", "canceled")
        },
        DeliveryCase(
            "PackageInstall that its file pauses",
            .failed,
            1,
            "is paused",
            "take spec.paused out of app.default.tap/",
            files: {
                let path = "app.default.tap/staging/packageinstall.yaml"
                $0[path] = $0[path]?.replacing("spec:\n", with: "spec:\n  paused: true\n")
            }
        ) { _ in },
        edit(
            "of a generation that is not observed",
            .packageInstall,
            .progressing,
            "has not seen its latest change yet"
        ) {
            $0.setting(2, at: "metadata", "generation")
        },
        edit("of another version", .packageInstall, .progressing, "is at 1.0.0, \(SampleDelivery.version) is due") {
            $0.setting("1.0.0", at: "status", "version")
        },
        edit("that someone has changed", .packageInstall, .progressing, "is not what app.default.tap/staging/") {
            $0.setting("root", at: "spec", "serviceAccountName")
        },
        edit("that reconciles", .packageInstall, .progressing, "Reconciling") {
            $0.setting([["type": "Reconciling", "status": "True"]], at: "status", "conditions")
                .setting("Reconciling", at: "status", "friendlyDescription")
        },
        edit("without a condition", .packageInstall, .progressing, "has not judged it yet") {
            $0.setting(nil, at: "status", "conditions").setting(nil, at: "status", "friendlyDescription")
        },
        edit("absent", .app, .progressing, "is not on the cluster yet") { _ in nil },
        edit("being deleted", .app, .failed, "is being deleted") {
            $0.setting("2026-11-21T05:14:30Z", at: "metadata", "deletionTimestamp")
        },
        edit("whose old success was copied", .app, .progressing, "is at 1.0.0, \(SampleDelivery.version) is due") {
            $0.setting("1.0.0", at: "metadata", "annotations", "packaging.carvel.dev/package-version")
        },
        edit("that fails though the install says it succeeded", .app, .failed, "kapp: boom", "get app app -o yaml") {
            $0.failing("kapp: boom")
        },
        edit(
            "absent that an App took its values from",
            .secret,
            named: "app-values",
            .progressing,
            "which is not on the cluster"
        ) { _ in
            nil
        },
        edit(
            "that changed after the App was deployed",
            .secret,
            named: "app-values",
            .progressing,
            "was last deployed before Secret"
        ) {
            $0.setting([["time": "2026-11-21T05:15:00Z"]], at: "metadata", "managedFields")
        },
        edit(
            "with other values",
            .secret,
            named: "app-values",
            .progressing,
            "is not what app.default.tap/staging/params.yaml says"
        ) {
            $0.setting(.string(Base64.encode("replicas: 9\n".utf8)), at: "data", "values.yaml")
        },
        DeliveryCase(
            "values that nobody has decrypted",
            .failed,
            1,
            "nobody has decrypted it",
            "spec.decryption",
            files: {
                $0["app.default.tap/staging/params.yaml"] = encrypted
            }
        ) {
            try $0.edit(.secret, "app-values", on: "staging") {
                $0.setting(.string(Base64.encode("ENC[AES256_GCM,data:x]".utf8)), at: "data", "values.yaml")
            }
        },
        DeliveryCase(
            "encrypted values of other keys",
            .progressing,
            1,
            "is not what app.default.tap/staging/params.yaml",
            files: {
                $0["app.default.tap/staging/params.yaml"] = encrypted
            }
        ) {
            try $0.edit(.secret, "app-values", on: "staging") { $0.setting(["old.yaml": "YQ=="], at: "data") }
        },
        DeliveryCase(
            "encrypted values that changed after the App was deployed",
            .progressing,
            1,
            "was last deployed before",
            files: {
                $0["app.default.tap/staging/params.yaml"] = encrypted
            }
        ) {
            try $0.edit(.secret, "app-values", on: "staging") {
                $0.setting([["time": "2026-11-21T05:15:00Z"]], at: "metadata", "managedFields")
            }
        },
        DeliveryCase(
            "install that no file names any more",
            .failed,
            1,
            "is not called for",
            "delete packageinstall old"
        ) {
            try $0.bring("old", by: "app.default.tap-staging-packageinstalls")
        },
        DeliveryCase("install that Flux is about to take away", .progressing, 1, "is not called for", "has not applied")
        {
            try $0.bring("old", by: "app.default.tap-staging-packageinstalls")
            try $0.edit(.kustomization, "app.default.tap-staging-packageinstalls", on: "build") {
                $0.setting(.string(FluxSample.revision(FluxSample.earlier)), at: "status", "lastAppliedRevision")
            }
        },
    ]

    /// A values file that sops has encrypted.
    static let encrypted = """
        apiVersion: v1
        kind: Secret
        metadata: {name: app-values}
        stringData: {values.yaml: "ENC[AES256_GCM,data:x]"}
        sops: {version: 3.9.0}

        """
}

extension InMemoryClusters {
    /// Puts another install of the sample's package on staging, as a Kustomization brings it.
    func bring(_ name: String, by owner: String) throws {
        let install = try #require(object(.packageInstall, namespace: "shop", "app", on: "staging"))
        let labels: JSONValue = [
            "kustomize.toolkit.fluxcd.io/name": .string(owner), "kustomize.toolkit.fluxcd.io/namespace": "shop",
        ]
        put(
            install.setting(.string(name), at: "metadata", "name").setting(labels, at: "metadata", "labels"),
            as: .packageInstall,
            on: "staging"
        )
    }
}
