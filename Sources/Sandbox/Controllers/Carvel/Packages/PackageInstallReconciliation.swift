import CarvelCore
import OrderedCollections
import YAMLDocument

/// One look at a PackageInstall.
struct PackageInstallReconciliation {
    static let finalizer = "finalizers.packageinstall.packaging.carvel.dev/delete"
    private static let downgradable = "packaging.carvel.dev/downgradable"

    let client: ClusterClient
    let install: KubernetesObject

    /// - Throws: `ClusterError` where the cluster does not answer; what is wrong with the install is in its status.
    func run() async throws {
        if install.deletionTimestamp != nil {
            try await delete()
            return
        }
        let install = try await client.setFinalizer(
            Self.finalizer,
            true,
            of: try await withoutEmptyConstraints(),
            as: .packageInstall,
            manager: PackageInstallController.manager
        )
        guard install.generation == self.install.generation else {
            try await PackageInstallReconciliation(client: client, install: install).run()
            return
        }
        do {
            let package = try await PackageSelection(client: client).package(for: install)
            try await bring(package, install)
        } catch let error as VersionSelectionError {
            var status = install.status ?? [:]
            set(.failed("\(error)"), in: &status)
            try await write(status, install)
        }
    }

    /// The real controller writes the whole object when it adds its finalizer, and with that drops empty constraints.
    private func withoutEmptyConstraints() async throws -> KubernetesObject {
        guard install.spec?["packageRef"]?["versionSelection"]?["constraints"] == "" else { return install }
        return try await client.mergePatch(
            .packageInstall,
            namespace: install.namespace,
            name: install.name,
            fieldManager: PackageInstallController.manager,
            ["spec": ["packageRef": ["versionSelection": ["constraints": .null]]]]
        )
    }

    private func bring(_ package: KubernetesObject, _ install: KubernetesObject) async throws {
        let version = PackageSelection.version(package)
        var status = install.status ?? [:]
        status["version"] = .string(version)
        if let refusal = refusalOfDowngrade(to: version, install) {
            set(.failed(seeUsefulErrorMessage), usefulErrorMessage: refusal, in: &status)
            try await write(status, install)
            return
        }
        status["lastAttemptedVersion"] = .string(version)
        let wanted = AppTemplateOfPackage(install: install, package: package).app
        if let existing = try await client.find(.app, namespace: install.namespace, name: install.name) {
            let app = try await update(existing, to: wanted)
            copyResult(of: app, to: &status)
        } else {
            _ = try await client.create(wanted, as: .app)
            set(.reconciling, in: &status)
        }
        try await write(status, install)
    }

    private func refusalOfDowngrade(to version: String, _ install: KubernetesObject) -> String? {
        guard let attempted = install.status?["lastAttemptedVersion"]?.string,
            install.annotation(Self.downgradable) == nil,
            let new = try? SemanticVersion(version), let old = try? SemanticVersion(attempted), new < old
        else { return nil }
        return "Stopped installing matched version '\(version)' since last attempted version '\(attempted)' is higher."
            + "\nhint: Add annotation \(Self.downgradable): \"\" to PackageInstall to proceed with downgrade"
    }

    private func update(_ app: KubernetesObject, to wanted: KubernetesObject) async throws -> KubernetesObject {
        var merged = app.json
        merged["spec"] = wanted.spec
        var object = KubernetesObject(merged)
        var annotations = app.json[path: "metadata", "annotations"]?.object ?? [:]
        annotations.merge(wanted.json[path: "metadata", "annotations"]?.object ?? [:]) { _, new in new }
        object.setMetadata("annotations", .object(annotations))
        guard let change = ObjectDifference.mergePatch(from: app.json, to: object.json) else { return app }
        return try await client.mergePatch(
            .app,
            namespace: app.namespace,
            name: app.name,
            fieldManager: PackageInstallController.manager,
            change
        )
    }

    /// The App's result counts for the install too, even if the App has not seen its new version yet.
    private func copyResult(of app: KubernetesObject, to status: inout JSONValue) {
        guard let condition = CarvelCondition(of: app) else {
            // A paused App has none: the last result stays, but this generation has been seen.
            status["observedGeneration"] = install.generation.map { .int(Int64($0)) }
            return
        }
        if case .failed = condition {
            set(
                .failed(seeUsefulErrorMessage),
                usefulErrorMessage: app.status?["usefulErrorMessage"]?.string,
                in: &status
            )
        } else {
            set(condition, in: &status)
        }
    }

    private func delete() async throws {
        let app = try await client.find(.app, namespace: install.namespace, name: install.name)
        guard let app else {
            try await client.setFinalizer(
                Self.finalizer,
                false,
                of: install,
                as: .packageInstall,
                manager: PackageInstallController.manager
            )
            return
        }
        var status = install.status ?? [:]
        if case .deleteFailed(let message)? = CarvelCondition(of: app) {
            set(
                .deleteFailed(message == seeUsefulErrorMessage ? message : seeUsefulErrorMessage),
                usefulErrorMessage: app.status?["usefulErrorMessage"]?.string,
                in: &status
            )
        } else {
            set(.deleting, in: &status)
        }
        try await write(status, install)
        // What the install says about its deletion counts for the App's.
        let isLeft = install.spec?["noopDelete"]?.bool == true && app.spec?["noopDelete"]?.bool != true
        if isLeft {
            _ = try await client.mergePatch(
                .app,
                namespace: app.namespace,
                name: app.name,
                fieldManager: PackageInstallController.manager,
                ["spec": ["noopDelete": true]]
            )
        }
        if app.deletionTimestamp == nil {
            try await client.delete(.app, namespace: app.namespace, name: app.name)
        }
    }

    // MARK: Status

    private func set(
        _ condition: CarvelCondition,
        usefulErrorMessage: String? = nil,
        in status: inout JSONValue
    ) {
        status["conditions"] = [condition.json]
        status["friendlyDescription"] = .string(Self.shortened(condition.friendlyDescription))
        status["usefulErrorMessage"] = usefulErrorMessage.map(JSONValue.string)
        status["observedGeneration"] = install.generation.map { .int(Int64($0)) }
    }

    /// Tables have little room.
    private static func shortened(_ text: String) -> String {
        text.count > 80 ? text.prefix(80) + "..." : text
    }

    private func write(_ status: JSONValue, _ install: KubernetesObject) async throws {
        try await client.writeStatus(
            status,
            of: install,
            as: .packageInstall,
            manager: PackageInstallController.manager
        )
    }
}
