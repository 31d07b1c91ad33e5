import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Patches")
struct PatchTests {
    @Test(
        "JSON patches change a document step by step",
        arguments: [
            ([["op": "add", "path": "/a/b", "value": 1]], ["a": ["b": 1], "l": [1, 2]]),
            ([["op": "add", "path": "/l/1", "value": 9]], ["a": [:], "l": [1, 9, 2]]),
            ([["op": "add", "path": "/l/-", "value": 3]], ["a": [:], "l": [1, 2, 3]]),
            ([["op": "remove", "path": "/l/0"]], ["a": [:], "l": [2]]),
            ([["op": "replace", "path": "/l/0", "value": 7]], ["a": [:], "l": [7, 2]]),
            ([["op": "replace", "path": "", "value": 7]], 7),
            ([["op": "move", "from": "/l", "path": "/a/l"]], ["a": ["l": [1, 2]]]),
            ([["op": "copy", "from": "/l/0", "path": "/c"]], ["a": [:], "l": [1, 2], "c": 1]),
            ([["op": "add", "path": "/x~1y~0z", "value": 1]], ["a": [:], "l": [1, 2], "x/y~z": 1]),
            ([["op": "test", "path": "/l/1", "value": 2], ["op": "remove", "path": "/l"]], ["a": [:]]),
        ] as [(JSONValue, JSONValue)]
    )
    func jsonPatch(patch: JSONValue, expected: JSONValue) throws {
        #expect(try JSONPatch(patch).applied(to: ["a": [:], "l": [1, 2]]) == expected)
    }

    @Test(
        "A JSON patch that does not fit is refused",
        arguments: [
            [["op": "test", "path": "/a", "value": 1]], [["op": "remove", "path": "/x"]],
            [["op": "add", "path": "/x/y", "value": 1]], [["op": "replace", "path": "/l/5", "value": 1]],
            [["op": "shuffle", "path": "/a"]],
        ] as [JSONValue]
    )
    func unfitPatch(patch: JSONValue) throws {
        let patch = try JSONPatch(patch)
        let refusal = try #require(throws: StatusError.self) { try patch.applied(to: ["a": [:], "l": [1, 2]]) }
        #expect(refusal.code == 422)
        #expect(refusal.message == "the server rejected our request due to an error in our request")
    }

    @Test("Merge patches lay over, and take out with null")
    func mergePatch() {
        let document: JSONValue = ["a": ["b": 1, "c": 2], "l": [1, 2]]
        #expect(
            MergePatch.apply(["a": ["b": .null, "d": ["e": .null]], "l": [3]], to: document)
                == ["a": ["c": 2, "d": [:]], "l": [3]]
        )
        // Gone, rather than there as null.
        #expect(MergePatch.apply(["a": .null], to: document)["a"] == nil)
    }

    @Test("Strategic merges find list elements by key")
    func strategicMerge() {
        let schema = BuiltInSchemas.pod
        func pod(_ containers: JSONValue) -> JSONValue { ["spec": ["containers": containers]] }
        let live = pod([["name": "a", "image": "1"], ["name": "b"]])
        func patched(_ containers: JSONValue) -> JSONValue {
            StrategicMergePatch.apply(pod(containers), to: live, schema: schema)
        }
        #expect(
            patched([["name": "a", "tty": true]]) == pod([["name": "a", "image": "1", "tty": true], ["name": "b"]])
        )
        #expect(patched([["name": "a", "$patch": "delete"]]) == pod([["name": "b"]]))
        #expect(patched([["$patch": "replace"], ["name": "c"]]) == pod([["name": "c"]]))
        #expect(
            StrategicMergePatch.apply(
                ["metadata": ["$deleteFromPrimitiveList/finalizers": ["x"]]],
                to: ["metadata": ["finalizers": ["x", "y"]]],
                schema: schema
            ) == ["metadata": ["finalizers": ["y"]]]
        )
    }

    @Test("Built-in types take strategic merges")
    func strategicMergeOfAccount() throws {
        let fixture = try StoreFixture()
        try fixture.create("serviceaccounts", ["metadata": ["name": "s"], "imagePullSecrets": [["name": "a"]]])
        let patch: JSONValue = ["imagePullSecrets": [["name": "b"]]]
        let object = try fixture.merge("serviceaccounts", "s", patch, type: .strategicMerge).object
        #expect(object["imagePullSecrets"] == [["name": "a"], ["name": "b"]])
    }
}
