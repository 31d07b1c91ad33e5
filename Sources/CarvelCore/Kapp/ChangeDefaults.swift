import YAMLDocument

/// The groups and rules that kapp has of itself, as far as they show in a delivery.
///
/// Source: kapp, `pkg/kapp/config/default.go`. Those of storage and of webhooks are left out.
enum ChangeDefaults {
    /// What the names of these groups begin with.
    static let prefix = "change-groups.kapp.k14s.io/"

    private static let rbac = "rbac.authorization.k8s.io"
    private static let podRelated: Set<String> = [
        "ServiceAccount", "Secret", "ConfigMap", "LimitRange", "ResourceQuota", "NetworkPolicy",
        "PodDisruptionBudget", "PriorityClass",
    ]

    /// The groups that an object is in.
    static func groups(of object: KubernetesObject) -> [String] {
        var names: [String] = []
        switch (object.apiGroup, object.kind) {
        case ("apiextensions.k8s.io", "CustomResourceDefinition"):
            let kind = object.spec?[path: "names", "kind"]?.string ?? ""
            names = ["crds", "crds-\(object.spec?["group"]?.string ?? "")-\(kind)"]
        case ("", "Namespace"): names = ["namespaces", "namespaces-\(object.name)"]
        case (rbac, "Role"), (rbac, "ClusterRole"): names = ["rbac-roles", "rbac"]
        case (rbac, "RoleBinding"), (rbac, "ClusterRoleBinding"): names = ["rbac-role-bindings", "rbac"]
        case ("", "ServiceAccount"): names = ["pod-related", "serviceaccount"]
        case (ResourceType.app.group, ResourceType.app.kind): names = ["kapp-controller-app"]
        case (ResourceType.packageInstall.group, ResourceType.packageInstall.kind):
            names = ["kapp-controller-packageinstall"]
        case (_, let kind) where podRelated.contains(kind): names = ["pod-related"]
        default: break
        }
        return names.map { prefix + $0 }
    }

    /// The rules that always hold.
    static func required(for object: KubernetesObject) -> [ChangeRule] {
        var rules: [ChangeRule] = []
        if !object.apiGroup.isEmpty {
            rules.append(ChangeRule(.upsert, .after, .upserting, "\(prefix)crds-\(object.apiGroup)-\(object.kind)"))
        }
        if let namespace = object.namespace {
            rules.append(ChangeRule(.upsert, .after, .upserting, "\(prefix)namespaces-\(namespace)"))
        }
        return rules
    }

    /// The rules that hold where they make no circle, the weightiest first.
    static func optional(for object: KubernetesObject) -> [ChangeRule] {
        func rule(
            _ action: ChangeRule.Action,
            _ order: ChangeRule.Order,
            _ target: ChangeRule.TargetAction,
            _ group: String
        ) -> ChangeRule {
            ChangeRule(action, order, target, prefix + group)
        }
        let isRBAC = object.apiGroup == rbac
        let isAccount = object.apiGroup.isEmpty && object.kind == "ServiceAccount"
        var rules: [ChangeRule] = []
        if object.namespace != nil, !isRBAC, !podRelated.contains(object.kind) {
            rules = [rule(.upsert, .after, .upserting, "pod-related"), rule(.upsert, .after, .upserting, "rbac")]
        }
        if isRBAC || isAccount {
            for group in ["kapp-controller-packageinstall", "kapp-controller-app"] {
                rules += [rule(.upsert, .before, .upserting, group), rule(.delete, .after, .deleting, group)]
            }
        }
        if isRBAC, object.kind.hasSuffix("Binding") { rules.append(rule(.upsert, .after, .upserting, "rbac-roles")) }
        if isAccount, let namespace = object.namespace {
            rules.append(rule(.delete, .before, .deleting, "namespaces-\(namespace)"))
        }
        return rules
    }
}
