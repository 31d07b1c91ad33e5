import YAMLDocument

extension ResourceCatalog {
    /// The types that every server serves here, in the order of discovery: what deliveries are made of, and no more.
    static let builtIn: [ResourceDefinition] = core + apps + networking + accessControl + extensions

    private static let core = [
        type("", "ConfigMap", "configmaps", ["cm"], schema: BuiltInSchemas.configMap),
        type("", "Endpoints", "endpoints", ["ep"], singular: "endpoints", schema: BuiltInSchemas.other),
        type("", "Event", "events", ["ev"], schema: BuiltInSchemas.event),
        type(
            "",
            "Namespace",
            "namespaces",
            ["ns"],
            isNamespaced: false,
            subresources: ["finalize", "status"],
            verbs: allVerbs.filter { $0 != "deletecollection" },
            schema: BuiltInSchemas.namespace
        ),
        type(
            "",
            "Pod",
            "pods",
            ["po"],
            categories: ["all"],
            subresources: ["log", "status"],
            hasGeneration: true,
            schema: BuiltInSchemas.pod
        ),
        type("", "ResourceQuota", "resourcequotas", ["quota"], subresources: ["status"]),
        type("", "Secret", "secrets", schema: BuiltInSchemas.secret),
        type(
            "",
            "ServiceAccount",
            "serviceaccounts",
            ["sa"],
            subresources: ["token"],
            schema: BuiltInSchemas.serviceAccount
        ),
        type(
            "",
            "Service",
            "services",
            ["svc"],
            categories: ["all"],
            subresources: ["status"],
            schema: BuiltInSchemas.service
        ),
    ]

    private static let apps = [
        type(
            "apps",
            "Deployment",
            "deployments",
            ["deploy"],
            categories: ["all"],
            subresources: ["status"],
            hasGeneration: true,
            schema: BuiltInSchemas.deployment
        )
    ]

    private static let networking = [
        type(
            "networking.k8s.io",
            "Ingress",
            "ingresses",
            ["ing"],
            subresources: ["status"],
            hasGeneration: true,
            schema: BuiltInSchemas.ingress
        ),
        type(
            "networking.k8s.io",
            "NetworkPolicy",
            "networkpolicies",
            ["netpol"],
            hasGeneration: true,
            schema: BuiltInSchemas.other
        ),
    ]

    private static let accessControl = [
        type(
            rbac,
            "ClusterRoleBinding",
            "clusterrolebindings",
            isNamespaced: false,
            schema: BuiltInSchemas.roleBinding
        ),
        type(rbac, "ClusterRole", "clusterroles", isNamespaced: false, schema: BuiltInSchemas.clusterRole),
        type(rbac, "RoleBinding", "rolebindings", schema: BuiltInSchemas.roleBinding),
        type(rbac, "Role", "roles", schema: BuiltInSchemas.role),
    ]

    private static let extensions = [
        type(
            "apiextensions.k8s.io",
            "CustomResourceDefinition",
            "customresourcedefinitions",
            ["crd", "crds"],
            categories: ["api-extensions"],
            isNamespaced: false,
            subresources: ["status"],
            hasGeneration: true
        )
    ]

    private static let rbac = "rbac.authorization.k8s.io"
    private static let allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]

    private static func type(
        _ group: String,
        _ kind: String,
        _ plural: String,
        _ shortNames: [String] = [],
        singular: String? = nil,
        categories: [String] = [],
        isNamespaced: Bool = true,
        subresources: [String] = [],
        verbs: [String] = allVerbs,
        hasGeneration: Bool = false,
        schema: StructuralSchema = BuiltInSchemas.other
    ) -> ResourceDefinition {
        ResourceDefinition(
            group: group,
            version: "v1",
            kind: kind,
            listKind: "\(kind)List",
            plural: plural,
            singular: singular ?? kind.lowercased(),
            shortNames: shortNames,
            categories: categories,
            isNamespaced: isNamespaced,
            subresources: subresources,
            verbs: verbs,
            origin: .builtIn,
            schema: schema,
            hasGeneration: hasGeneration,
            storageVersion: "v1"
        )
    }
}
