import YAMLDocument

@testable import CarvelCore

/// One way in which what we make differs from what a document says, on purpose, as a change of the document's object.
struct TutorialDeviation: Sendable {
    let name: String
    let change: @Sendable (KubernetesObject) -> KubernetesObject

    init(_ name: String, _ change: @escaping @Sendable (KubernetesObject) -> KubernetesObject) {
        self.name = name
        self.change = change
    }

    private static let ourLabels: JSONValue = [
        "app.kubernetes.io/managed-by": "carvel-deliver", "app.kubernetes.io/part-of": "shop",
    ]

    /// Flux 2.8 and later serve v1 alone; where v1beta2 is served and v1 is not, the document's version stands.
    static func served(_ version: String) -> TutorialDeviation {
        TutorialDeviation("the version of Flux's API is the one that the cluster serves") { object in
            guard let group = object.apiVersion.firstRange(of: "toolkit.fluxcd.io/") else { return object }
            return object.setting(
                .string(object.apiVersion[..<group.upperBound] + version),
                at: "apiVersion"
            )
        }
    }

    static let noSecretNamespace = TutorialDeviation("spec.secretRef.namespace is no field") {
        $0.kind == "GitRepository" ? $0.setting(nil, at: "spec", "secretRef", "namespace") : $0
    }

    static let noKubeconfigNamespace = TutorialDeviation("spec.kubeConfig.secretRef.namespace is no field") {
        $0.kind == "Kustomization" ? $0.setting(nil, at: "spec", "kubeConfig", "secretRef", "namespace") : $0
    }

    static let noGitImplementation = TutorialDeviation("spec.gitImplementation is gone since Flux 2.0") {
        $0.kind == "GitRepository" ? $0.setting(nil, at: "spec", "gitImplementation") : $0
    }

    static let dependsOn = TutorialDeviation("an install waits for the Packages") { object in
        guard object.kind == "Kustomization", let stem = object.name.stem(before: "packageinstalls") else {
            return object
        }
        return object.setting([["name": .string(stem + "packages")]], at: "spec", "dependsOn")
    }

    static let retryInterval = TutorialDeviation("a failure is tried again sooner than after the interval") {
        $0.kind == "Kustomization" ? $0.setting("1m", at: "spec", "retryInterval") : $0
    }

    static let labels = TutorialDeviation("labels tell whose the object is") {
        $0.setting(ourLabels, at: "metadata", "labels")
    }

    static let kubeconfigLabels = TutorialDeviation("labels tell who made the Secret, and let Flux watch it") {
        $0.setting(
            ["app.kubernetes.io/managed-by": "carvel-deliver", "reconcile.fluxcd.io/watch": "Enabled"],
            at: "metadata",
            "labels"
        )
    }

    static let wholeRole = TutorialDeviation("the role has all rights of the other documents, and their name") {
        guard $0.name == "app-ip-cr-role" else { return $0 }
        let verbs: JSONValue = ["get", "list", "create", "update", "delete"]
        return $0.setting("app-cr-role", at: "metadata", "name").setting("shop", at: "metadata", "namespace").setting(
            [
                ["apiGroups": ["apps"], "resources": ["deployments"], "verbs": verbs],
                ["apiGroups": [""], "resources": ["configmaps", "services"], "verbs": verbs],
                ["apiGroups": ["networking.k8s.io"], "resources": ["ingresses"], "verbs": verbs],
            ],
            at: "rules"
        )
    }

    static let valuesKey = TutorialDeviation("the values are under values.yaml, as in the other documents") { object in
        guard let values = object.json[path: "stringData", "values.yml"] else { return object }
        return object.setting(["values.yaml": values], at: "stringData")
    }
}

extension String {
    /// What comes before an ending, if it ends so.
    fileprivate func stem(before ending: String) -> String? {
        hasSuffix(ending) ? String(dropLast(ending.count)) : nil
    }
}
