import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The verdict on a PackageInstall and its App")
struct PackageJudgeTests {
    static let cluster = Delivery.RunCluster(
        name: "staging",
        context: "staging",
        namespace: "app2",
        serviceAccountName: "app-sa"
    )

    /// The recorded PackageInstall `ok-pinned`, its App and its values Secret, as they are when all is well, for a case
    /// to spoil.
    struct State: Sendable {
        var file: InstallFile
        var install: KubernetesObject?
        var app: KubernetesObject?
        var versions = ["1.0.0", "1.1.0", "2.0.0", "3.0.0-rc.1"]
        var foreign: Set<String> = []
        var secrets = [CarvelSample.secret("good", namespace: "app2")]

        init(_ name: String = "ok-pinned") throws {
            let applied = try ContractExchange.named("apply \(name)", in: "carvel").requestBody ?? .null
            file = try InstallFile(KubernetesObject(applied), path: "app.default.tap/staging/packageinstall.yaml")
            install = try CarvelStatusTests.object("after \(name): package install")
            let app = try ContractExchange.named("after \(name): app", in: "carvel")
            self.app = app.status == 200 ? KubernetesObject(try JSONReader.value(app.body)) : nil
            secrets = file.valuesSecrets.map { CarvelSample.secret($0, namespace: "app2") }
        }

        var links: [VerificationLink] {
            PackageJudge(cluster: cluster)
                .install(
                    file,
                    install.map { SeenInstall($0, files: [file]) },
                    app: app.map(SeenApp.init),
                    versions: versions,
                    foreignVersions: foreign,
                    secrets: secrets.map { SeenSecret($0) }
                )
        }

        /// Lets App and install fail as they do together: the install repeats the App's message.
        mutating func fail() {
            let conditions: JSONValue = [["type": "ReconcileFailed", "status": "True"]]
            app = app?.setting(conditions, at: "status", "conditions")
                .setting("ytt: boom", at: "status", "usefulErrorMessage")
            install = install?.setting(conditions, at: "status", "conditions")
                .setting("ytt: boom", at: "status", "usefulErrorMessage")
        }

        /// Lets the file say something else.
        mutating func want(_ object: KubernetesObject) {
            do {
                file = try InstallFile(object, path: file.path)
            } catch {
                Issue.record(error)
            }
        }

        /// Lets the install take overlays from the Secret `over`.
        mutating func takeOverlays() {
            let name = "ext.packaging.carvel.dev/ytt-paths-from-secret-name.0"
            want(file.object.setting("over", at: "metadata", "annotations", name))
            install = install?.setting("over", at: "metadata", "annotations", name)
        }

        var isVerified: Bool { links.allSatisfy { $0.verdict == .verified } }
    }

    @Test("Is yes where PackageInstall and App have both succeeded with the version that is wanted")
    func verified() throws {
        let state = try State()
        #expect(state.isVerified)
        #expect(state.links.map(\.kind) == ["PackageInstall", "App"])
        #expect(state.links.map(\.found) == ["1.0.0", "1.0.0"])
        #expect(state.links.map(\.expected) == ["1.0.0", "1.0.0"])
        #expect(state.links.allSatisfy { $0.cluster == "staging" && $0.namespace == "app2" && $0.name == "ok-pinned" })
    }

    @Test("Is yes with overlays that are there and older than the deployment")
    func overlays() throws {
        var state = try State()
        state.takeOverlays()
        state.secrets.append(CarvelSample.secret("over", namespace: "app2"))
        #expect(state.isVerified, "\(state.links)")
    }

    @Test(
        "Is yes of all recorded outcomes for those alone that succeeded",
        arguments: CarvelStatusTests.cases
    )
    func recorded(_ given: CarvelStatusTests.Case) throws {
        let state = try State(given.name)
        #expect(state.isVerified == (given.install == .verified), "\(state.links)")
    }

    /// What is spoilt, what the worst verdict then is, and the reason.
    struct Spoilt: Sendable, CustomTestStringConvertible {
        let name: String
        let verdict: Verdict
        let reason: String
        let spoil: @Sendable (inout State) -> Void

