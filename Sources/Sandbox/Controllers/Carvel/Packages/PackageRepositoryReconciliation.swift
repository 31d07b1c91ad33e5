import CarvelCore
import YAMLDocument

/// One look at a PackageRepository.
struct PackageRepositoryReconciliation {
    static let finalizer = "finalizers.packagerepository.packaging.carvel.dev/delete"
    private static let defaultSyncPeriod = Duration.seconds(600)

    let controller: PackageRepositoryController
    let repository: KubernetesObject

    private var client: ClusterClient { controller.client }
    private var namespace: String { repository.namespace ?? "" }

    /// - Returns: after how long to look again; `nil` for not before something changes.
    /// - Throws: `ClusterError` where the cluster does not answer; what is wrong is in the status.
    func run() async throws -> Duration? {
        var status = AppStatus(repository)
        if repository.spec?["paused"]?.bool == true {
            controller.log.kappController("pkgr", "PackageRepository is paused, not reconciling", repository)
            status.pause(as: "Paused", keepsCondition: true)
            try await write(status)
            return nil
        }
        if repository.deletionTimestamp != nil { return try await delete(&status) }
        controller.log.kappController("pkgr", "Started deploy", repository)
        if CarvelCondition(of: repository) == nil
            || repository.status?["observedGeneration"]?.int != repository.generation
        {
            status.set(.reconciling)
            try await write(status)
        }
        let succeeded = try await runStages(&status)
        try await write(status)
        controller.log.kappController("pkgr", "Completed deploy", repository)
        return succeeded ? syncPeriod : controller.retryInterval
    }

    private var syncPeriod: Duration {
        let wanted = repository.spec?["syncPeriod"]?.string.flatMap(GoDuration.parse) ?? Self.defaultSyncPeriod
        return max(wanted, AppController.shortestSyncPeriod)
    }

    private func runStages(_ status: inout AppStatus) async throws -> Bool {
        var stage = AppStatus.Stage.fetch
        status.begin(stage)
        do {
            let fetched = try await VendirFetch(
                client: client,
                bundles: controller.bundles,
                namespace: namespace,
                sources: (repository.spec?["fetch"]).map { [$0] } ?? []
            ).run()
            status.end(stage, standardOutput: fetched.lock)
            stage = .template
            let packages = try packages(in: fetched.files)
            status.end(stage)
            stage = .deploy
            // Only what has been deployed needs to be cleaned up.
            try await setFinalizer(true)
            status.begin(stage)
            let result = try await kapp.deploy(packages)
            status.end(stage, standardOutput: result.output)
            return true
        } catch let failure as StageFailure {
            status.end(stage, failure)
            return false
        }
    }

    /// The Packages and what is told of them, wherever they say that they belong; all else is left out.
    private func packages(in files: [String: String]) throws(StageFailure) -> [KubernetesObject] {
        let texts = files.filter { $0.key.hasPrefix("packages/") && YttTemplate.isYAML($0.key) }
        guard files.keys.contains(where: { $0.hasPrefix("packages/") }) else {
            throw .preparing("Invalid package repository content: must contain 'packages/' directory but did not")
        }
        var objects: [KubernetesObject] = []
        for (path, text) in texts.sorted(by: { $0.key < $1.key }) {
            do {
                objects += try YAMLReader.documents(text, file: path).map { KubernetesObject($0) }
            } catch {
                throw .program("Templating dir", standardError: "ytt: Error: Unmarshaling YAML template \(error)\n")
            }
        }
        return objects.filter {
            $0.apiVersion == ResourceType.package.apiVersion && ["Package", "PackageMetadata"].contains($0.kind)
        }.map { object in
            var object = object
            object.setMetadata("namespace", .string(namespace))
            var annotations = object.json[path: "metadata", "annotations"] ?? [:]
            annotations["packaging.carvel.dev/package-repository-ref"] = .string("\(namespace)/\(repository.name)")
            object.setMetadata("annotations", annotations)
            return object
        }
    }

    private func delete(_ status: inout AppStatus) async throws -> Duration? {
        controller.log.kappController("pkgr", "Started delete", repository)
        status.set(.deleting)
        try await write(status)
        do {
            try await kapp.delete()
        } catch let failure as StageFailure {
            status.endDeletion(failure)
            try await write(status)
            return controller.retryInterval
        }
        try await setFinalizer(false)
        return nil
    }

    /// kapp with the controller's own rights.
    private var kapp: Kapp {
        Kapp(
            client: client,
            name: "\(repository.name).pkgr",
            recordNamespace: namespace,
            namespaces: AppNamespaces(of: nil, usual: namespace),
            waits: false,
            sharesIdenticalObjects: true
        )
    }

    private func setFinalizer(_ isWanted: Bool) async throws {
        try await client.setFinalizer(
            Self.finalizer,
            isWanted,
            of: try await current(),
            as: .packageRepository,
            manager: PackageRepositoryController.manager
        )
    }

    private func write(_ status: AppStatus) async throws {
        try await client.writeStatus(
            status.json,
            of: try await current(),
            as: .packageRepository,
            manager: PackageRepositoryController.manager
        )
    }

    /// The object as it is now: our own writes have made it a newer one.
    private func current() async throws -> KubernetesObject {
        try await client.get(.packageRepository, namespace: namespace, name: repository.name)
    }
}
