import OrderedCollections
import YAMLDocument

/// The two files of a package's install on one run cluster, as `add` writes them.
struct InstallManifests: Sendable {
    /// The name of the PackageInstall.
    var name: String
    var refName: String
    /// The version, or the range of versions, to install.
    var constraints: String
    var serviceAccountName: String
    /// The text of the values file; `nil` where the package's own defaults serve.
    var values: String?
    /// The namespace that the objects name; `nil` where a Kustomization's `targetNamespace` puts them where they belong.
    var namespace: String?
    /// By which kapp orders the PackageInstall among other objects.
    var installAnnotations: [String: String] = [:]
    /// By which kapp orders the Secret.
    var secretAnnotations: [String: String] = [:]
    /// The name of the values Secret, where it is not the usual one.
    var ownSecretName: String?

    init(name: String, refName: String, constraints: String, serviceAccountName: String, values: String?) {
        self.name = name
        self.refName = refName
        self.constraints = constraints
        self.serviceAccountName = serviceAccountName
        self.values = values
    }

    /// The key of the values Secret that holds the values file.
    static let valuesKey = "values.yaml"

    /// The name of the values Secret.
    var valuesSecretName: String { ownSecretName ?? Self.valuesSecretName(ofInstall: name) }

    /// The usual name of the values Secret of an install.
    static func valuesSecretName(ofInstall name: String) -> String { "\(name)-values" }

    /// The PackageInstall.
    ///
    /// - Parameter secret: the name of the values Secret; `nil` where the package's own defaults serve.
    func packageInstall(valuesSecret secret: String?) -> KubernetesObject {
        var spec: JSONObject = [
            "serviceAccountName": .string(serviceAccountName),
            "packageRef": [
                "refName": .string(refName),
                "versionSelection": ["constraints": .string(constraints)],
            ],
        ]
        if let secret {
            spec["values"] = [["secretRef": ["name": .string(secret)]]]
        }
        return KubernetesObject(
            .packageInstall,
            name: name,
            namespace: namespace,
            annotations: installAnnotations,
            ["spec": .object(spec)]
        )
    }

    /// The Secret with the values; `nil` where there are none.
    var valuesSecret: KubernetesObject? {
        values.map { values in
            let text = values.hasPrefix("---") ? values : "---\n" + values
            return KubernetesObject(
                .secret,
                name: valuesSecretName,
                namespace: namespace,
                annotations: secretAnnotations,
                ["stringData": [Self.valuesKey: .string(text)]]
            )
        }
    }
}
