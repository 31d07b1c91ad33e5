import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Server-side apply: who owns what")
struct OwnershipTests {
    private static let spec: JSONValue = [
        "interval": "5m", "prune": true, "path": "./x", "sourceRef": ["kind": "GitRepository", "name": "x"],
    ]

    private func spec(_ changes: JSONValue) -> JSONValue { ["spec": MergePatch.apply(changes, to: Self.spec)] }

    @Test("A field that its only owner applies no longer goes away")
    func removal() throws {
        let fixture = try StoreFixture()
        try fixture.apply("configmaps", "c", ["data": ["a": "1", "b": "2"]])
        let object = try fixture.apply("configmaps", "c", ["data": ["b": "2"]]).object
        #expect(object["data"] == ["b": "2"])
        #expect(object.owned(by: "deliver") == ["f:data": ["f:b": [:]]])
    }

    @Test("A container goes away with its last field, but not what others hold in it")
    func containers() throws {
        let fixture = try StoreFixture()
        try fixture.apply("kustomizations", "k", spec(["postBuild": ["substitute": ["a": "1"]]]))
        try fixture.apply("kustomizations", "k", ["spec": ["postBuild": ["substitute": ["b": "2"]]]], manager: "other")
        let shared = try fixture.apply("kustomizations", "k", spec([:])).object
        #expect(shared[path: "spec", "postBuild"] == ["substitute": ["b": "2"]])
        let bare = try fixture.apply("kustomizations", "k", [:], manager: "other").object
        #expect(bare[path: "spec", "postBuild"] == nil)
        #expect(bare.owned(by: "other") == nil)
    }

    @Test("A field with two owners stays when one lets go of it")
    func sharedField() throws {
        let fixture = try StoreFixture()
        try fixture.apply("configmaps", "c", ["data": ["a": "1"]])
        try fixture.apply("configmaps", "c", ["data": ["a": "1"]], manager: "other")
        let object = try fixture.apply("configmaps", "c", [:]).object
        #expect(object["data"] == ["a": "1"])
        #expect(object.owned(by: "deliver") == nil)
        #expect(object.owned(by: "other") == ["f:data": ["f:a": [:]]])
    }

    @Test("An apply that changes nothing leaves version and times, and gives a new owner no time")
    func noChange() throws {
        let fixture = try StoreFixture()
        let first = try fixture.apply("configmaps", "c", ["data": ["a": "1"]])
        let again = try fixture.apply("configmaps", "c", ["data": ["a": "1"]])
        #expect(first.wasCreated && !again.wasCreated)
        #expect(again.object == first.object)
        // As `kubectl create --dry-run=client -o yaml` writes it.
        let generated: JSONValue = ["metadata": ["creationTimestamp": .null], "data": ["a": "1"]]
        #expect(try fixture.apply("configmaps", "c", generated).object == first.object)
        let shared = try fixture.apply("configmaps", "c", ["data": ["a": "1"]], manager: "other").object
        #expect(shared.resourceVersion != first.object.resourceVersion)
        let entries = shared[path: "metadata", "managedFields"]?.array ?? []
        #expect(entries.map { $0["manager"] } == ["other", "deliver"])
        #expect(entries.map { $0["time"] == nil } == [true, false])
    }