        init(_ name: String, _ verdict: Verdict, _ reason: String, _ spoil: @escaping @Sendable (inout State) -> Void) {
            self.name = name
            self.verdict = verdict
            self.reason = reason
            self.spoil = spoil
        }

        var testDescription: String { name }
    }

    static let spoilt = [
        Spoilt("no PackageInstall", .progressing, "is not on the cluster yet") { $0.install = nil },
        Spoilt("no App", .progressing, "is not on the cluster yet") { $0.app = nil },
        Spoilt("PackageInstall being deleted", .failed, "is being deleted") {
            $0.install = $0.install?.setting("2026-11-21T05:20:00Z", at: "metadata", "deletionTimestamp")
        },
        Spoilt("App being deleted", .failed, "is being deleted") {
            $0.app = $0.app?.setting("2026-11-21T05:20:00Z", at: "metadata", "deletionTimestamp")
        },
        Spoilt("PackageInstall paused, with its old success", .failed, "is paused, so nothing changes any more") {
            $0.install = $0.install?.setting(true, at: "spec", "paused")
        },
        Spoilt("PackageInstall canceled", .failed, "is canceled, so nothing changes any more") {
            $0.install = $0.install?.setting(true, at: "spec", "canceled")
        },
        Spoilt("App paused", .failed, "is paused, so nothing changes any more") {
            $0.app = $0.app?.setting(true, at: "spec", "paused")
        },
        Spoilt("PackageInstall of another version range", .progressing, "is not what") {
            $0.install = $0.install?.setting(
                ">=0.0.0",
                at: "spec",
                "packageRef",
                "versionSelection",
                "constraints"
            )
        },
        Spoilt("PackageInstall of another package", .progressing, "is not what") {
            $0.install = $0.install?.setting("other.default.tap", at: "spec", "packageRef", "refName")
        },
        Spoilt("PackageInstall with other values", .progressing, "is not what") {
            $0.install = $0.install?.setting([["secretRef": ["name": "old"]]], at: "spec", "values")
        },
        Spoilt("PackageInstall with one values Secret more", .progressing, "is not what") {
            $0.install = $0.install?.setting(
                [["secretRef": ["name": "good"]], ["secretRef": ["name": "more"]]],
                at: "spec",
                "values"
            )
        },
        Spoilt("PackageInstall of another account", .progressing, "is not what") {
            $0.install = $0.install?.setting("root", at: "spec", "serviceAccountName")
        },
        Spoilt("the old App status copied into a new generation", .progressing, "is at 1.0.0, 1.1.0 is due") {
            // For a moment the PackageInstall has its new generation and version, and the success of the App before.
            $0.want(
                $0.file.object.setting(
                    "1.1.0",
                    at: "spec",
                    "packageRef",
                    "versionSelection",
                    "constraints"
                )
            )
            $0.install = $0.install?.setting(
                "1.1.0",
                at: "spec",
                "packageRef",
                "versionSelection",
                "constraints"
            ).setting("1.1.0", at: "status", "version").setting(2, at: "metadata", "generation")
                .setting(2, at: "status", "observedGeneration")
        },
        Spoilt("a new generation that is not observed", .progressing, "has not seen its latest change yet") {
            $0.install = $0.install?.setting(2, at: "metadata", "generation")
        },
        Spoilt("an App generation that is not observed", .progressing, "has not seen its latest change yet") {
            $0.app = $0.app?.setting(2, at: "metadata", "generation")
        },
        Spoilt("another version than selected", .progressing, "is at 1.0.0, 2.0.0 is due") {
            $0.want(
                $0.file.object.setting(
                    ">=0.0.0",
                    at: "spec",
                    "packageRef",
                    "versionSelection",
                    "constraints"
                )
            )
            $0.install = $0.install?.setting(
                ">=0.0.0",
                at: "spec",
                "packageRef",
                "versionSelection",
                "constraints"
            )
        },
        Spoilt("a version that only the cluster has", .failed, "is at 1.0.0, a Package that the cluster has") {
            $0.versions = ["0.9.0"]
            $0.foreign = ["1.0.0"]
            let selection: JSONValue = ["constraints": ">=0.0.0"]
            $0.want($0.file.object.setting(selection, at: "spec", "packageRef", "versionSelection"))
            $0.install = $0.install?.setting(selection, at: "spec", "packageRef", "versionSelection")
        },
        Spoilt(
            "a version that only the cluster has, which another selection is about to leave",
            .progressing,
            "is not what"
        ) {
            $0.versions = ["0.9.0"]
            $0.foreign = ["1.0.0"]
            $0.want(
                $0.file.object.setting(
                    "0.9.0",
                    at: "spec",
                    "packageRef",
                    "versionSelection",
                    "constraints"
                )
            )
        },
        Spoilt("an App without a version", .progressing, "is at no version, 1.0.0 is due") {
            $0.app = $0.app?.setting(nil, at: "metadata", "annotations")
        },
        Spoilt("an App that fails while the install still says it succeeded", .failed, "boom") {
            $0.app = $0.app?.setting([["type": "ReconcileFailed", "status": "True"]], at: "status", "conditions")
                .setting("boom\n", at: "status", "usefulErrorMessage")
        },
        Spoilt("an install that fails while the App still says it succeeded", .failed, "boom") {
            $0.install = $0.install?.setting(
                [["type": "ReconcileFailed", "status": "True", "message": "boom"]],
                at: "status",
                "conditions"
            )
        },
        Spoilt("no version that may be selected", .failed, "Expected to find at least one version, but did not") {
            $0.versions = ["2.0.0"]
        },
        Spoilt("no version at all", .failed, "Expected to find at least one version, but did not") {
            $0.versions = []
        },
        Spoilt("values newer than the deployment", .progressing, "before Secret \"good\" changed") {
            $0.secrets = [CarvelSample.secret("good", namespace: "app2", changed: "2026-11-21T05:15:00Z")]
        },
        Spoilt("overlays newer than the deployment", .progressing, "before Secret \"over\" changed") {
            $0.takeOverlays()
            $0.secrets.append(CarvelSample.secret("over", namespace: "app2", changed: "2026-11-21T05:15:00Z"))
        },
        Spoilt("no Secret with its overlays", .progressing, "takes overlays from Secret \"over\", which is not on") {
            $0.takeOverlays()
        },
        Spoilt("a failure with values that have changed since", .progressing, "has not tried Secret \"good\" as it is")
        {
            $0.fail()
            $0.secrets = [CarvelSample.secret("good", namespace: "app2", changed: "2030-01-01T00:00:00Z")]
        },
        Spoilt("a failure with the present values", .failed, "ytt: boom") {
            $0.fail()
            $0.secrets = [CarvelSample.secret("good", namespace: "app2", created: "2020-01-01T00:00:00Z")]
        },
        Spoilt("a failure of the install's own, and changed values", .failed, "no account") {
            $0.fail()
            $0.install = $0.install?.setting("no account", at: "status", "usefulErrorMessage")
            $0.secrets = [CarvelSample.secret("good", namespace: "app2", changed: "2030-01-01T00:00:00Z")]
        },
        Spoilt("a failure before anything was fetched", .failed, "ytt: boom") {
            $0.fail()
            $0.app = $0.app?.setting(nil, at: "status", "fetch")
            $0.secrets = [CarvelSample.secret("good", namespace: "app2", changed: "2030-01-01T00:00:00Z")]
        },
        Spoilt("no values Secret any more", .progressing, "Secret \"good\", which is not on the cluster") {
            $0.secrets = []
        },
    ]

