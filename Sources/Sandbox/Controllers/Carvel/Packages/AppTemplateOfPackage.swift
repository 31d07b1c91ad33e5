import CarvelCore
import OrderedCollections
import YAMLDocument

/// The App that a PackageInstall stands for once its Package is known.
struct AppTemplateOfPackage {
    let install: KubernetesObject
    let package: KubernetesObject

    var app: KubernetesObject {
        var spec = package.spec?["template"]?["spec"] ?? [:]
        for member in ["serviceAccountName", "cluster", "defaultNamespace", "noopDelete", "paused", "canceled"] {
            guard let value = install.spec?[member], value != false, value != "" else { continue }
            spec[member] = value
        }
        spec["syncPeriod"] = install.spec?["syncPeriod"] ?? "10m0s"
        if let steps = spec["template"]?.array { spec["template"] = .array(addingValues(to: steps)) }

        var app = KubernetesObject(
            .app,
            name: install.name,
            namespace: install.namespace,
            annotations: [
                "packaging.carvel.dev/package-ref-name": install.spec?["packageRef"]?["refName"]?.string ?? "",
                "packaging.carvel.dev/package-version": PackageSelection.version(package),
            ],
            ["spec": spec]
        )
        app.setMetadata("ownerReferences", [ownerReference])
        return app
    }

    private var ownerReference: JSONValue {
        [
            "apiVersion": .string(ResourceType.packageInstall.apiVersion),
            "blockOwnerDeletion": true,
            "controller": true,
            "kind": .string(ResourceType.packageInstall.kind),
            "name": .string(install.name),
            "uid": install.uid.map(JSONValue.string) ?? .null,
        ]
    }

    /// The values go to the first step that takes any. Which key of a Secret is named is ignored: all of them count.
    private func addingValues(to steps: [JSONValue]) -> [JSONValue] {
        let references: [JSONValue] = (install.spec?["values"]?.array ?? []).compactMap { value in
            value["secretRef"]?["name"].map { ["secretRef": ["name": $0]] }
        }
        guard !references.isEmpty else { return steps }
        var steps = steps
        for (index, step) in steps.enumerated() {
            guard let tool = ["ytt", "helmTemplate", "cue"].first(where: { step[$0] != nil }) else { continue }
            var options = step[tool] ?? [:]
            options["valuesFrom"] = .array((options["valuesFrom"]?.array ?? []) + references)
            steps[index][tool] = options
            break
        }
        return steps
    }
}
