import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Selectors")
struct SelectorTests {
    @Test(
        "select by labels",
        arguments: [
            ("", true), ("app=web", true), ("app==web", true), ("app=api", false), ("app!=api", true),
            ("missing!=x", true), ("missing=", false), ("empty=", true), ("tier in (front, back)", true),
            ("tier in (back)", false), ("tier notin (back)", true), ("missing notin (a)", true), ("app", true),
            ("missing", false), ("!missing", true), ("!app", false), ("n>4", true), ("n>5", false), ("n<6", true),
            ("app=web,tier=front", true), ("app=web,tier=back", false), ("example.com/a=b", true),
            (" app = web , tier in ( front ) ", true),
        ]
    )
    func labels(text: String, isSelected: Bool) throws {
        let labels = ["app": "web", "tier": "front", "n": "5", "empty": "", "example.com/a": "b"]
        #expect(try LabelSelector(text).matches(labels) == isSelected)
    }

    @Test(
        "that make no sense are refused in the words of the real server",
        arguments: [
            ("==", "found '==', expected: !, identifier, or 'end of string'"),
            ("a in b", "found 'b' expected: '('"),
            ("a,", "found '', expected: identifier after ','"),
            ("a b", "found 'b', expected: in, notin, =, ==, !=, gt, lt"),
            ("a in (b", "found '', expected: ',', or ')'"),
        ]
    )
    func badLabels(text: String, message: String) throws {
        let refusal = try #require(throws: StatusError.self) { try LabelSelector(text) }
        #expect(refusal == .badRequest(message))
    }

    @Test(
        "select by fields",
        arguments: [
            ("metadata.name=x", true), ("metadata.name==x", true), ("metadata.name!=x", false),
            ("metadata.namespace=apps,metadata.name=x", true), ("involvedObject.kind=Pod", false),
            ("involvedObject.kind=", true), ("reason=Failed", true),
        ]
    )
    func fields(text: String, isSelected: Bool) throws {
        let selector = try FieldSelector(text, fields: ["involvedObject.kind", "reason"])
        #expect(selector.matches(["metadata": ["name": "x", "namespace": "apps"], "reason": "Failed"]) == isSelected)
    }

    @Test("by unknown fields are refused")
    func unknownField() throws {
        let refusal = try #require(throws: StatusError.self) { try FieldSelector("spec.x=1", fields: []) }
        #expect(
            refusal
                == .badRequest(
                    "\"spec.x\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                )
        )
        #expect(throws: StatusError.self) { try FieldSelector("nonsense", fields: []) }
    }

    @Test("name one object where they ask for exactly one")
    func requiredName() {
        #expect(FieldSelector.requiredName("metadata.name=x") == "x")
        #expect(FieldSelector.requiredName("metadata.name!=x") == nil)
        #expect(FieldSelector.requiredName("metadata.namespace=x") == nil)
        #expect(FieldSelector.requiredName(nil) == nil)
    }
}

@Suite("Continue tokens")
struct ContinueTokenTests {
    @Test("carry the place of the next page")
    func roundTrip() throws {
        let token = ContinueToken(resourceVersion: 42, after: ListPosition(namespace: "apps", name: "x-1"))
        #expect(try ContinueToken(token.text) == token)
        let cluster = ContinueToken(resourceVersion: 42, after: ListPosition(namespace: "", name: "x"))
        #expect(try ContinueToken(cluster.text) == cluster)
    }

    @Test("that are none are refused", arguments: ["garbage", "%%", "e30", "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ"])
    func garbage(text: String) throws {
        let refusal = try #require(throws: StatusError.self) { try ContinueToken(text) }
        #expect(refusal.code == 400)
        #expect(refusal.message.hasPrefix("invalid continue token: "))
    }

    @Test("order places bytewise by namespace, then name")
    func order() {
        func position(_ namespace: String, _ name: String) -> ListPosition {
            ListPosition(namespace: namespace, name: name)
        }
        #expect(position("a", "z") < position("b", "a"))
        // As whole texts `a-b/…` would come before `a/…`, which is not how lists are sorted.
        #expect(position("a", "z") < position("a-b", "a"))
        #expect(position("a", "x-1") < position("a", "x1"))
    }
}