    @Test("One conflict is told in one line, with its cause")
    func oneConflict() throws {
        let fixture = try StoreFixture()
        try fixture.create("configmaps", ["metadata": ["name": "c"], "data": ["a": "1"]])
        let refusal = try fixture.refusal { try fixture.apply("configmaps", "c", ["data": ["a": "2"]]) }
        #expect(refusal.code == 409)
        #expect(refusal.reason == "Conflict")
        #expect(refusal.message == "Apply failed with 1 conflict: conflict with \"tester\" using v1: .data.a")
        #expect(
            refusal.causes == [
                StatusError.Cause(
                    reason: "FieldManagerConflict",
                    message: "conflict with \"tester\" using v1",
                    field: ".data.a"
                )
            ]
        )
        #expect(try fixture.get("configmaps", "c")["data"] == ["a": "1"])
    }

    @Test("Several conflicts are listed by manager")
    func severalConflicts() throws {
        let fixture = try StoreFixture()
        try fixture.apply("configmaps", "c", ["data": ["a": "1", "b": "1"]], manager: "zeta")
        try fixture.merge("configmaps", "c", ["data": ["x": "1"]], manager: "alpha")
        let refusal = try fixture.refusal {
            try fixture.apply("configmaps", "c", ["data": ["a": "2", "b": "2", "x": "2"]])
        }
        let lines = [
            "Apply failed with 3 conflicts: conflicts with \"alpha\" using v1:", "- .data.x",
            "conflicts with \"zeta\":", "- .data.a", "- .data.b",
        ]
        #expect(refusal.message == lines.joined(separator: "\n"))
        #expect(refusal.causes.count == 3)
    }

    @Test("Force takes the fields over")
    func force() throws {
        let fixture = try StoreFixture()
        try fixture.apply("configmaps", "c", ["data": ["a": "1", "b": "1"]])
        let object = try fixture.apply("configmaps", "c", ["data": ["a": "2"]], manager: "other", force: true).object
        #expect(object["data"] == ["a": "2", "b": "1"])
        #expect(object.owned(by: "deliver") == ["f:data": ["f:b": [:]]])
        #expect(object.owned(by: "other") == ["f:data": ["f:a": [:]]])
    }

    @Test("Whoever changes a field by another write owns it from then on")
    func updatesTakeFields() throws {
        let fixture = try StoreFixture()
        try fixture.apply("kustomizations", "k", spec([:]))
        let object = try fixture.merge("kustomizations", "k", ["spec": ["suspend": true, "interval": "9m"]]).object
        #expect(object.owned(by: "tester") == ["f:spec": ["f:interval": [:], "f:suspend": [:]]])
        #expect(object.owned(by: "deliver")?[path: "f:spec", "f:interval"] == nil)
        #expect(object.owned(by: "deliver")?[path: "f:spec", "f:path"] == [:])
    }

    @Test("Objects that nobody tracked count as updated before the first apply")
    func beforeFirstApply() throws {
        let fixture = try StoreFixture()
        try fixture.create("configmaps", ["metadata": ["name": "c"], "data": ["a": "1"]])
        try fixture.merge("configmaps", "c", ["metadata": ["managedFields": [[:]]]])
        let refusal = try fixture.refusal {
            try fixture.apply("configmaps", "c", ["data": ["a": "2"]])
        }
        #expect(refusal.message.contains("conflict with \"before-first-apply\" using v1: .data.a"))
    }

    @Test("A status is owned apart from the rest")
    func statusOwnership() throws {
        let fixture = try StoreFixture()
        try fixture.apply("kustomizations", "k", spec([:]))
        let status: JSONValue = ["status": ["observedGeneration": 1]]
        let object = try fixture.merge(
            "kustomizations",
            "k",
            status,
            manager: "kustomize-controller",
            subresource: "status"
        ).object
        #expect(object.generation == 1)
        #expect(object.owned(by: "kustomize-controller") == ["f:status": ["f:observedGeneration": [:]]])
        let applied = try fixture.apply("kustomizations", "k", MergePatch.apply(status, to: spec([:]))).object
        #expect(applied.owned(by: "deliver")?["f:status"] == nil)
    }

    @Test("Applying without a name, to another name, namespace or type is refused")
    func mismatches() throws {
        let fixture = try StoreFixture()
        let type = try fixture.type("configmaps")
        func refusal(_ object: JSONValue) throws -> String {
            try fixture.refusal {
                _ = try fixture.store.apply(
                    type,
                    namespace: "apps",
                    name: "c",
                    object: object,
                    force: false,
                    subresource: nil,
                    options: WriteOptions(fieldManager: "x")
                )
            }.message
        }
        let head: JSONValue = ["apiVersion": "v1", "kind": "ConfigMap"]
        func named(_ metadata: JSONValue) -> JSONValue { MergePatch.apply(["metadata": metadata], to: head) }
        #expect(
            try refusal(named(["name": "d"])) == "the name of the object (d) does not match the name on the URL (c)"
        )
        #expect(
            try refusal(head) == "the name of the object (c based on URL) was undeterminable: name must be provided"
        )
        #expect(
            try refusal(named(["name": "c", "namespace": "x"]))
                == "the namespace of the provided object does not match the namespace sent on the request"
        )
        #expect(try refusal(["apiVersion": "v1", "kind": "Secret"]) == "invalid object type: /v1, Kind=Secret")
    }
}
