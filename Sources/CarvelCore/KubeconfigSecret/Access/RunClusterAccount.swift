import OrderedCollections
import YAMLDocument

/// A service account on a run cluster for Flux to log in as, with no more rights than a delivery needs.
public struct RunClusterAccount: Sendable, Hashable {
    /// The account's name and namespace.
    public var account: NamespacedName
    /// Whom Flux acts as there, and where it applies; with nobody to act as, the account has the rights itself.
    public var access: FluxAccess

    /// - Parameters:
    ///   - account: the account; its namespace must be given.
    ///   - access: what Flux does through it.
    public init(_ account: NamespacedName, access: FluxAccess) {
        self.account = account
        self.access = access
    }

    /// The account and its rights, in an order in which they can be applied.
    ///
    /// The right to impersonate is given by a Role: that of a ClusterRole would take in accounts of this name in every
    /// namespace.
    public func manifests() -> [Manifest] {
        var namespaces: [String] = []
        for namespace in [account.namespace, access.targetNamespace, access.actingAs?.namespace] {
            if let namespace, !namespaces.contains(namespace) { namespaces.append(namespace) }
        }
        var manifests = namespaces.map(CommonManifests.namespace)
        manifests.append(Manifest(.serviceAccount, object(.serviceAccount, account.name, account.namespace)))
        if let other = access.actingAs, let namespace = other.namespace {
            let role = ObjectNames.fitted("flux-impersonate-\(other.name)")
            manifests.append(Manifest(.role, self.role(role, namespace, [Self.impersonation(of: other.name)])))
            manifests.append(binding(role, namespace, to: account))
        }
        if let target = access.targetNamespace {
            let role = RunClusterManifests.fluxRole
            manifests.append(Manifest(.role, self.role(role, target, RunClusterManifests.fluxRules)))
            manifests.append(binding(role, target, to: access.actingAs ?? account))
        }
        return manifests
    }

    private static func impersonation(of name: String) -> JSONValue {
        [
            "apiGroups": [""], "resources": ["serviceaccounts"], "verbs": ["impersonate"],
            "resourceNames": [.string(name)],
        ]
    }

    private func role(_ name: String, _ namespace: String, _ rules: [JSONValue]) -> KubernetesObject {
        object(.role, name, namespace, ["rules": .array(rules)])
    }

    /// Named after whom it is for, so that accounts which share a Role share nothing else.
    private func binding(_ role: String, _ namespace: String, to subject: NamespacedName) -> Manifest {
        let subjectNamespace = subject.namespace ?? ""
        return Manifest(
            .roleBinding,
            object(
                .roleBinding,
                ObjectNames.fitted("\(subjectNamespace)-\(subject.name)-\(role)"),
                namespace,
                [
                    "roleRef": [
                        "apiGroup": .string(ResourceType.role.group), "kind": "Role", "name": .string(role),
                    ],
                    "subjects": [
                        [
                            "kind": "ServiceAccount", "name": .string(subject.name),
                            "namespace": .string(subjectNamespace),
                        ]
                    ],
                ]
            )
        )
    }

    private func object(
        _ type: ResourceType,
        _ name: String,
        _ namespace: String?,
        _ members: JSONObject = [:]
    ) -> KubernetesObject {
        KubernetesObject(
            type,
            name: name,
            namespace: namespace,
            labels: [Labels.managedBy: ClusterClient.fieldManager],
            members
        )
    }
}
