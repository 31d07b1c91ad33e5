import OrderedCollections
import YAMLDocument

/// What a run cluster holds before the first package comes: a namespace, a service account, and the least rights for
/// the two who work there.
///
/// Flux applies Packages, PackageInstalls and Secrets as `system:serviceaccount:<build namespace>:<account>`, which is
/// whom it impersonates. kapp-controller installs what a Package holds as the account of the run cluster's namespace.
struct RunClusterManifests: Sendable {
    let delivery: Delivery
    let cluster: Delivery.RunCluster

    /// The role for Flux, as the tutorials name it.
    static let fluxRole = "app-package-and-pkgi-install-role"
    /// The role for kapp-controller, as the tutorials name it.
    static let kappRole = "app-cr-role"

    init(_ delivery: Delivery, _ cluster: Delivery.RunCluster) {
        self.delivery = delivery
        self.cluster = cluster
    }

    /// All of it, in an order in which it can be applied.
    func all() -> [Manifest] {
        [
            CommonManifests.namespace(cluster.namespace),
            CommonManifests.serviceAccount(cluster.serviceAccountName, namespace: cluster.namespace, delivery),
            role(Self.fluxRole, rules: Self.fluxRules),
            binding(Self.fluxRole, subjectNamespace: delivery.build.namespace),
            role(
                Self.kappRole,
                rules: [
                    Self.rule("apps", ["deployments"]),
                    Self.rule("", ["configmaps", "services"]),
                    Self.rule("networking.k8s.io", ["ingresses"]),
                ]
            ),
            binding(Self.kappRole, subjectNamespace: cluster.namespace),
        ]
    }

    /// What Flux does in the namespace that it delivers to.
    static let fluxRules = [
        rule("data.packaging.carvel.dev", ["packages"], mayPatch: true),
        rule("packaging.carvel.dev", ["packageinstalls"], mayPatch: true),
        rule("", ["secrets"], mayPatch: true),
    ]

    private func role(_ name: String, rules: [JSONValue]) -> Manifest {
        Manifest(
            .role,
            KubernetesObject(
                .role,
                name: name,
                namespace: cluster.namespace,
                labels: Labels.of(delivery),
                ["rules": .array(rules)]
            )
        )
    }

    private static func rule(_ group: String, _ resources: [String], mayPatch: Bool = false) -> JSONValue {
        let verbs = ["get", "list", "create", "update", "delete"] + (mayPatch ? ["patch"] : [])
        return [
            "apiGroups": [.string(group)],
            "resources": .array(resources.map(JSONValue.string)),
            "verbs": .array(verbs.map(JSONValue.string)),
        ]
    }

    /// Named after the delivery too: deliveries that share a namespace share the Roles, and each has subjects of its own.
    private func binding(_ role: String, subjectNamespace: String) -> Manifest {
        Manifest(
            .roleBinding,
            KubernetesObject(
                .roleBinding,
                name: ObjectNames.fitted("\(delivery.name)-\(role)"),
                namespace: cluster.namespace,
                labels: Labels.of(delivery),
                [
                    "roleRef": [
                        "apiGroup": .string(ResourceType.role.group), "kind": "Role", "name": .string(role),
                    ],
                    "subjects": [
                        [
                            "kind": "ServiceAccount", "name": .string(cluster.serviceAccountName),
                            "namespace": .string(subjectNamespace),
                        ]
                    ],
                ]
            )
        )
    }
}
