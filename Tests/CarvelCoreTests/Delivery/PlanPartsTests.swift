import FoundationEssentials
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Parts of planning and removing")
struct PlanPartsTests {
    @Test("A value is found by the path that a server writes")
    func paths() {
        let object: JSONValue = [
            "metadata": ["labels": ["app.kubernetes.io/part-of": "shop", "app": "x"]],
            "spec": ["dependsOn": [["name": "a", "age": 1], ["name": "b", "age": 2]]],
        ]
        #expect(FieldPath.value(".metadata.labels.app.kubernetes.io/part-of", in: object) == "shop")
        #expect(FieldPath.value(".metadata.labels.app", in: object) == "x")
        #expect(FieldPath.value(#".spec.dependsOn[name="b"].age"#, in: object) == 2)
        #expect(FieldPath.value(#".spec.dependsOn[name="c"].age"#, in: object) == nil)
        #expect(FieldPath.value(".spec.interval", in: object) == nil)
    }

    @Test("Fields that differ, come and go are told one by one, and lists as a whole")
    func changes() {
        let changes = FieldChange.all(
            from: ["a": ["b": 1, "c.d/e": "x"], "gone": true, "list": [1, 2]],
            to: ["a": ["b": 2, "c.d/e": "x"], "list": [1], "new": ["f": 1]]
        )
        #expect(
            changes == [
                FieldChange(field: ".a.b", before: 1, after: 2),
                FieldChange(field: ".gone", before: true, after: nil),
                FieldChange(field: ".list", before: [1, 2], after: [1]),
                FieldChange(field: ".new", before: nil, after: ["f": 1]),
            ]
        )
        #expect(FieldPath.step("c.d/e") == #"["c.d/e"]"#)
    }

    private static func kustomization(_ name: String, _ dependencies: String...) -> KubernetesObject {
        KubernetesObject(
            .kustomization,
            name: name,
            namespace: "shop",
            ["spec": ["dependsOn": .array(dependencies.map { ["name": .string($0)] })]]
        )
    }

    @Test("Kustomizations go before those that they depend on, in groups of their own")
    func order() {
        let units = KustomizationOrder.units([
            Self.kustomization("a-packages"), Self.kustomization("b-packages"),
            Self.kustomization("a-installs", "a-packages"), Self.kustomization("b-installs", "b-packages"),
            Self.kustomization("c", "d"), Self.kustomization("d", "c"),
        ])
        let names = Set(units.map { $0.map(\.name) })
        #expect(names == [["a-installs", "a-packages"], ["b-installs", "b-packages"], ["c", "d"]])
    }

    @Test("An inventory is read as Flux writes it")
    func inventory() {
        let object = Self.kustomization("a").setting(
            [
                "entries": [
                    ["id": "shop_app_packaging.carvel.dev_PackageInstall", "v": "v1alpha1"],
                    ["id": "_system__viewer_rbac.authorization.k8s.io_ClusterRole", "v": "v1"],
                    ["id": "broken", "v": "v1"],
                ]
            ],
            at: "status",
            "inventory"
        )
        let inventory = FluxInventory(object)
        #expect(inventory.entries.map(\.title) == ["PackageInstall/shop/app", "ClusterRole/system:viewer"])
        #expect(inventory.entries(of: .packageInstall).map(\.name) == ["app"])
    }

    @Test("What holds an object that is being deleted is told with its controller's reason")
    func hanging() {
        let install = KubernetesObject(.packageInstall, name: "app", namespace: "shop")
            .setting("2026-11-21T05:14:30Z", at: "metadata", "deletionTimestamp")
            .setting(["finalizers.packageinstall.packaging.carvel.dev/delete"], at: "metadata", "finalizers")
            .setting(2, at: "metadata", "generation")
            .setting(
                [
                    "observedGeneration": 2, "usefulErrorMessage": "kapp: Error: forbidden",
                    "conditions": [["type": "DeleteFailed", "status": "True"]],
                ],
                at: "status"
            )
        #expect(
            Removing.reason(install)
                == "is held by finalizers.packageinstall.packaging.carvel.dev/delete: kapp: Error: forbidden"
        )
        let kustomization = FluxSample.ready(Self.kustomization("a"))
            .setting("2026-11-21T05:14:30Z", at: "metadata", "deletionTimestamp")
            .setting(["finalizers.fluxcd.io"], at: "metadata", "finalizers")
        // That it was applied once says nothing about why it hangs.
        #expect(Removing.reason(kustomization) == "is held by finalizers.fluxcd.io")
    }

    @Test("A request is done when that very token is handled, and has come to an end")
    func request() {
        let asked = FluxSample.ready(Self.kustomization("a"))
            .setting("mine", at: "metadata", "annotations", ReconcileRequest.annotation)
        func judge(_ object: KubernetesObject?) -> ObjectCondition.Judgement { ReconcileRequest.judge(object, "mine") }
        #expect(judge(asked) == .notYet("its controller has not taken up the request yet"))
        #expect(judge(asked.setting("before", at: "status", "lastHandledReconcileAt")) == judge(asked))
        #expect(judge(asked.setting("mine", at: "status", "lastHandledReconcileAt")) == .met)
        let other = asked.setting("theirs", at: "metadata", "annotations", ReconcileRequest.annotation)
        #expect(judge(other) == .failed("somebody else has asked for it since; ask again"))
        // Handled by us before: whatever others ask for since is no matter.
        #expect(judge(other.setting("mine", at: "status", "lastHandledReconcileAt")) == .met)
        let failed = asked.setting("mine", at: "status", "lastHandledReconcileAt")
            .setting([FluxSample.condition("Ready", "False", "BuildFailed", "no")], at: "status", "conditions")
        #expect(judge(failed) == .failed("BuildFailed: no"))
        #expect(judge(nil) == .failed("is not there any more"))
    }

    @Test("An App's result counts from the generation of the request on")
    func kick() {
        let app = CarvelSample.app(
            of: KubernetesObject(.packageInstall, name: "app", namespace: "shop"),
            version: "1.0.0"
        )
        #expect(AppKick.judge(app, from: 1) == .met)
        #expect(AppKick.judge(app, from: 2) == .notYet("kapp-controller has not taken up the request yet"))
        // The field has been put back meanwhile, which has moved the generation once more.
        let moved = app.setting(3, at: "metadata", "generation").setting(2, at: "status", "observedGeneration")
        guard case .notYet = AppKick.judge(moved, from: 2) else {
            Issue.record("judged by a generation that is not the latest")
            return
        }
        #expect(AppKick.judge(moved.setting(3, at: "status", "observedGeneration"), from: 2) == .met)
        #expect(AppKick.judge(app.setting(true, at: "spec", "paused"), from: 1) == .failed("is paused"))
    }

    @Test("Tokens hold the time, and differ within one moment")
    func token() {
        let date = Date(timeIntervalSince1970: 1_700_000_000)
        #expect(RequestToken.make(at: date, random: 7) == "2023-11-14T22:13:20.000Z-00000007")
        #expect(RequestToken.make(at: date) != RequestToken.make(at: date))
    }
}
