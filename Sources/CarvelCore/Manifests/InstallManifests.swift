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
    var valuesSecretName: String { "\(name)-values" }

    /// The PackageInstall. It names no namespace: the Kustomization's `targetNamespace` puts it where it belongs.
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
        return KubernetesObject(.packageInstall, name: name, ["spec": .object(spec)])
    }

    /// The Secret with the values; `nil` where there are none.
    var valuesSecret: KubernetesObject? {
        values.map { values in
            let text = values.hasPrefix("---") ? values : "---\n" + values
            return KubernetesObject(
                .secret,
                name: valuesSecretName,
                ["stringData": [Self.valuesKey: .string(text)]]
            )
        }
    }
}
