import Testing
import YAMLDocument

@testable import Sandbox

@Suite("RBAC rules")
struct PolicyRuleTests {
    private static func attributes(
        _ verb: String,
        _ plural: String,
        group: String = "",
        name: String = "",
        subresource: String = ""
    ) -> AccessAttributes {
        AccessAttributes(
            verb: verb,
            subject: .resource(
                RequestTarget.Resource(
                    group: group,
                    version: "v1",
                    namespace: "apps",
                    plural: plural,
                    name: name,
                    subresource: subresource
                )
            )
        )
    }

    @Test(
        "allow what they list, and nothing else",
        arguments: [
            (["verbs": ["get"], "apiGroups": [""], "resources": ["secrets"]], attributes("get", "secrets"), true),
            (["verbs": ["get"], "apiGroups": [""], "resources": ["secrets"]], attributes("list", "secrets"), false),
            (["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]], attributes("x", "y", group: "z"), true),
            (["verbs": ["get"], "apiGroups": ["apps"], "resources": ["*"]], attributes("get", "secrets"), false),
            (
                ["verbs": ["get"], "apiGroups": [""], "resources": ["secrets"], "resourceNames": ["a"]],
                attributes("get", "secrets", name: "a"), true
            ),
            (
                ["verbs": ["get"], "apiGroups": [""], "resources": ["secrets"], "resourceNames": ["a"]],
                attributes("get", "secrets", name: "b"), false
            ),
            (
                ["verbs": ["create"], "apiGroups": [""], "resources": ["serviceaccounts"]],
                attributes("create", "serviceaccounts", subresource: "token"), false
            ),
            (
                ["verbs": ["create"], "apiGroups": [""], "resources": ["*/token"]],
                attributes("create", "serviceaccounts", subresource: "token"), true
            ),
            (
                ["verbs": ["get"], "nonResourceURLs": ["/api/*"]],
                AccessAttributes(verb: "get", subject: .path("/api/v1")), true
            ),
            (
                ["verbs": ["get"], "nonResourceURLs": ["/api"]],
                AccessAttributes(verb: "get", subject: .path("/api/v1")), false
            ),
        ] as [(JSONValue, AccessAttributes, Bool)]
    )
    func allows(rule: JSONValue, attributes: AccessAttributes, isAllowed: Bool) {
        #expect(PolicyRule(rule).allows(attributes) == isAllowed)
    }

    @Test(
        "cover other rules part by part",
        arguments: [
            (["verbs": ["*"], "apiGroups": [""], "resources": ["secrets"]], true),
            (["verbs": ["get"], "apiGroups": [""], "resources": ["secrets"]], false),
            (["verbs": ["get", "list"], "apiGroups": ["*"], "resources": ["*"]], true),
            (["verbs": ["*"], "apiGroups": [""], "resources": ["secrets"], "resourceNames": ["a"]], false),
            (["verbs": ["*"], "apiGroups": [""], "resources": ["secrets/status"]], false),
        ] as [(JSONValue, Bool)]
    )
    func covers(holder: JSONValue, isCovered: Bool) {
        let wanted = PolicyRule(["verbs": ["get", "list"], "apiGroups": [""], "resources": ["secrets"]])
        #expect(wanted.parts.count == 2)
        #expect(wanted.parts.allSatisfy { PolicyRule(holder).covers(part: $0) } == isCovered)
    }

    @Test("are refused in the words of the real server")
    func refusal() {
        let user = UserInfo(name: "jane", groups: [])
        var status = Self.attributes("create", "serviceaccounts", name: "v", subresource: "token").forbidden(for: user)
        #expect(
            status.message
                == "serviceaccounts \"v\" is forbidden: User \"jane\" cannot create resource "
                + "\"serviceaccounts/token\" in API group \"\" in the namespace \"apps\""
        )
        status = AccessAttributes(verb: "get", subject: .path("/metrics")).forbidden(for: user)
        #expect(status.message == "forbidden: User \"jane\" cannot get path \"/metrics\"")
        #expect(status.code == 403)
    }
}
