import CarvelCore
import OrderedCollections
import YAMLDocument

/// What the controllers leave on the clusters once a fleet is delivered. There are tens of thousands of objects, so what
/// they have alike is made once.
struct DeliveredObjects {
    private let manifests: DeliveryManifests
    private let delivery: Delivery
    private let statuses: DeliveredStatuses
    /// By the package's folder.
    private var packages: [String: Package] = [:]
    private var shared: Set<JSONValue> = []
    private var ownerships: [[String]: JSONValue] = [:]

    private struct Package {
        let objects: DeliveredPackage
        /// The statuses of its Kustomizations.
        let ofVersions, ofInstall: JSONValue
    }

    init(_ fleet: DeliveredFleet, _ tree: RepositoryTree, commit: String) throws {
        manifests = try DeliveryManifests(tree)
        delivery = try tree.delivery()
        statuses = DeliveredStatuses(revision: "\(delivery.repository.branch)@sha1:\(commit)")
        for number in 0..<fleet.packages {
            let objects = try DeliveredPackage(fleet, number)
            packages[fleet.refName(number)] = Package(
                objects: objects,
                ofVersions: statuses.ofKustomization([(objects.package, .package)]),
                ofInstall: statuses.ofKustomization([(objects.install, .packageInstall), (objects.values, .secret)])
            )
        }
    }

    /// Puts onto each run cluster what it holds, and then onto the build cluster.
    ///
    /// - Parameters:
    ///   - kubeconfig: the kubeconfig of a run cluster.
    ///   - put: takes in the objects of a cluster.
    mutating func furnish(
        kubeconfig: (String) throws -> String,
        put: (_ cluster: String, [KubernetesObject]) throws -> Void
    ) throws {
        var build = (manifests.buildFoundation() + manifests.sources()).map { applied($0.object) }
        for cluster in delivery.runClusters {
            let kustomizations = manifests.kustomizations(cluster).map(\.object)
            try put(cluster.name, brought(by: kustomizations))
            build += kustomizations.map { applied($0) }
            build.append(
                KubeconfigSecret.manifest(
                    runCluster: cluster.name,
                    namespace: DeliveredFleet.namespace,
                    kubeconfig: try kubeconfig(cluster.name)
                )
            )
        }
        try put(delivery.build.context, build)
    }

    /// What a Kustomization brings, as its path tells it.
    private struct Place {
        let folder: String
        let isOfVersions: Bool

        init(_ kustomization: KubernetesObject) {
            let parts = (kustomization.spec?["path"]?.string ?? "").split(separator: "/").map(String.init)
            folder = parts.dropLast().last ?? ""
            isOfVersions = parts.last == "packages"
        }
    }
}

// MARK: On a run cluster

extension DeliveredObjects {
    private func brought(by kustomizations: [KubernetesObject]) -> [KubernetesObject] {
        var objects = [KubernetesObject(.namespace, name: DeliveredFleet.namespace)]
        for kustomization in kustomizations {
            let place = Place(kustomization)
            guard let package = packages[place.folder]?.objects else { continue }
            for var object in place.isOfVersions ? [package.package] : [package.install, package.values] {
                object.addLabels(KustomizationApplier.labels(kustomization))
                objects.append(object)
            }
            if !place.isOfVersions { objects.append(package.app) }
        }
        return objects
    }
}

// MARK: On the build cluster

extension DeliveredObjects {
    private static let finalizers: JSONValue = ["finalizers.fluxcd.io"]

    /// An object that the tool applied, as a controller of Flux has left it.
    private mutating func applied(_ object: KubernetesObject) -> KubernetesObject {
        var object = object
        share("metadata", "labels", of: &object)
        share("spec", "sourceRef", of: &object)
        share("spec", "kubeConfig", of: &object)
        object.setMetadata("creationTimestamp", .string(DeliveredPackage.written))
        var controller: String?
        switch object.kind {
        case ResourceType.gitRepository.kind:
            controller = SourceController.manager
            object.json["status"] = statuses.ofSource(object)
        case ResourceType.kustomization.kind:
            controller = KustomizeController.manager
            let place = Place(object)
            let package = packages[place.folder]
            object.json["status"] = place.isOfVersions ? package?.ofVersions : package?.ofInstall
        default: break
        }
        if controller != nil { object.setMetadata("finalizers", Self.finalizers) }
        object.setMetadata("managedFields", ownership(of: object, controller))
        return object
    }

    /// Puts one value in the place of all that equal it.
    private mutating func share(_ member: String, _ inner: String, of object: inout KubernetesObject) {
        guard let value = object.json[member]?[inner] else { return }
        object.json[member]?[inner] = shared.insert(value).memberAfterInsert
    }

    /// Who owns the fields of an object: the same for all that have the same members.
    private mutating func ownership(of object: KubernetesObject, _ controller: String?) -> JSONValue {
        var applied = (object.json.object ?? [:]).filter {
            !["apiVersion", "kind", "metadata", "status"].contains($0.key)
        }
        let key = [object.kind] + applied.values.flatMap { $0.object.map { Array($0.keys) } ?? [] }
        if let known = ownerships[key] { return known }
        applied["metadata"] = object.json["metadata"]?["labels"].map { ["labels": $0] }
        let ownership = FieldOwnership(apiVersion: object.apiVersion, time: DeliveredPackage.written)
        var entries = [ownership.apply(.object(applied), by: ClusterClient.fieldManager)]
        if let controller {
            entries.append(ownership.update(["metadata": ["finalizers": Self.finalizers]], by: controller))
            entries.append(
                ownership.update(["status": object.status ?? [:]], by: controller, subresource: "status")
            )
        }
        ownerships[key] = .array(entries)
        return .array(entries)
    }
}
