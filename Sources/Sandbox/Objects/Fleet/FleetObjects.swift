import Foundation
import OrderedCollections
import YAMLDocument

/// Makes the objects of a fleet. All but their metadata is shared among them, so that many take little memory.
struct FleetObjects {
    static let groupResource = "packageinstalls.packaging.carvel.dev"
    private static let refName = "app.default.tap"
    private static let finalizer = "finalizers.packageinstall.packaging.carvel.dev/delete"

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

    private static let succeeded: JSONValue = [
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
        func entry(_ manager: String, _ operation: String, _ fields: JSONValue, subresource: String = "") -> JSONValue {
            var entry: JSONValue = [
                "apiVersion": .string(type.apiVersion), "fieldsType": "FieldsV1", "fieldsV1": fields,
                "manager": .string(manager), "operation": .string(operation),
            ]
            if !subresource.isEmpty { entry["subresource"] = .string(subresource) }
            entry["time"] = .string(time)
            return entry
        }
        var ofStatus: JSONObject = [".": [:]]
        for name in (status.object ?? [:]).keys { ofStatus["f:\(name)"] = [:] }
        return [
            entry(
                "carvel-deliver",
                "Apply",
                [
                    "f:metadata": [
                        "f:labels": .object([
                            "f:app.kubernetes.io/managed-by": [:], "f:\(PackageInstallFleet.label)": [:],
                        ])
                    ],
                    "f:spec": [
                        "f:packageRef": ["f:refName": [:], "f:versionSelection": ["f:constraints": [:]]],
                        "f:serviceAccountName": [:], "f:values": [:],
                    ],
                ]
            ),
            entry(
                "kapp-controller",
                "Update",
                ["f:metadata": ["f:finalizers": .object([".": [:], "v:\"\(finalizer)\"": [:]])]]
            ),
            entry("kapp-controller", "Update", ["f:status": .object(ofStatus)], subresource: "status"),
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
