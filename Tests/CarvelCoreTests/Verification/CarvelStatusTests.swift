import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The state of PackageInstalls and Apps, as recorded from kapp-controller")
struct CarvelStatusTests {
    /// One recorded pair of PackageInstall and App, and what each comes to.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let install: Verdict
        /// `nil` where there is no App.
        let app: Verdict?
        /// Part of the reason that the install tells.
        var reason: String?

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "ok-pinned", install: .verified, app: .verified),
        Case(name: "ok-latest", install: .verified, app: .verified),
        Case(name: "prerelease", install: .verified, app: .verified),
        Case(name: "no-constraints", install: .verified, app: .verified),
        Case(
            name: "no-such-version",
            install: .failed,
            app: nil,
            reason: "Expected to find at least one version, but"
        ),
        Case(name: "no-such-package", install: .failed, app: nil, reason: "(details: all=0 -> "),
        Case(name: "build-metadata-pinned", install: .failed, app: nil, reason: "after-constraints-filter=0)"),
        Case(
            name: "bad-constraint",
            install: .failed,
            app: nil,
            reason: "Could not parse comparator \"^\" in \"^1.2.0\""
        ),
        Case(
            name: "absent-values",
            install: .failed,
            app: .failed,
            reason: "Preparing template values: secrets \"absent\" not found"
        ),
        Case(name: "unknown-key", install: .failed, app: .failed, reason: "    = hint: did you mean \"replicas\"?"),
        Case(name: "wrong-type", install: .failed, app: .failed, reason: "One or more data values were invalid"),
        Case(name: "no-name", install: .failed, app: .failed, reason: "- must be: length >= 1 (by: schema.yml:3)"),
        Case(name: "weak-sa", install: .failed, app: .failed, reason: "kapp: Error: Getting app: configmaps"),
        Case(
            name: "absent-sa",
            install: .failed,
            app: .failed,
            reason: "Preparing kapp: Getting service account: serviceaccounts \"absent-sa\" not found"
        ),
        Case(name: "paused", install: .progressing, app: .progressing, reason: "Reconciling"),
    ]

    @Test("Is yes only for those that truly succeeded, and tells why not", arguments: cases)
    func recorded(_ given: Case) throws {
        let install = try Self.object("after \(given.name): package install")
        let status = CarvelStatus(install)
        #expect(status.verdict == given.install)
        if let reason = given.reason {
            #expect(status.reason?.contains(reason) == true, "\(status.reason ?? "")")
            #expect(status.reason?.last?.isWhitespace == false)
        } else {
            #expect(status.reason == nil)
        }
        let app = try ContractExchange.named("after \(given.name): app", in: "carvel")
        if let verdict = given.app {
            #expect(CarvelStatus(KubernetesObject(try JSONReader.value(app.body))).verdict == verdict)
        } else {
            #expect(app.status == 404)
        }
    }

    @Test("Tells the way out of a refused downgrade")
    func downgrade() throws {
        let refused = CarvelStatus(try Self.object("after: downgrade refused"))
        #expect(refused.verdict == .failed)
        #expect(refused.reason?.hasSuffix("to PackageInstall to proceed with downgrade") == true)
        #expect(CarvelStatus(try Self.object("after: downgrade accepted")).verdict == .verified)
    }

    @Test("Is not yes while the change is not seen yet, though the old success still stands")
    func changed() throws {
        let moved = try Self.object("move ok-latest back without the annotation")
        #expect(moved.json[path: "status", "conditions"]?.array?.first?["type"] == "ReconcileSucceeded")
        #expect(CarvelStatus(moved).verdict == .progressing)

        let events = try ContractExchange.named("watch a values change and an upgrade", in: "carvel").events
        let verdicts = events.map { CarvelStatus(KubernetesObject($0["object"] ?? .null)).verdict }
        #expect(verdicts == [.verified, .progressing, .verified])
    }

    @Test(
        "Is never yes for anything else",
        arguments: [
            nil,
            [],
            [["type": "ReconcileSucceeded", "status": "False"]],
            [["type": "ReconcileSucceeded", "status": "Unknown"]],
            [["type": "ReconcileSucceeded"]],
            [["type": "Reconciling", "status": "True"]],
            [["type": "Deleting", "status": "True"]],
            [["type": "DeleteFailed", "status": "True"]],
            [["type": "Ready", "status": "True"]],
            [["type": "ReconcileSucceeded", "status": "True"], ["type": "Reconciling", "status": "True"]],
            "ReconcileSucceeded",
        ] as [JSONValue?]
    )
    func others(conditions: JSONValue?) {
        let object = CarvelSample.succeeded(KubernetesObject(.packageInstall, name: "x"))
        #expect(CarvelStatus(object).verdict == .verified)
        #expect(CarvelStatus(object.setting(conditions, at: "status", "conditions")).verdict != .verified)
    }

    @Test("Is never yes without a generation that was observed")
    func generations() {
        let object = CarvelSample.succeeded(KubernetesObject(.app, name: "x"))
        #expect(CarvelStatus(object.setting(nil, at: "status", "observedGeneration")).verdict == .progressing)
        #expect(CarvelStatus(object.setting(nil, at: "metadata", "generation")).verdict == .progressing)
        #expect(CarvelStatus(object.setting(2, at: "metadata", "generation")).verdict == .progressing)
        #expect(CarvelStatus(object.setting(nil, at: "status")).verdict == .progressing)
    }

    static func object(_ name: String) throws -> KubernetesObject {
        KubernetesObject(try JSONReader.value(try ContractExchange.named(name, in: "carvel").body))
    }
}
