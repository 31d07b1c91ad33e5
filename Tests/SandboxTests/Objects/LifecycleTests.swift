import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Life of objects: names, generations, finalizers, owners, namespaces")
struct LifecycleTests {
    private static let spec: JSONValue = [
        "interval": "5m", "prune": true, "path": "./x", "sourceRef": ["kind": "GitRepository", "name": "x"],
    ]

    private func owner(_ object: JSONValue) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "name": object[path: "metadata", "name"] ?? .null,
            "uid": object.uid,
        ]
    }

    @Test("Names are made from generateName")
    func generatedNames() throws {
        let fixture = try StoreFixture()
        let first = try fixture.create("configmaps", ["metadata": ["generateName": "c-"]]).object
        let second = try fixture.create("configmaps", ["metadata": ["generateName": "c-"]]).object
        let name = try #require(first[path: "metadata", "name"]?.string)
        #expect(name.hasPrefix("c-") && name.count == 7)
        #expect(second[path: "metadata", "name"] != first[path: "metadata", "name"])
    }

    @Test("Only what is neither metadata nor status counts as a generation")
    func generations() throws {
        let fixture = try StoreFixture()
        #expect(try fixture.apply("kustomizations", "k", ["spec": Self.spec]).object.generation == 1)
        let labelled = try fixture.merge("kustomizations", "k", ["metadata": ["labels": ["a": "b"]]]).object
        #expect(labelled.generation == 1)
        let status: JSONValue = ["status": ["observedGeneration": 1]]
        #expect(try fixture.merge("kustomizations", "k", status, subresource: "status").object.generation == 1)
        #expect(try fixture.merge("kustomizations", "k", ["spec": ["suspend": true]]).object.generation == 2)
        #expect(try fixture.create("configmaps", ["metadata": ["name": "c"]]).object.generation == nil)
    }

    @Test("A write with an old resource version, or for another uid, is refused")
    func preconditions() throws {
        let fixture = try StoreFixture()
        let old = try fixture.create("configmaps", ["metadata": ["name": "c"], "data": ["a": "1"]]).object
        try fixture.merge("configmaps", "c", ["data": ["a": "2"]])
        let stale: JSONValue = [
            "metadata": ["resourceVersion": .string(old.resourceVersion ?? "")], "data": ["a": "3"],
        ]
        #expect(try fixture.refusal { try fixture.merge("configmaps", "c", stale) }.code == 409)
        let other = try fixture.refusal { try fixture.merge("configmaps", "c", ["metadata": ["uid": "other"]]) }
        #expect(other.message.contains("Precondition failed: UID in precondition: other, UID in object meta: "))
        let doomed = try fixture.refusal { try fixture.delete("configmaps", "c", options: DeleteOptions(uid: "other")) }
        #expect(doomed.code == 409)
        #expect(try fixture.get("configmaps", "c")["data"] == ["a": "2"])
    }

    @Test("A dry run changes nothing")
    func dryRun() throws {
        let fixture = try StoreFixture()
        try fixture.create("configmaps", ["metadata": ["name": "c"], "data": ["a": "1"]])
        let before = fixture.store.latestResourceVersion
        let type = try fixture.type("configmaps")
        let result = try fixture.store.patch(
            type,
            namespace: "apps",
            name: "c",
            type: .merge,
            body: ["data": ["a": "2"]],
            subresource: nil,
            options: WriteOptions(fieldManager: "tester", isDryRun: true)
        )
        #expect(result.object["data"] == ["a": "2"])
        try fixture.delete("configmaps", "c", options: DeleteOptions(isDryRun: true))
        #expect(try fixture.get("configmaps", "c")["data"] == ["a": "1"])
        #expect(fixture.store.latestResourceVersion == before)
    }

    @Test("What only one object owns goes with it, and what that owns in turn")
    func garbageCollection() throws {
        let fixture = try StoreFixture()
        let top = try fixture.create("configmaps", ["metadata": ["name": "top"]]).object
        let other = try fixture.create("configmaps", ["metadata": ["name": "other"]]).object
        func child(_ name: JSONValue, _ owners: [JSONValue]) throws -> JSONValue {
            let metadata: JSONValue = ["name": name, "ownerReferences": .array(owners)]
            return try fixture.create("secrets", ["metadata": metadata]).object
        }
        let only = try child("only", [owner(top)])
        _ = try child("grandchild", [owner(only)])
        _ = try child("shared", [owner(top), owner(other)])
        try fixture.delete("configmaps", "top")
        #expect(try !fixture.exists("secrets", "only"))
        #expect(try !fixture.exists("secrets", "grandchild"))
        #expect(try fixture.get("secrets", "shared")[path: "metadata", "ownerReferences"] == [owner(other)])
    }

    @Test("Orphans stay, without the reference")
    func orphans() throws {
        let fixture = try StoreFixture()
        let top = try fixture.create("configmaps", ["metadata": ["name": "top"]]).object
        try fixture.create("secrets", ["metadata": ["name": "child", "ownerReferences": [owner(top)]]])
        try fixture.delete("configmaps", "top", options: DeleteOptions(propagation: .orphan))
        #expect(try fixture.get("secrets", "child")[path: "metadata", "ownerReferences"] == nil)
    }

    @Test("An object with finalizers is marked once, takes no new ones, and goes with the last")
    func finalizers() throws {
        let fixture = try StoreFixture()
        try fixture.create("configmaps", ["metadata": ["name": "c", "finalizers": ["a/x"]]])
        let marked = try fixture.delete("configmaps", "c")
        #expect(marked[path: "metadata", "deletionTimestamp"] != nil)
        #expect(try fixture.delete("configmaps", "c") == marked)
        let refusal = try fixture.refusal {
            try fixture.merge("configmaps", "c", ["metadata": ["finalizers": ["a/x", "a/y"]]])
        }
        #expect(refusal.code == 422)
        try fixture.merge("configmaps", "c", ["metadata": ["finalizers": .null]])
        #expect(try !fixture.exists("configmaps", "c"))
    }

    @Test("A namespace comes with its account and goes with its contents")
    func namespaces() throws {
        let fixture = try StoreFixture()
        #expect(try fixture.exists("serviceaccounts", "default"))
        try fixture.create("configmaps", ["metadata": ["name": "c", "finalizers": ["a/x"]]])
        try fixture.create("secrets", ["metadata": ["name": "s"]])
        let answer = try fixture.delete("namespaces", "apps", in: nil)
        #expect(answer[path: "status", "phase"] == "Terminating")
        #expect(try !fixture.exists("secrets", "s"))
        let refusal = try fixture.refusal { try fixture.create("secrets", ["metadata": ["name": "t"]]) }
        #expect(refusal.code == 403)
        #expect(refusal.causes.map(\.reason) == ["NamespaceTerminating"])
        try fixture.merge("configmaps", "c", ["metadata": ["finalizers": .null]])
        #expect(try !fixture.exists("namespaces", "apps", in: nil))
    }

    @Test("An empty namespace is gone at once, though the answer still shows it going")
    func emptyNamespace() throws {
        let fixture = try StoreFixture()
        let answer = try fixture.delete("namespaces", "apps", in: nil)
        #expect(answer["kind"] == "Namespace")
        #expect(answer[path: "status", "phase"] == "Terminating")
        #expect(answer[path: "metadata", "deletionTimestamp"] != nil)
        #expect(try !fixture.exists("namespaces", "apps", in: nil))
    }

    @Test("Some namespaces cannot be deleted", arguments: ["default", "kube-system", "kube-public"])
    func permanentNamespaces(name: String) throws {
        let fixture = try StoreFixture()
        let refusal = try fixture.refusal { try fixture.delete("namespaces", name, in: nil) }
        #expect(refusal.code == 403)
        #expect(refusal.message == "namespaces \"\(name)\" is forbidden: this namespace may not be deleted")
    }

    @Test("Where the certificate is known, each namespace holds it")
    func rootCertificate() throws {
        let catalog = try ResourceCatalog.bundled(flux: nil, hasKappController: false)
        let store = ObjectStore(catalog: catalog, certificateAuthorityPEM: "PEM")
        let type = try #require(catalog.definition(group: "", version: "v1", kind: "ConfigMap"))
        let object = try store.get(type, namespace: "default", name: "kube-root-ca.crt")
        #expect(object["data"] == ["ca.crt": "PEM"])
    }

    @Test("An object is seen in every version that is served, in the form of each")
    func versions() throws {
        let fixture = try StoreFixture(flux: .v2_6)
        let spec: JSONValue = ["url": "https://git.example.com/x", "interval": "1m"]
        let written = try fixture.apply("gitrepositories", "g", ["spec": spec], version: "v1beta2").object
        #expect(written["apiVersion"] == "source.toolkit.fluxcd.io/v1beta2")
        #expect(written[path: "spec", "gitImplementation"] == "go-git")
        let stored = try fixture.get("gitrepositories", "g", version: "v1")
        #expect(stored["apiVersion"] == "source.toolkit.fluxcd.io/v1")
        #expect(stored[path: "spec", "gitImplementation"] == nil)
        #expect(stored[path: "spec", "url"] == "https://git.example.com/x")
    }
}
