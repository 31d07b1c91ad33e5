import Foundation
import OrderedCollections
import YAMLDocument

/// Makes the objects of a fleet. All but their metadata is shared among them, so that many take little memory.
struct FleetObjects {
    static let groupResource = "packageinstalls.packaging.carvel.dev"
    private static let refName = "app.default.tap"
    static let finalizer = "finalizers.packageinstall.packaging.carvel.dev/delete"

    let type: ResourceDefinition
    /// RFC 3339
    let time: String

    /// A PackageInstall that kapp-controller is done with.
    func packageInstall(_ number: Int, namespace: String, resourceVersion: UInt64, hasFailed: Bool) -> JSONValue {
        let metadata: JSONObject = [
            "name": .string("app-\(number)"),
            "namespace": .string(namespace),
            "uid": .string(UUID().uuidString.lowercased()),
            "resourceVersion": .string("\(resourceVersion)"),
            "generation": 1,
            "creationTimestamp": .string(time),
            "labels": Self.labels,
            "finalizers": [.string(Self.finalizer)],
            "managedFields": hasFailed ? managedFieldsOfFailed : managedFieldsOfSucceeded,
        ]
        return [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "metadata": .object(metadata),
            "spec": Self.spec, "status": hasFailed ? Self.failed : Self.succeeded,
        ]
    }

    init(type: ResourceDefinition, time: String) {
        self.type = type
        self.time = time
        managedFieldsOfSucceeded = Self.managedFields(type, time: time, status: Self.succeeded)
        managedFieldsOfFailed = Self.managedFields(type, time: time, status: Self.failed)
    }

    private let managedFieldsOfSucceeded: JSONValue
    private let managedFieldsOfFailed: JSONValue

    private static let labels: JSONValue = .object([
        "app.kubernetes.io/managed-by": "kubectl-carvel", PackageInstallFleet.label: "true",
    ])

    private static let spec: JSONValue = [
        "packageRef": ["refName": .string(refName), "versionSelection": ["constraints": ">=0.0.0"]],
        "serviceAccountName": "app-sa",
        "values": [["secretRef": ["name": "app-values"]]],
    ]

    /// The status of an install that went well.
    static let succeeded: JSONValue = [
        "conditions": [["status": "True", "type": "ReconcileSucceeded"]],
        "friendlyDescription": "Reconcile succeeded", "lastAttemptedVersion": "1.0.0", "observedGeneration": 1,
        "version": "1.0.0",
    ]

    private static let failed: JSONValue = [
        "conditions": [
            [
                "message": "Error (see .status.usefulErrorMessage for details)", "status": "True",
                "type": "ReconcileFailed",
            ]
        ],
        "friendlyDescription": "Reconcile failed: Error (see .status.usefulErrorMessage for details)",
        "lastAttemptedVersion": "1.0.0", "observedGeneration": 1,
        "usefulErrorMessage": """
        kapp: Error: waiting on reconcile deployment/app (apps/v1) namespace: app:
          Finished unsuccessfully (Deployment is not progressing: ProgressDeadlineExceeded (message: ReplicaSet "app" \
        has timed out progressing.))
        """,
        "version": "1.0.0",
    ]

    /// As server-side apply, the finalizer and the status leave them.
    private static func managedFields(_ type: ResourceDefinition, time: String, status: JSONValue) -> JSONValue {
        let ownership = FieldOwnership(apiVersion: type.apiVersion, time: time)
        return [
            ownership.apply(["metadata": ["labels": labels], "spec": spec], by: "carvel-deliver"),
            ownership.update(["metadata": ["finalizers": [.string(finalizer)]]], by: "kapp-controller"),
            ownership.update(["status": status], by: "kapp-controller", subresource: "status"),
        ]
    }
}

extension StoreState {
    /// Takes in the objects of a fleet, and the namespaces that they are in.
    mutating func furnish(_ fleet: PackageInstallFleet, as type: ResourceDefinition, time: String) {
        let objects = FleetObjects(type: type, time: time)
        for number in 0..<min(fleet.namespaces, fleet.count) { addNamespace("fleet-\(number)", time: time) }
        for number in 0..<fleet.count {
            let namespace = "fleet-\(number % fleet.namespaces)"
            let hasFailed = fleet.failureInterval > 0 && (number + 1).isMultiple(of: fleet.failureInterval)
            revision += 1
            let object = objects.packageInstall(
                number,
                namespace: namespace,
                resourceVersion: revision,
                hasFailed: hasFailed
            )
            shelves[type.groupResource, default: Shelf()].put(
                StoredObject(object),
                at: ListPosition(namespace: namespace, name: "app-\(number)"),
                resourceVersion: revision
            )
        }
    }
}
