import OrderedCollections
import YAMLDocument

// What the cluster as a whole gets.

extension FluxInstallManifest {
    var namespace: JSONValue {
        var namespace = object("v1", "Namespace", Self.namespace, isNamespaced: false)
        namespace["metadata"]?["labels"]?["pod-security.kubernetes.io/warn"] = "restricted"
        return namespace
    }

    func definitions() throws -> [JSONValue] {
        let components = ["source.toolkit.fluxcd.io": "source", "kustomize.toolkit.fluxcd.io": "kustomize"]
        let real = try CustomResourceDefinitions.bundled(flux: release, hasKappController: false)
        let (sourceVersions, helmVersions) = helmVersions
        return real.map { definition in
            let group = definition[path: "spec", "group"]?.string ?? ""
            var marked = definition
            marked["metadata"]?["labels"] = labels(components[group].map { "\($0)-controller" })
            return marked
        } + [
            looseDefinition("source", "HelmRepository", "helmrepositories", sourceVersions),
            looseDefinition("helm", "HelmRelease", "helmreleases", helmVersions),
        ]
    }

    /// The versions of HelmRepositories and HelmReleases, the one first in which they are stored.
    private var helmVersions: (source: [String], helm: [String]) {
        switch release {
        case .v0_41: (["v1beta2"], ["v2beta1"])
        case .v2_6: (["v1", "v1beta2"], ["v2", "v2beta1"])
        case .v2_9: (["v1"], ["v2"])
        }
    }

    /// A definition that takes any spec.
    private func looseDefinition(_ toolkit: String, _ kind: String, _ plural: String, _ versions: [String]) -> JSONValue
    {
        let group = "\(toolkit).toolkit.fluxcd.io"
        let part: JSONValue = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        let schema: JSONValue = ["type": "object", "properties": ["spec": part, "status": part]]
        let spec: JSONValue = [
            "group": .string(group),
            "names": [
                "kind": .string(kind), "listKind": .string("\(kind)List"), "plural": .string(plural),
                "singular": .string(kind.lowercased()),
            ],
            "scope": "Namespaced",
            "versions": .array(
                versions.enumerated().map { index, version in
                    [
                        "name": .string(version), "schema": ["openAPIV3Schema": schema], "served": true,
                        "storage": .bool(index == 0), "subresources": ["status": [:]],
                    ]
                }
            ),
        ]
        return object(
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            "\(plural).\(group)",
            of: "\(toolkit)-controller",
            isNamespaced: false,
            ["spec": spec]
        )
    }

    var rights: [JSONValue] {
        let rbac = "rbac.authorization.k8s.io"
        let rule: JSONValue = ["apiGroups": ["source.toolkit.fluxcd.io"], "resources": ["*"], "verbs": ["*"]]
        func binding(_ name: String, _ role: String, _ accounts: [String]) -> JSONValue {
            object(
                "\(rbac)/v1",
                "ClusterRoleBinding",
                "\(name)-\(Self.namespace)",
                isNamespaced: false,
                [
                    "roleRef": ["apiGroup": .string(rbac), "kind": "ClusterRole", "name": .string(role)],
                    "subjects": .array(
                        accounts.map {
                            ["kind": "ServiceAccount", "name": .string($0), "namespace": .string(Self.namespace)]
                        }
                    ),
                ]
            )
        }
        let role = "crd-controller-\(Self.namespace)"
        return [
            object("\(rbac)/v1", "ClusterRole", role, isNamespaced: false, ["rules": [rule]]),
            binding("cluster-reconciler", "cluster-admin", ["kustomize-controller", "helm-controller"]),
            binding("crd-controller", role, Self.controllers),
        ]
    }
}
