import CarvelCore
import OrderedCollections
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("healthCheckExprs, as far as the stand-in understands them")
struct HealthExpressionTests {
    private static let failed = "status.conditions.exists(c, c.type == 'Bad' && c.status == 'True') || has(status.dead)"

    private static func expressions(_ members: JSONValue) throws -> HealthExpressions {
        var entry: JSONValue = ["apiVersion": "example.com/v1", "kind": "Thing"]
        for (name, value) in members.object ?? [:] { entry[name] = value }
        return try HealthExpressions(KubernetesObject(["spec": ["healthCheckExprs": [entry]]]))
    }

    private static func thing(_ status: JSONValue?, kind: String = "Thing") -> KubernetesObject {
        var object: JSONValue = [
            "apiVersion": "example.com/v2", "kind": .string(kind), "metadata": ["generation": 2],
        ]
        object["status"] = status
        return KubernetesObject(object)
    }

    @Test(
        "Tell in progress, failed and current apart, in that order",
        arguments: [
            (["conditions": [["type": "Good", "status": "True"]]], .current),
            (["conditions": [["type": "Good", "status": "False"]]], .inProgress),
            (["conditions": [["type": "Bad", "status": "True"], ["type": "Good", "status": "True"]]], .failed),
            (["conditions": [["type": "Odd"], ["type": "Bad", "status": "True"]]], .failed),
            (["dead": 1], .failed), (["busy": true, "dead": 1], .inProgress),
            (["observedGeneration": 1, "dead": 1], .inProgress), (["observedGeneration": 2, "dead": 1], .failed),
            ([:], .unknown), (nil, .unknown),
        ] as [(JSONValue?, HealthCheck.Verdict)]
    )
    func verdicts(status: JSONValue?, verdict: HealthCheck.Verdict) throws {
        let expressions = try Self.expressions([
            "inProgress": "has(status.busy) && status.busy == true", "failed": .string(Self.failed),
            "current": "(status.conditions.exists(c, c.type == \"Good\" && !(c.status != 'True')))",
        ])
        #expect(expressions.verdict(on: Self.thing(status)) == verdict)
        #expect(expressions.verdict(on: Self.thing(status, kind: "Other")) == nil)
    }

    @Test("all holds for each element, and numbers are numbers")
    func all() throws {
        let expressions = try Self.expressions(["current": "status.parts.all(p, p.ready == 2)"])
        #expect(expressions.verdict(on: Self.thing(["parts": [["ready": 2], ["ready": 2]]])) == .current)
        #expect(expressions.verdict(on: Self.thing(["parts": [["ready": 2], ["ready": 3]]])) == .inProgress)
    }

    @Test(
        "Anything else is refused, not passed over",
        arguments: [
            "size(status.parts) > 1", "status.parts.filter(p, p.ready)", "status['a']", "status.a ? true : false", "",
            "status.a == ", "'open",
        ]
    )
    func refused(text: String) {
        let failure = #expect(throws: FluxFailure.self) { try Self.expressions(["current": .string(text)]) }
        #expect(failure?.reason == "InvalidCELExpression")
    }
}
