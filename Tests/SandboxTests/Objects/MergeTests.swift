import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Server-side apply: lists and field sets")
struct MergeTests {
    private static let pod = BuiltInSchemas.pod

    private func containers(_ containers: JSONValue) -> JSONValue { ["spec": ["containers": containers]] }

    @Test("Lists with keys are merged element by element, in the applied order")
    func keyedList() {
        let live = containers([["name": "a", "image": "1"], ["name": "b", "image": "1", "tty": true]])
        let applied = containers([["name": "c"], ["name": "b", "image": "2"]])
        #expect(
            Self.pod.merge(live, applied)
                == containers([["name": "a", "image": "1"], ["name": "c"], ["name": "b", "image": "2", "tty": true]])
        )
    }

    @Test("Lists without keys are taken as they are applied")
    func atomicList() throws {
        let fixture = try StoreFixture()
        func rules(_ names: [JSONValue]) -> JSONValue {
            ["rules": .array(names.map { ["apiGroups": [""], "resources": [$0], "verbs": ["get"]] })]
        }
        try fixture.apply("roles", "r", rules(["pods", "secrets"]))
        let object = try fixture.apply("roles", "r", rules(["events"])).object
        #expect(object["rules"] == rules(["events"])["rules"])
        #expect(object.owned(by: "deliver") == ["f:rules": [:]])
    }

    @Test("Each finalizer has its own owner")
    func setList() throws {
        let fixture = try StoreFixture()
        try fixture.apply("configmaps", "c", ["metadata": ["finalizers": ["a/x"]]])
        try fixture.apply("configmaps", "c", ["metadata": ["finalizers": ["a/y"]]], manager: "other")
        let both = try fixture.get("configmaps", "c")
        #expect(both[path: "metadata", "finalizers"] == ["a/x", "a/y"])
        #expect(both.owned(by: "other") == ["f:metadata": ["f:finalizers": ["v:\"a/y\"": [:]]]])
        let one = try fixture.apply("configmaps", "c", [:]).object
        #expect(one[path: "metadata", "finalizers"] == ["a/y"])
    }

    @Test("The ownership of keyed elements names their keys, with defaults filled in")
    func keys() {
        let ports: JSONValue = ["spec": ["ports": [["port": 80, "name": "web"]]]]
        #expect(
            BuiltInSchemas.service.fieldSet(of: ports).json == [
                "f:spec": [
                    "f:ports": ["k:{\"port\":80,\"protocol\":\"TCP\"}": [".": [:], "f:name": [:], "f:port": [:]]]
                ]
            ]
        )
    }

    @Test("A field set reads what it writes")
    func roundTrip() {
        let json: JSONValue = [
            "f:metadata": ["f:annotations": [".": [:], "f:a/b": [:]], "f:finalizers": ["v:\"x\"": [:]]],
            "f:spec": ["f:containers": ["k:{\"name\":\"a\"}": [".": [:], "f:image": [:]]], "f:x": ["i:0": [:]]],
        ]
        #expect(FieldSet(json: json).json == json)
    }

    @Test("Field sets are compared field by field, not by what lies inside")
    func arithmetic() {
        let outer = FieldSet(json: ["f:spec": [".": [:], "f:a": [:], "f:b": [:]]])
        let inner = FieldSet(json: ["f:spec": ["f:a": [:]]])
        #expect(outer.subtracting(inner) == FieldSet(json: ["f:spec": [".": [:], "f:b": [:]]]))
        #expect(outer.intersection(inner) == inner)
        #expect(inner.union(FieldSet(json: ["f:spec": [:]])).paths.map(\.description) == [".spec", ".spec.a"])
    }

    @Test(
        "Fields that the schema does not know are refused by their path",
        arguments: [
            (["spec": ["nope": 1]], ".spec.nope: field not declared in schema"),
            (["spec": ["dependsOn": [["name": "a", "x": 1]]]], ".spec.dependsOn[0].x: field not declared in schema"),
            (["metadata": ["label": [:]]], ".metadata.label: field not declared in schema"),
            (["spec": ["interval": 5]], ".spec.interval: expected string, got &value.valueUnstructured{Value:5}"),
            (["spec": ["prune": "yes"]], ".spec.prune: expected boolean, got &{yes}"),
            (
                ["spec": ["path": "a", "x": 1], "y": 1],
                "errors:\n  .spec.x: field not declared in schema\n"
                    + "  .y: field not declared in schema"
            ),
        ] as [(JSONValue, String)]
    )
    func unknownFields(content: JSONValue, message: String) throws {
        let fixture = try StoreFixture()
        let refusal = try fixture.refusal { try fixture.apply("kustomizations", "k", content) }
        #expect(refusal.code == 500)
        #expect(refusal.reason.isEmpty)
        let head = "failed to create typed patch object (/k; kustomize.toolkit.fluxcd.io/v1, Kind=Kustomization): "
        #expect(refusal.message == head + message)
    }

    @Test("An element without its key, and one that is there twice, are refused")
    func brokenKeys() {
        let unnamed = containers([["image": "x"]])
        let doubled = containers([["name": "a"], ["name": "a"]])
        let reason = "associative list with keys has an element that omits key field \"name\""
        #expect(
            Self.pod.typeErrors(of: unnamed) == [".spec.containers[0]: \(reason) (and doesn't have default value)"]
        )
        #expect(
            Self.pod.typeErrors(of: doubled) == [".spec.containers: duplicate entries for key [name=\"a\"]"]
        )
    }
}
