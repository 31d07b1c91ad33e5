import OrderedCollections
import YAMLDocument

/// The service accounts of a delivery by kapp-controller on a run cluster, and the least rights of each: one by which the
/// App deploys what is in the repository, and one by which its PackageInstalls deploy what the packages contain.
struct AppRights: Sendable {
    let delivery: Delivery
    let cluster: Delivery.RunCluster
    /// The account of the PackageInstalls.
    let installAccount: String
    /// Whether both may do everything.
    let isClusterAdmin: Bool

    private var place: AppPlace { delivery.appPlace(of: cluster) }

    /// Where the App's account is: an App acts as an account of its own namespace, unless a kubeconfig takes it to
    /// another cluster.
    private var accountNamespace: String {
        place.kubeconfigSecret == nil ? place.namespace : cluster.namespace
    }

    /// What `app/rbac.yml` holds: the tool applies it, since an App can't give itself rights.
    var ofApp: [KubernetesObject] {
        let account = Subject(cluster.serviceAccountName, accountNamespace)
        let group = [ChangeRule.groupAnnotation: AppManifest.rightsGroup]
        let rights: [KubernetesObject]
        if isClusterAdmin {
            // Who gives all rights to installs must have them.
            rights = [clusterBinding(named: account.name, to: "cluster-admin", of: account, group)]
        } else {
            // Nor can it give installs what it does not have itself.
            let rules = Self.appRules + Self.installRules
            rights =
                [
                    role("\(account.name)-role", in: cluster.namespace, rules, group),
                    binding("\(account.name)-role", in: cluster.namespace, of: account, group),
                ]
                + (accountNamespace == cluster.namespace
                    ? []
                    : [
                        role("\(account.name)-record-role", in: accountNamespace, [Self.recordRule], group),
                        binding("\(account.name)-record-role", in: accountNamespace, of: account, group),
                    ])
        }
        return [serviceAccount(account, group)] + rights
    }

    /// What `packaging/rbac.yml` holds: the App deploys it before the installs.
    var ofInstalls: [KubernetesObject] {
        let account = Subject(installAccount, cluster.namespace)
        let group = [ChangeRule.groupAnnotation: ChangeOrder.setup]
        guard isClusterAdmin else {
            return [
                serviceAccount(account, group),
                role("\(account.name)-role", in: cluster.namespace, Self.installRules, group),
                binding("\(account.name)-role", in: cluster.namespace, of: account, group),
            ]
        }
        let name = clusterName("\(account.name)-cluster-role")
        return [
            serviceAccount(account, group),
            KubernetesObject(
                .clusterRole,
                name: name,
                annotations: group,
                ["rules": [["apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]]]]
            ),
            clusterBinding(named: "\(account.name)-cluster-role", to: name, of: account, group),
        ]
    }

    // MARK: Rules

    private static let verbs: JSONValue = ["get", "list", "create", "update", "delete"]

    private static func rule(_ group: String, _ resources: [String]) -> JSONValue {
        ["apiGroups": [.string(group)], "resources": .array(resources.map(JSONValue.string)), "verbs": verbs]
    }

    /// kapp notes down in ConfigMaps what it has deployed.
    private static let recordRule = rule("", ["configmaps"])

    /// What lies in the repository, and kapp's records.
    private static let appRules = [
        rule("packaging.carvel.dev", ["packagerepositories", "packageinstalls"]),
        rule("", ["secrets", "serviceaccounts"]),
        rule(ResourceType.role.group, ["roles", "rolebindings"]),
    ]

    /// What an application is made of, as for Flux; what else a package contains, only its author knows.
    private static let installRules = [
        rule("apps", ["deployments"]),
        rule("", ["configmaps", "services"]),
        rule("networking.k8s.io", ["ingresses"]),
    ]

    // MARK: Objects

    private struct Subject {
        let name: String
        let namespace: String

        init(_ name: String, _ namespace: String) {
            (self.name, self.namespace) = (name, namespace)
        }

        var json: JSONValue {
            [["kind": "ServiceAccount", "name": .string(name), "namespace": .string(namespace)]]
        }
    }

    /// Names of the whole cluster are shared with other deliveries.
    private func clusterName(_ name: String) -> String { ObjectNames.fitted("\(cluster.namespace)-\(name)") }

    private func serviceAccount(_ account: Subject, _ annotations: [String: String]) -> KubernetesObject {
        KubernetesObject(.serviceAccount, name: account.name, namespace: account.namespace, annotations: annotations)
    }

    private func role(
        _ name: String,
        in namespace: String,
        _ rules: [JSONValue],
        _ annotations: [String: String]
    ) -> KubernetesObject {
        KubernetesObject(
            .role,
            name: ObjectNames.fitted(name),
            namespace: namespace,
            annotations: annotations,
            ["rules": .array(rules)]
        )
    }

    private func binding(
        _ role: String,
        in namespace: String,
        of account: Subject,
        _ annotations: [String: String]
    ) -> KubernetesObject {
        KubernetesObject(
            .roleBinding,
            name: ObjectNames.fitted("\(role)-binding"),
            namespace: namespace,
            annotations: annotations,
            ["subjects": account.json, "roleRef": Self.reference(.role, ObjectNames.fitted(role))]
        )
    }

    private func clusterBinding(
        named name: String,
        to role: String,
        of account: Subject,
        _ annotations: [String: String]
    ) -> KubernetesObject {
        KubernetesObject(
            .clusterRoleBinding,
            name: clusterName("\(name)-binding"),
            annotations: annotations,
            ["subjects": account.json, "roleRef": Self.reference(.clusterRole, role)]
        )
    }

    private static func reference(_ type: ResourceType, _ name: String) -> JSONValue {
        ["apiGroup": .string(type.group), "kind": .string(type.kind), "name": .string(name)]
    }
}
