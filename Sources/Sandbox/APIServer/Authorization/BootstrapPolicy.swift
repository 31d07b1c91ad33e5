import YAMLDocument

/// The roles and bindings with which every cluster begins.
enum BootstrapPolicy {
    /// Writes them.
    ///
    /// - Throws: What the store says to them.
    static func install(in store: ObjectStore, types: ServerTypes) throws(StatusError) {
        let options = WriteOptions(fieldManager: "kube-apiserver")
        for role in clusterRoles {
            _ = try store.create(types.clusterRoles, namespace: "", object: role, options: options)
        }
        for binding in bindings {
            _ = try store.create(types.clusterRoleBindings, namespace: "", object: binding, options: options)
        }
    }

    private static let clusterRoles: [JSONValue] = [
        role(
            "cluster-admin",
            [
                ["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]],
                ["verbs": ["*"], "nonResourceURLs": ["*"]],
            ]
        ),
        role(
            "admin",
            [
                rule(workloads, readWrite), rule(rbacTypes, readWrite),
                rule(accounts, ["impersonate"]), rule(tokens, ["create"]),
            ]
        ),
        role("edit", [rule(workloads, readWrite), rule(accounts, ["impersonate"]), rule(tokens, ["create"])]),
        role("view", [rule(readable, ["get", "list", "watch"])]),
        role(
            "system:basic-user",
            [
                rule(
                    [("authorization.k8s.io", ["selfsubjectaccessreviews", "selfsubjectrulesreviews"])],
                    ["create"]
                ),
                rule([("authentication.k8s.io", ["selfsubjectreviews"])], ["create"]),
            ]
        ),
        role("system:discovery", [["verbs": ["get"], "nonResourceURLs": .array(discoveryPaths)]]),
        role("system:public-info-viewer", [["verbs": ["get"], "nonResourceURLs": .array(publicPaths)]]),
    ]

    private static let bindings: [JSONValue] = [
        binding("cluster-admin", groups: [UserInfo.mastersGroup]),
        binding("system:basic-user", groups: [UserInfo.authenticatedGroup]),
        binding("system:discovery", groups: [UserInfo.authenticatedGroup]),
        binding("system:public-info-viewer", groups: [UserInfo.authenticatedGroup, "system:unauthenticated"]),
    ]

    private static let publicPaths: [JSONValue] = ["/healthz", "/livez", "/readyz", "/version", "/version/"]
    private static let discoveryPaths: [JSONValue] = [
        "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version",
        "/version/",
    ]

    private typealias Types = [(group: String, resources: [String])]

    private static let readable: Types = [
        ("", ["configmaps", "events", "namespaces", "pods", "serviceaccounts", "services"]),
        ("apps", ["deployments", "statefulsets", "daemonsets", "replicasets"]),
    ]
    private static let workloads: Types = [
        ("", ["configmaps", "events", "pods", "secrets", "serviceaccounts", "services"]),
        ("apps", ["deployments", "statefulsets", "daemonsets", "replicasets"]),
    ]
    private static let accounts: Types = [("", ["serviceaccounts"])]
    private static let tokens: Types = [("", ["serviceaccounts/token"])]
    /// Not `*`, which would take in `bind` and `escalate`.
    private static let readWrite = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
    private static let rbacTypes: Types = [("rbac.authorization.k8s.io", ["roles", "rolebindings"])]

    private static func rule(_ types: Types, _ verbs: [String]) -> JSONValue {
        [
            "verbs": DiscoveryDocuments.strings(verbs),
            "apiGroups": DiscoveryDocuments.strings(types.map(\.group)),
            "resources": DiscoveryDocuments.strings(types.flatMap(\.resources)),
        ]
    }

    private static func metadata(_ name: String) -> JSONValue {
        [
            "name": .string(name),
            "labels": ["kubernetes.io/bootstrapping": "rbac-defaults"],
            "annotations": ["rbac.authorization.kubernetes.io/autoupdate": "true"],
        ]
    }

    private static func role(_ name: String, _ rules: [JSONValue]) -> JSONValue {
        [
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRole",
            "metadata": metadata(name),
            "rules": .array(rules),
        ]
    }

    private static func binding(_ name: String, groups: [String]) -> JSONValue {
        let api = "rbac.authorization.k8s.io"
        return [
            "apiVersion": .string("\(api)/v1"),
            "kind": "ClusterRoleBinding",
            "metadata": metadata(name),
            "roleRef": ["apiGroup": .string(api), "kind": "ClusterRole", "name": .string(name)],
            "subjects": .array(
                groups.map { ["apiGroup": .string(api), "kind": "Group", "name": .string($0)] }
            ),
        ]
    }
}
