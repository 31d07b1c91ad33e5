import CarvelCore
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Parts of the stand-ins for Flux")
struct FluxPartsTests {
    private static func files(_ texts: [String: String]) -> [String: [UInt8]] {
        texts.mapValues { Array($0.utf8) }
    }

    private static func object(_ name: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n"
    }

    @Test("The artifact before the newest can be fetched still, and none when the GitRepository is gone")
    func artifacts() {
        let store = ArtifactStore()
        let key = ObjectKey(namespace: "shop", name: "gitops")
        for revision in ["main@sha1:a", "main@sha1:b", "main@sha1:b", "main@sha1:c"] {
            store[key] = Artifact(revision: revision, files: [:])
        }
        #expect(store[key]?.revision == "main@sha1:c")
        #expect(store[key, "main@sha1:b"]?.revision == "main@sha1:b")
        #expect(store[key, "main@sha1:a"] == nil)
        store[key] = nil
        #expect(store[key, "main@sha1:c"] == nil)
    }

    @Test("A folder without a kustomization gives the objects of all its YAML files, and nothing else")
    func wholeFolder() throws {
        let build = KustomizeBuild(
            files: Self.files([
                "app/b.yaml": Self.object("b") + "---\n" + Self.object("c"), "app/deep/a.yml": Self.object("a"),
                "app/values.yaml": "just: values\n", "app/readme.md": "no", "apples/x.yaml": Self.object("x"),
            ])
        )
        #expect(try build.objects(under: "./app").map(\.name) == ["b", "c", "a"])
    }

    @Test("A kustomization's resources count alone, folders included")
    func kustomization() throws {
        let build = KustomizeBuild(
            files: Self.files([
                "app/kustomization.yaml": "resources: [a.yaml, ../base]\nnamespace: ns\n",
                "app/a.yaml": Self.object("a"), "app/b.yaml": Self.object("b"), "base/c.yaml": Self.object("c"),
            ])
        )
        let objects = try build.objects(under: "app/")
        #expect(objects.map(\.name) == ["a", "c"])
        #expect(objects.allSatisfy { $0.namespace == "ns" })
    }

    @Test(
        "What can't be built is refused",
        arguments: [
            ("absent", "ArtifactFailed"), ("broken", "BuildFailed"), ("unknown", "BuildFailed"),
            ("lost", "BuildFailed"),
        ]
    )
    func refusals(_ folder: String, _ reason: String) {
        let build = KustomizeBuild(
            files: Self.files([
                "broken/a.yaml": "a: [\n", "unknown/kustomization.yaml": "namePrefix: x-\n",
                "lost/kustomization.yaml": "resources: [gone.yaml]\n",
            ])
        )
        let failure = #expect(throws: FluxFailure.self) { try build.objects(under: folder) }
        #expect(failure?.reason == reason)
    }

    @Test(
        "A deleted Kustomization takes what it applied with it as prune and deletionPolicy say, never suspended",
        arguments: [
            (["prune": true], true), (["prune": false], false), ([:], false),
            (["prune": true, "suspend": true], false), (["prune": false, "deletionPolicy": "Delete"], true),
            (["prune": false, "deletionPolicy": "WaitForTermination"], true),
            (["prune": true, "deletionPolicy": "Orphan"], false),
            (["prune": true, "deletionPolicy": "MirrorPrune"], true),
        ] as [(JSONValue, Bool)]
    )
    func deletion(_ spec: JSONValue, _ prunes: Bool) {
        #expect(KustomizationDeletion.prunes(KubernetesObject(["spec": spec])) == prunes)
    }

    @Test("An inventory survives its way through the status, colons and all")
    func inventory() {
        let entries = [
            Inventory.Entry(namespace: "shop", name: "app", group: "", kind: "Secret", version: "v1"),
            Inventory.Entry(
                namespace: "",
                name: "system:reader",
                group: "rbac.authorization.k8s.io",
                kind: "ClusterRole",
                version: "v1"
            ),
        ]
        let json = Inventory(entries).json
        #expect(
            json["entries"]?.array?.compactMap { $0["id"]?.string }
                == ["_system__reader_rbac.authorization.k8s.io_ClusterRole", "shop_app__Secret"]
        )
        #expect(Set(Inventory(status: ["inventory": json]).entries) == Set(entries))
    }

    @Test("Another version of the same object is no reason to prune")
    func inventoryVersions() {
        let old = Inventory.Entry(namespace: "a", name: "b", group: "g", kind: "K", version: "v1beta1")
        var new = old
        new.version = "v1"
        #expect(Inventory([old]).subtracting(Inventory([new])).isEmpty)
        #expect(Inventory([old]).subtracting(Inventory([])) == [old])
    }

    @Test(
        "Health is what kstatus makes of a status",
        arguments: [
            (#"{}"#, .current),
            (#"{"metadata": {"deletionTimestamp": "x"}}"#, .inProgress),
            (#"{"status": {"conditions": [{"type": "ReconcileFailed", "status": "True"}]}}"#, .current),
            (#"{"status": {"conditions": [{"type": "Reconciling", "status": "True"}]}}"#, .inProgress),
            (#"{"metadata": {"generation": 1}, "status": {"observedGeneration": -1}}"#, .inProgress),
            (#"{"status": {"conditions": [{"type": "Ready", "status": "True"}]}}"#, .current),
            (#"{"status": {"conditions": [{"type": "Ready", "status": "False"}]}}"#, .inProgress),
            (#"{"status": {"conditions": [{"type": "Stalled", "status": "True"}]}}"#, .failed),
            (
                #"{"metadata": {"generation": 2}, "status": {"observedGeneration": 1, "#
                    + #""conditions": [{"type": "Ready", "status": "True"}]}}"#, .inProgress
            ),
        ] as [(String, HealthCheck.Verdict)]
    )
    func health(_ text: String, _ verdict: HealthCheck.Verdict) throws {
        #expect(HealthCheck.verdict(on: KubernetesObject(try JSONReader.value(text))) == verdict)
    }
}
