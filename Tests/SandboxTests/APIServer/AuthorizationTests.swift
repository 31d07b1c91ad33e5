import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Rights on the API server")
struct AuthorizationTests {
    private static let rbac = "/apis/rbac.authorization.k8s.io/v1"

    private func addRole(_ cluster: TestCluster, _ name: String, _ rule: JSONValue, to user: String) async throws {
        let path = "\(Self.rbac)/namespaces/apps"
        try await cluster.send("POST", "\(path)/roles", ["metadata": ["name": .string(name)], "rules": [rule]])
        try await cluster.send("POST", "\(path)/rolebindings", Self.binding(name, to: user))
    }

    private static func binding(_ name: String, kind: String = "Role", to user: String) -> JSONValue {
        [
            "metadata": ["name": .string(name)],
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": .string(kind), "name": .string(name)],
            "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": .string(user)]],
        ]
    }

    @Test("come from a Role in its namespace, for the names that it lists")
    func role() async throws {
        try await withCluster { cluster in
            for name in ["apps", "other"] { try await cluster.createNamespace(name) }
            let jane = try cluster.addUser("jane")
            let secrets = "/api/v1/namespaces/apps/secrets"
            try await cluster.send("POST", secrets, ["metadata": ["name": "a"]])
            #expect(try await cluster.send("GET", "\(secrets)/a", as: jane).status == 403)
            let rule: JSONValue = [
                "verbs": ["get", "list"], "apiGroups": [""], "resources": ["secrets"], "resourceNames": ["a"],
            ]
            try await addRole(cluster, "a-reader", rule, to: "jane")
            #expect(try await cluster.send("GET", "\(secrets)/a", as: jane).status == 200)
            #expect(try await cluster.send("GET", "\(secrets)/b", as: jane).status == 403)
            #expect(try await cluster.send("GET", secrets, as: jane).status == 403)
            let selected = try await cluster.send("GET", "\(secrets)?fieldSelector=metadata.name%3Da", as: jane)
            #expect(selected.json["items"]?.array?.count == 1)
            #expect(try await cluster.send("GET", "/api/v1/namespaces/other/secrets/a", as: jane).status == 403)

            let review = try await cluster.send(
                "POST",
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                [
                    "spec": [
                        "resourceAttributes": ["verb": "get", "resource": "secrets", "name": "a", "namespace": "apps"]
                    ]
                ],
                as: jane
            )
            #expect(
                review.json["status"] == [
                    "allowed": true,
                    "reason": "RBAC: allowed by RoleBinding \"a-reader/apps\" of Role \"a-reader\" to User \"jane\"",
                ]
            )
        }
    }

    @Test("that one lacks cannot be granted to others")
    func escalation() async throws {
        try await withCluster { cluster in
            try await cluster.createNamespace("apps")
            let jane = try cluster.addUser("jane")
            let manage: JSONValue = [
                "verbs": ["create", "patch", "get"], "apiGroups": ["rbac.authorization.k8s.io"],
                "resources": ["roles", "rolebindings"],
            ]
            try await addRole(cluster, "manager", manage, to: "jane")
            let roles = "\(Self.rbac)/namespaces/apps/roles"
            let rule: JSONValue = ["verbs": ["get"], "apiGroups": [""], "resources": ["secrets"]]
            let role: JSONValue = ["metadata": ["name": "more"], "rules": [rule]]
            let refused = try await cluster.send("POST", roles, role, as: jane)
            #expect(refused.status == 403)
            #expect(
                refused.json["message"]
                    == .string(
                        "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"jane\" "
                            + "(groups=[\"system:authenticated\"]) is attempting to grant RBAC permissions not "
                            + "currently held:\n{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\"]}"
                    )
            )
            #expect(try await cluster.send("GET", "\(roles)/more").status == 404)

            try await cluster.send("POST", roles, role)
            let bindings = "\(Self.rbac)/namespaces/apps/rolebindings"
            #expect(try await cluster.send("POST", bindings, Self.binding("more", to: "jane"), as: jane).status == 403)
            #expect(try await cluster.send("POST", bindings, Self.binding("gone", to: "jane"), as: jane).status == 404)

            // Who holds the right may pass it on, and so may who has the verb `bind`.
            let bind: JSONValue = [
                "verbs": ["bind"], "apiGroups": ["rbac.authorization.k8s.io"], "resources": ["roles"],
                "resourceNames": ["more"],
            ]
            try await addRole(cluster, "binder", bind, to: "jane")
            #expect(try await cluster.send("POST", bindings, Self.binding("more", to: "jane"), as: jane).status == 201)
            var again = role
            again["metadata"] = ["name": "same"]
            #expect(try await cluster.send("POST", roles, again, as: jane).status == 201)
        }
    }

    @Test("are those of whom one acts as, if one may")
    func impersonation() async throws {
        try await withCluster { cluster in
            try await cluster.createNamespace("apps")
            let asAccount = ["Impersonate-User": "system:serviceaccount:apps:flux"]
            let answer = try await cluster.send(
                "POST",
                "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                ["kind": "SelfSubjectReview"],
                headers: asAccount
            )
            #expect(
                answer.json[path: "status", "userInfo", "groups"] == [
                    "system:serviceaccounts", "system:serviceaccounts:apps", "system:authenticated",
                ]
            )

            let jane = try cluster.addUser("jane")
            let refused = try await cluster.send("GET", "/api/v1/namespaces/apps/pods", headers: asAccount, as: jane)
            #expect(
                refused.json["message"]
                    == .string(
                        "serviceaccounts \"flux\" is forbidden: User \"jane\" cannot impersonate resource "
                            + "\"serviceaccounts\" in API group \"\" in the namespace \"apps\""
                    )
            )
            let rule: JSONValue = ["verbs": ["impersonate"], "apiGroups": [""], "resources": ["serviceaccounts"]]
            try await addRole(cluster, "impersonator", rule, to: "jane")
            let allowed = try await cluster.send("GET", "/api/v1/namespaces/apps/pods", headers: asAccount, as: jane)
            #expect(
                allowed.json["message"]
                    == .string(
                        "pods is forbidden: User \"system:serviceaccount:apps:flux\" cannot list resource \"pods\" "
                            + "in API group \"\" in the namespace \"apps\""
                    )
            )
            let masters = [
                "Impersonate-User": "system:serviceaccount:apps:flux", "Impersonate-Group": "system:masters",
            ]
            let grab = try await cluster.send("GET", "/api/v1/namespaces", headers: masters, as: jane)
            #expect(grab.status == 403)
            #expect(grab.json[path: "details", "kind"] == "groups")
            let extra = try await cluster.send(
                "GET",
                "/api/v1/namespaces",
                headers: ["Impersonate-User": "joe", "Impersonate-Extra-scope": "x"]
            )
            #expect(extra.status == 403)
            #expect(try await cluster.send("GET", "/version", headers: ["Impersonate-Uid": "1"]).status == 500)
        }
    }
}