    @Test("Is not yes as soon as one thing is not so", arguments: spoilt)
    func spoiltLink(_ given: Spoilt) throws {
        var state = try State()
        given.spoil(&state)
        let report = VerificationReport(delivery: "shop", commit: nil, links: state.links)
        #expect(report.verdict == given.verdict)
        #expect(!state.isVerified)
        let reasons = state.links.compactMap(\.reason).joined(separator: " | ")
        #expect(reasons.contains(given.reason), "\(reasons)")
    }

    // MARK: Packages

    @Test("Of a Package is yes where the cluster has the repository's content, whatever the server adds")
    func package() throws {
        let recorded = try JSONReader.value(try ContractExchange.named("packages", in: "carvel").body)
        let onCluster = KubernetesObject(try #require(recorded["items"]?.array?.first))
        let created = try ContractExchange.named("create package 1.0.0", in: "carvel")
        let file = PackageFile(
            path: "app.default.tap/packages/1.0.0.yaml",
            object: KubernetesObject(try #require(created.requestBody)),
            refName: "app.default.tap",
            version: "1.0.0"
        )
        let judge = PackageJudge(cluster: Self.cluster)

        #expect(
            judge.package(file, SeenPackage(onCluster, files: NamedPackages.byName([file])[file.object.name])).verdict
                == .verified
        )
        #expect(judge.package(file, nil).verdict == .progressing)
        #expect(judge.package(file, nil).reason == "is not on the cluster yet")

        let deleted = onCluster.setting("2026-11-21T05:20:00Z", at: "metadata", "deletionTimestamp")
        #expect(
            judge.package(file, SeenPackage(deleted, files: NamedPackages.byName([file])[file.object.name])).verdict
                == .failed
        )
        for other in [
            onCluster.setting("1.0.1", at: "spec", "version"),
            onCluster.setting(
                [["git": ["url": "https://elsewhere.example.com"]]],
                at: "spec",
                "template",
                "spec",
                "fetch"
            ),
            onCluster.setting(nil, at: "spec", "valuesSchema"),
            onCluster.setting(nil, at: "spec"),
        ] {
            #expect(
                judge.package(file, SeenPackage(other, files: NamedPackages.byName([file])[file.object.name])).verdict
                    == .progressing
            )
            #expect(
                judge.package(file, SeenPackage(other, files: NamedPackages.byName([file])[file.object.name])).reason
                    == "is not what app.default.tap/packages/1.0.0.yaml says"
            )
        }
    }

    @Test(
        "Takes as the same what a server only writes otherwise",
        arguments: [
            (#"{"a": 1, "b": 2}"#, #"{"a": 1}"#, false),
            (#"{"a": 1, "b": null, "c": {}}"#, #"{"a": 1}"#, true),
            (#"{"a": 1}"#, #"{"a": 1, "b": null, "c": {}, "d": []}"#, true),
            (#"{"a": 1}"#, #"{"a": 1, "b": false, "c": ""}"#, true),
            (#"{"a": 1}"#, #"{"a": 1, "b": true}"#, false),
            (#"{"a": [1, 2]}"#, #"{"a": [1]}"#, false),
            (#"{"a": [2, 1]}"#, #"{"a": [1, 2]}"#, false),
            (#"{"a": "1"}"#, #"{"a": 1}"#, false),
            (#"{"a": {"b": {"c": 1}}}"#, #"{"a": {"b": {"c": 2}}}"#, false),
            (#"{"a": [{"b": 1, "added": 2}]}"#, #"{"a": [{"b": 1}]}"#, false),
            (#"{"a": [{"b": 1, "added": null}]}"#, #"{"a": [{"b": 1}]}"#, true),
            (#"{"a": true}"#, #"{"a": false}"#, false),
            (#"{"a": "x"}"#, #"{"a": ""}"#, false),
            (#"{"syncPeriod": "10m0s"}"#, #"{"syncPeriod": "10m"}"#, true),
            (#"{"syncPeriod": "1h0m0s"}"#, #"{"syncPeriod": "60m"}"#, true),
            (#"{"syncPeriod": "10m0s"}"#, #"{"syncPeriod": "1m"}"#, false),
            (#"{"name": "10m0s"}"#, #"{"name": "10m"}"#, false),
        ]
    )
    func same(actual: String, wanted: String, isSame: Bool) throws {
        #expect(
            SpecComparison.isSame(
                try JSONReader.value(Array(actual.utf8)),
                try JSONReader.value(Array(wanted.utf8))
            ) == isSame
        )
    }
}
