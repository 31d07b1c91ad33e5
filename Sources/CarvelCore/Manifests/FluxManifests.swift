import OrderedCollections
import YAMLDocument

/// What the build cluster holds, so that Flux brings the packages of a delivery to its run clusters.
struct FluxManifests: Sendable {
    let delivery: Delivery
    let names: ObjectNames
    let gitRepositoryType: ResourceType
    let kustomizationType: ResourceType

    /// - Parameters:
    ///   - gitRepository: the type in the version that the build cluster serves.
    ///   - kustomization: likewise.
    init(
        _ delivery: Delivery,
        gitRepository: ResourceType = .gitRepository,
        kustomization: ResourceType = .kustomization
    ) {
        self.delivery = delivery
        names = ObjectNames(delivery)
        gitRepositoryType = gitRepository
        kustomizationType = kustomization
    }

    /// The namespace, and the service accounts that Flux looks for before it deletes anything: without them it leaves
    /// orphans on the run clusters.
    func foundation() -> [Manifest] {
        let accounts = Set(delivery.runClusters.map(\.serviceAccountName)).sorted()
        return [CommonManifests.namespace(delivery.build.namespace)]
            + accounts.map { CommonManifests.serviceAccount($0, namespace: delivery.build.namespace, delivery) }
    }

    /// The GitRepositories, one a package or one for all.
    func gitRepositories(_ packages: [PackageFolder]) -> [Manifest] {
        var seen: Set<String> = []
        return packages.filter { seen.insert(names.gitRepository($0.name)).inserted }.map { gitRepository($0.name) }
    }

    /// The names of the Secrets with which Flux logs in to the repository.
    func authSecretNames(_ packages: [PackageFolder]) -> [String] {
        Set(packages.compactMap { names.authSecret($0.name) }).sorted()
    }

    /// The Kustomizations for one run cluster: the versions of each package, and its install where there is one.
    func kustomizations(_ packages: [PackageFolder], for cluster: Delivery.RunCluster) -> [Manifest] {
        packages.filter { $0.installs[cluster.name] != nil }.flatMap { package in
            [packagesKustomization(package, cluster), installsKustomization(package, cluster)]
        }
    }

    private func gitRepository(_ package: String) -> Manifest {
        var spec: JSONObject = [
            "url": .string(delivery.repository.url),
            "ignore": "!.git\n",
            "interval": "30s",
            "ref": ["branch": .string(delivery.repository.branch)],
            "timeout": "60s",
        ]
        if let secret = names.authSecret(package) { spec["secretRef"] = ["name": .string(secret)] }
        return object(gitRepositoryType, names.gitRepository(package), spec)
    }

    private func packagesKustomization(_ package: PackageFolder, _ cluster: Delivery.RunCluster) -> Manifest {
        let spec = kustomizationSpec(package, cluster, folder: PackageFolder.packagesFolder)
        return object(kustomizationType, names.packagesKustomization(package.name, on: cluster.name), spec)
    }

    private func installsKustomization(_ package: PackageFolder, _ cluster: Delivery.RunCluster) -> Manifest {
        var spec = kustomizationSpec(package, cluster, folder: cluster.name)
        // An install that comes before its Package fails, and is tried again only later.
        spec["dependsOn"] = [["name": .string(names.packagesKustomization(package.name, on: cluster.name))]]
        return object(kustomizationType, names.installsKustomization(package.name, on: cluster.name), spec)
    }

    private func kustomizationSpec(
        _ package: PackageFolder,
        _ cluster: Delivery.RunCluster,
        folder: String
    ) -> JSONObject {
        [
            "sourceRef": [
                "kind": "GitRepository",
                "name": .string(names.gitRepository(package.name)),
                "namespace": .string(delivery.build.namespace),
            ],
            "path": "./\(package.path)/\(folder)",
            "interval": "5m",
            "timeout": "5m",
            "prune": true,
            "wait": true,
            "kubeConfig": cluster.kubeconfigReference(namespace: delivery.build.namespace).fluxJSON,
            "targetNamespace": .string(cluster.namespace),
            "serviceAccountName": .string(cluster.serviceAccountName),
        ]
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
