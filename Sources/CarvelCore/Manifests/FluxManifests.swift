import OrderedCollections
import YAMLDocument

/// What the build cluster holds, so that Flux brings the packages of a delivery to its run clusters.
struct FluxManifests: Sendable {
    let delivery: Delivery
    let names: ObjectNames
    let types: FluxTypes
    private let aims: FluxAims
    /// By the account's name.
    private var accounts: [String: Manifest] = [:]
    /// By the path of the package's folder.
    private var sources: [String: Manifest] = [:]
    /// By the names of run clusters and the paths of folders.
    private var deliveries: [String: [String: [Manifest]]] = [:]

    /// Makes everything at once, so that a patch that does not fit is told before anything is done.
    ///
    /// - Parameters:
    ///   - folders: all packages; what is asked for later is about some of them.
    ///   - types: the types in the versions that the build cluster serves.
    /// - Throws: `DeliveryError` for a patch that does not fit.
    init(
        _ delivery: Delivery,
        _ folders: [PackageFolder],
        types: FluxTypes,
        patcher: inout ManifestPatcher
    ) throws(DeliveryError) {
        self.delivery = delivery
        self.types = types
        names = ObjectNames(delivery)
        aims = FluxAims(delivery)
        let build = DeliveryManifests.buildSection
        let namespace = delivery.build.namespace
        for name in Set(delivery.runClusters.map(\.serviceAccountName)).sorted() {
            let account = CommonManifests.serviceAccount(name, namespace: namespace, delivery)
            accounts[name] = try patcher.patched(account, .init(cluster: build))
        }
        for folder in folders {
            // One that serves all packages belongs to none of them.
            let owner = delivery.repository.isShared ? nil : folder
            sources[folder.path] = try patcher.patched(gitRepository(folder), .init(cluster: build, package: owner))
            for cluster in delivery.runClusters where folder.installs[cluster.name] != nil {
                let place = ManifestPatcher.Place(cluster: build, destination: cluster.name, package: folder)
                var manifests: [Manifest] = []
                for manifest in [packagesKustomization(folder, cluster), installsKustomization(folder, cluster)] {
                    manifests.append(try patcher.patched(manifest, place))
                }
                deliveries[cluster.name, default: [:]][folder.path] = manifests
            }
        }
    }

    /// The same, where nobody asks which patches were for nothing.
    init(_ delivery: Delivery, _ folders: [PackageFolder], types: FluxTypes) throws(DeliveryError) {
        var patcher = ManifestPatcher(delivery)
        try self.init(delivery, folders, types: types, patcher: &patcher)
    }

    /// The namespace, and the service accounts that Flux looks for before it deletes anything: without them it leaves
    /// orphans on the run clusters.
    ///
    /// - Parameter clusters: the run clusters whose accounts are wanted.
    func foundation(_ clusters: [Delivery.RunCluster]) -> [Manifest] {
        let wanted = Set(clusters.map(\.serviceAccountName)).sorted()
        return [CommonManifests.namespace(delivery.build.namespace)] + wanted.compactMap { accounts[$0] }
    }

    /// The GitRepositories, one a package or one for all.
    func gitRepositories(_ packages: [PackageFolder]) -> [Manifest] {
        var seen: Set<String> = []
        return packages.compactMap { sources[$0.path] }.filter { seen.insert($0.object.name).inserted }
    }

    /// The names of the Secrets with which Flux logs in to the repository.
    func authSecretNames(_ packages: [PackageFolder]) -> [String] {
        Set(packages.compactMap { names.authSecret($0.name) }).sorted()
    }

    /// The names of the Secrets that Flux takes keys from to decrypt values.
    func decryptionSecretNames(_ packages: [PackageFolder]) -> [String] {
        let manifests = delivery.runClusters.flatMap { kustomizations(packages, for: $0) }
        return Set(manifests.compactMap { $0.object.spec?[path: "decryption", "secretRef", "name"]?.string }).sorted()
    }

