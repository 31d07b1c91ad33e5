import OrderedCollections
import YAMLDocument

/// What the tool itself puts on clusters for Apps to deliver: what lies in the Apps' folders, as it lies there, and the
/// namespaces for it.
struct AppDeliveryManifests: Sendable {
    let layout: AppLayout
    /// In the order of `delivery.yaml`.
    let parts: [Part]

    var delivery: Delivery { layout.delivery }

    /// What is put there for one run cluster.
    struct Part: Sendable {
        let files: AppFiles
        /// On the run cluster: namespaces, service accounts and rights.
        let rights: [Manifest]
        /// Where its place says.
        let app: Manifest
    }

    /// - Throws: `DeliveryError` where the repository can't be read as a delivery, an App is missing or is none of this
    ///   delivery, or an App's folder holds what does not belong there.
    init(_ tree: RepositoryTree) throws(DeliveryError) {
        layout = try AppLayout(tree, tree.delivery())
        var parts: [Part] = []
        for files in layout.clusters { parts.append(try Self.part(files, of: layout.delivery)) }
        self.parts = parts
    }

    /// The Secret with which the Apps log in to the repository; `nil` where they need none.
    var authSecretName: String? { ObjectNames(delivery).appAuthSecret }

    private static func part(_ files: AppFiles, of delivery: Delivery) throws(DeliveryError) -> Part {
        let (cluster, place) = (files.cluster, files.place)
        guard let app = try files.checkedApp(of: delivery) else {
            throw DeliveryError(
                at: files.appFolder,
                "there is no App for \(cluster.name)",
                hint: "write one with \"kubectl carvel-deliver init --engine kapp-controller\""
            )
        }
        let isOnRunCluster = place.kubeconfigSecret == nil
        var namespaces = [cluster.namespace]
        if isOnRunCluster, place.namespace != cluster.namespace { namespaces.append(place.namespace) }
        var rights = namespaces.map(CommonManifests.namespace)
        for object in files.appObjects where object != app {
            let manifest = try Self.manifest(object, in: isOnRunCluster ? place.namespace : cluster.namespace)
            if !namespaces.contains(object.object.name) || manifest.type != .namespace { rights.append(manifest) }
        }
        return Part(
            files: files,
            rights: rights,
            app: Manifest(.app, app.object.with(namespace: place.namespace))
        )
    }

    private static let types: [ResourceType] = [
        .namespace, .serviceAccount, .role, .roleBinding, .clusterRole, .clusterRoleBinding, .configMap,
    ]

    private static func manifest(
        _ object: RepositoryObject,
        in namespace: String
    ) throws(DeliveryError) -> Manifest {
        guard let type = types.first(where: object.isA), type.apiVersion == object.object.apiVersion else {
            throw DeliveryError(
                at: object.file,
                "holds \(object.title), expected the App, its service account and its rights alone",
                hint: "move it to the folder that the App deploys"
            )
        }
        return Manifest(type, type.isNamespaced ? object.object.with(namespace: namespace) : object.object)
    }
}

extension AppFiles {
    /// The App, if there is one.
    ///
    /// - Throws: `DeliveryError` where it is not as `delivery.yaml` has it.
    func checkedApp(of delivery: Delivery) throws(DeliveryError) -> RepositoryObject? {
        guard let app else { return nil }
        let wanted = AppManifest(delivery: delivery, cluster: cluster, path: path)
        guard let first = wanted.contradictions(in: app.object).first else { return app }
        throw DeliveryError(
            at: app.file,
            "\(first.field) of the App is \(first.found), where \(Delivery.fileName) calls for \(first.wanted)",
            hint: "make the two agree"
        )
    }
}

extension KubernetesObject {
    /// The object in that namespace, unless it names one itself.
    func with(namespace: String) -> KubernetesObject {
        guard self.namespace == nil else { return self }
        var object = self
        object.json["metadata"]?["namespace"] = .string(namespace)
        return object
    }
}

extension AppDeliveryManifests {
    /// What each cluster gets, as `DeliveryManifests.sections` tells it of Flux.
    ///
    /// - Throws: `DeliveryError` where the delivery has no such cluster.
    func sections(cluster: String? = nil) throws(DeliveryError) -> [DeliveryManifests.Section] {
        func auth(in namespace: String) -> [String] {
            [authSecretName].compactMap(\.self).map { "\(ResourceType.secret.kind)/\(namespace)/\($0)" }
        }
        let runs = parts.map { part in
            DeliveryManifests.Section(
                cluster: part.files.cluster.name,
                manifests: part.rights + (delivery.buildCluster == nil ? [part.app] : []),
                leftOut: delivery.buildCluster == nil ? auth(in: part.files.place.namespace) : []
            )
        }
        let build = delivery.buildCluster.map { build in
            DeliveryManifests.Section(
                cluster: DeliveryManifests.buildSection,
                manifests: [CommonManifests.namespace(build.namespace)] + parts.map(\.app),
                leftOut: auth(in: build.namespace)
                    + parts.filter { $0.files.place.kubeconfigSecret != nil }
                    .map { delivery.kubeconfigReference(of: $0.files.cluster).title }
            )
        }
        guard let cluster else { return [build].compactMap(\.self) + runs }
        if cluster == DeliveryManifests.buildSection {
            if let build { return [build] }
            throw DeliveryError(
                at: Delivery.fileName,
                "has no build cluster: each run cluster has its App itself",
                hint: "name a run cluster with --cluster"
            )
        }
        let wanted = try delivery.runCluster(named: cluster).name
        return runs.filter { $0.cluster == wanted }
    }
}
