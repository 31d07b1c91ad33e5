import CarvelCore
import Foundation
import OrderedCollections
import YAMLDocument

/// One package of a fleet on a run cluster, all of which have the same but for what Flux writes to them.
struct DeliveredPackage {
    /// The Package, the PackageInstall and its values, as they are in the repository.
    let package, install, values: KubernetesObject
    /// What kapp-controller makes of the PackageInstall.
    let app: KubernetesObject

    /// Before this the values were written, and since then they have been in use.
    static let written = "2026-01-01T00:00:00Z"

    init(_ fleet: DeliveredFleet, _ number: Int) throws {
        package = Self.owned(try Self.object(fleet.package(number)))
        values = Self.owned(Self.encoded(try Self.object(fleet.values(number))))
        var install = try Self.object(fleet.install(number))
        // The App names it, so it is not left to the server.
        install.setMetadata("uid", .string(UUID().uuidString.lowercased()))
        install.setMetadata("finalizers", [.string(FleetObjects.finalizer)])
        install.json["status"] = FleetObjects.succeeded
        self.install = Self.owned(install)
        app = Self.app(install, package)
    }

    private static func object(_ text: String) throws -> KubernetesObject {
        var object = KubernetesObject(try YAMLReader.document(text))
        object.setMetadata("namespace", .string(DeliveredFleet.namespace))
        object.setMetadata("creationTimestamp", .string(written))
        // Each run cluster has values of its own in their place.
        object.addLabels(KustomizationApplier.labels(KubernetesObject(.kustomization, name: "")))
        return object
    }

    /// A Secret as a server keeps it.
    private static func encoded(_ secret: KubernetesObject) -> KubernetesObject {
        var secret = secret
        let texts = secret.json["stringData"]?.object ?? [:]
        secret.json["stringData"] = nil
        secret.json["data"] = .object(texts.mapValues { .string(Base64.encode(($0.string ?? "").utf8)) })
        secret.json["type"] = "Opaque"
        return secret
    }

    // MARK: By kapp-controller

    private static func app(_ install: KubernetesObject, _ package: KubernetesObject) -> KubernetesObject {
        var app = AppTemplateOfPackage(install: install, package: package).app
        app.setMetadata("creationTimestamp", .string(written))
        app.setMetadata("generation", 1)
        app.setMetadata("finalizers", ["finalizers.kapp-ctrl.k14s.io/delete"])
        let status = status(of: app)
        app.json["status"] = status
        let ownership = FieldOwnership(apiVersion: app.apiVersion, time: written)
        app.setMetadata(
            "managedFields",
            [
                ownership.update(
                    [
                        "metadata": metadata(app, ["annotations", "finalizers", "ownerReferences"]),
                        "spec": app.spec ?? [:],
                    ],
                    by: controller
                ),
                ownership.update(["status": status], by: controller, subresource: "status"),
            ]
        )
        return app
    }

    private static func status(of app: KubernetesObject) -> JSONValue {
        let image = app.spec?["fetch"]?.array?.first?[path: "imgpkgBundle", "image"]?.string ?? ""
        let digest = String(repeating: "0123456789abcdef", count: 4)
        var status = AppStatus(app)
        status.begin(.fetch)
        status.end(
            .fetch,
            standardOutput: """
                apiVersion: vendir.k14s.io/v1alpha1
                directories:
                - contents:
                  - imgpkgBundle:
                      image: \(image)@sha256:\(digest)
                    path: .
                  path: "0"
                kind: LockConfig

                """
        )
        status.end(.template)
        status.begin(.deploy)
        let types = [
            ResourceType.configMap, .init(group: "", version: "v1", kind: "Service", plural: "services"), deployment,
        ]
        let changes = types.map { type in
            KappChange(
                operation: .create,
                object: KubernetesObject(type, name: app.name, namespace: app.namespace),
                type: type
            )
        }
        status.end(
            .deploy,
            standardOutput: KappReport(target: "Target cluster 'https://10.96.0.1:443'", changes: changes).text,
            kapp: [
                "associatedResources": [
                    "groupKinds": .array(types.map { ["group": .string($0.group), "kind": .string($0.kind)] }),
                    "label": "\(Kapp.appLabel)=1767225601000000000",
                    "namespaces": [.string(DeliveredFleet.namespace)],
                ]
            ]
        )
        return status.json
    }

    private static let deployment = ResourceType(
        group: "apps",
        version: "v1",
        kind: "Deployment",
        plural: "deployments"
    )

    // MARK: Who wrote what

    /// The members of an object's metadata of these names.
    private static func metadata(_ object: KubernetesObject, _ names: [String]) -> JSONValue {
        .object((object.json["metadata"]?.object ?? [:]).filter { names.contains($0.key) })
    }

    /// An object that Flux applied, with who owns its fields.
    private static func owned(_ object: KubernetesObject) -> KubernetesObject {
        let ownership = FieldOwnership(apiVersion: object.apiVersion, time: written)
        var applied: JSONValue = ["metadata": metadata(object, ["labels"])]
        for member in ["spec", "data"] { applied[member] = object.json[member] }
        var owned = object
        switch object.kind {
        case ResourceType.package.kind:
            // To the storage behind the aggregated API it is kapp-controller that writes.
            owned.setMetadata("managedFields", [ownership.update(applied, by: controller)])
        case ResourceType.packageInstall.kind:
            let status: JSONValue = ["status": object.status ?? [:]]
            owned.setMetadata(
                "managedFields",
                [
                    ownership.apply(applied, by: KustomizeController.manager),
                    ownership.update(["metadata": metadata(object, ["finalizers"])], by: controller),
                    ownership.update(status, by: controller, subresource: "status"),
                ]
            )
        default:
            owned.setMetadata("managedFields", [ownership.apply(applied, by: KustomizeController.manager)])
        }
        return owned
    }

    private static let controller = "kapp-controller"
}