    /// The Kustomizations for one run cluster: the versions of each package, and its install where there is one.
    func kustomizations(_ packages: [PackageFolder], for cluster: Delivery.RunCluster) -> [Manifest] {
        packages.filter { $0.installs[cluster.name] != nil }.flatMap { deliveries[cluster.name]?[$0.path] ?? [] }
    }
}

// MARK: As they are before they are patched

extension FluxManifests {
    private func gitRepository(_ folder: PackageFolder) -> Manifest {
        let own = delivery.overrides.settings(of: folder)?.gitRepository ?? GitRepositorySettings()
        let settings = own.over(delivery.overrides.gitRepository)
        let aim = JSONObject(uniqueKeysWithValues: aims.gitRepository.map { ($0.name, $0.value) })
        var spec: JSONObject = [:]
        spec["url"] = aim["url"]
        spec["ignore"] = .string(settings.ignore ?? "!.git\n")
        spec["interval"] = .string(settings.interval ?? "30s")
        spec["ref"] = aim["ref"]
        spec["timeout"] = .string(settings.timeout ?? "60s")
        if let secret = names.authSecret(folder.name) { spec["secretRef"] = ["name": .string(secret)] }
        return object(types.gitRepository, names.gitRepository(folder.name), spec)
    }

    private func packagesKustomization(_ package: PackageFolder, _ cluster: Delivery.RunCluster) -> Manifest {
        let spec = kustomizationSpec(package, cluster, folder: PackageFolder.packagesFolder)
        return object(types.kustomization, names.packagesKustomization(package.name, on: cluster.name), spec)
    }

    private func installsKustomization(_ package: PackageFolder, _ cluster: Delivery.RunCluster) -> Manifest {
        var spec = kustomizationSpec(package, cluster, folder: cluster.name)
        // An install that comes before its Package fails, and is tried again only later.
        spec["dependsOn"] = [["name": .string(names.packagesKustomization(package.name, on: cluster.name))]]
        if types.hasHealthCheckExpressions, spec["wait"]?.bool == true {
            spec["healthCheckExprs"] = InstallHealth.expressions
        }
        if delivery.encryption != nil || package.encryptedClusters.contains(cluster.name) {
            spec["decryption"] = delivery.decryption.json
        }
        return object(types.kustomization, names.installsKustomization(package.name, on: cluster.name), spec)
    }

    private func kustomizationSpec(
        _ package: PackageFolder,
        _ cluster: Delivery.RunCluster,
        folder: String
    ) -> JSONObject {
        let own = delivery.overrides.settings(of: package)?.kustomization ?? KustomizationSettings()
        let settings = own.over(cluster.kustomization).over(delivery.overrides.kustomization)
        let aim = FluxAims.kustomization(
            package.path(for: folder),
            to: cluster,
            source: aims.source(of: package.name),
            kubeConfig: aims.kubeConfig(cluster)
        )
        var spec: JSONObject = [
            "sourceRef": aim.sourceRef,
            "path": aim.path,
            "interval": .string(settings.interval ?? "5m"),
            "timeout": .string(settings.timeout ?? "5m"),
        ]
        // Otherwise a failure that has passed by itself is found out after the whole interval.
        spec["retryInterval"] = .string(settings.retryInterval ?? "1m")
        spec["prune"] = .bool(settings.prune ?? true)
        spec["wait"] = .bool(settings.wait ?? true)
        spec["force"] = settings.force.map(JSONValue.bool)
        spec["kubeConfig"] = aim.kubeConfig
        spec["targetNamespace"] = aim.targetNamespace
        spec["serviceAccountName"] = aim.serviceAccountName
        return spec
    }

    private func object(_ type: ResourceType, _ name: String, _ spec: JSONObject) -> Manifest {
        Manifest(
            type,
            KubernetesObject(
                type,
                name: name,
                namespace: delivery.build.namespace,
                labels: Labels.of(delivery),
                ["spec": .object(spec)]
            )
        )
    }
}
