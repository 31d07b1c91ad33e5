import YAMLDocument

/// Where a delivery of kapp-controller's engine lies in its repository, for each run cluster:
///
/// ```
/// app/app.yml                      the App, which the tool applies
/// app/rbac.yml                     its service account and rights, which the tool applies
/// packaging/repo.yml               the PackageRepository, which the App deploys, as all below
/// packaging/rbac.yml               the service account and rights of the installs
/// packaging/packageinstalls.yml    the PackageInstalls
/// packaging/values.yml             the Secrets with their values
/// ```
///
/// With several run clusters, `app/<cluster>/` and `packaging/<cluster>/`. Objects are found whatever their files are
/// called.
struct AppLayout: Sendable {
    let delivery: Delivery
    /// In the order of `delivery.yaml`.
    let clusters: [AppFiles]

    static let appFolder = "app"
    static let packagingFolder = "packaging"

    /// - Throws: `DeliveryError` where a file can't be read, an App's folder has no App that can be told from others, or
    ///   two run clusters would have the same folder.
    init(_ tree: RepositoryTree, _ delivery: Delivery) throws(DeliveryError) {
        self.delivery = delivery
        var clusters: [AppFiles] = []
        for cluster in delivery.runClusters {
            let files = try AppFiles(tree, delivery, cluster)
            let twin =
                clusters.first { $0.path == files.path || $0.path.isFolder(above: files.path) }
                ?? clusters.first { files.path.isFolder(above: $0.path) }
            if let twin {
                throw DeliveryError(
                    at: Delivery.fileName,
                    "\(twin.cluster.name) and \(cluster.name) would both get what is in \(files.path)/",
                    hint: "give each run cluster a folder of its own with spec.runClusters[].path"
                )
            }
            clusters.append(files)
        }
        self.clusters = clusters
    }

    /// The files of a run cluster.
    ///
    /// - Throws: `DeliveryError` with the names that there are.
    func files(of cluster: String) throws(DeliveryError) -> AppFiles {
        let known = try delivery.runCluster(named: cluster)
        guard let files = clusters.first(where: { $0.cluster.name == known.name }) else {
            throw DeliveryError(at: Delivery.fileName, "there is no run cluster \"\(cluster)\"")
        }
        return files
    }
}

extension String {
    /// Whether another path is below this folder.
    fileprivate func isFolder(above path: String) -> Bool { path.hasPrefix(self + "/") }
}

/// What the repository holds for one run cluster.
struct AppFiles: Sendable {
    let cluster: Delivery.RunCluster
    /// Where the App has to be, and what it is called.
    let place: AppPlace
    /// The folder with the App, its service account and their rights.
    let appFolder: String
    /// The folder that the App deploys: what `delivery.yaml` says, or else the App's `subPath`, or else the usual one.
    let path: String
    /// The App; `nil` where there is none yet.
    let app: RepositoryObject?
    /// All objects of the App's folder, the App too.
    let appObjects: [RepositoryObject]
    /// All objects that the App deploys.
    let objects: [RepositoryObject]
    /// Where these end up.
    let destinations: AppNamespaces

    init(_ tree: RepositoryTree, _ delivery: Delivery, _ cluster: Delivery.RunCluster) throws(DeliveryError) {
        self.cluster = cluster
        let place = delivery.appPlace(of: cluster)
        self.place = place
        appFolder = Self.appFolder(of: cluster, in: delivery)
        appObjects = try tree.objects(below: appFolder)
        let apps = appObjects.filter { $0.isA(.app) }
        let named = apps.filter { $0.object.name == place.name }
        guard apps.count < 2 || named.count == 1 else {
            throw DeliveryError(
                at: appFolder,
                "holds \(apps.count) Apps (\(apps.map(\.object.name).joined(separator: ", "))), expected one,"
                    + " \"\(place.name)\"",
                hint: "move the others out of the folder"
            )
        }
        let app = named.first ?? apps.first
        self.app = app
        path = Self.path(of: cluster, in: delivery, app: app?.object)
        objects = try tree.objects(below: path)
        destinations = AppNamespaces(of: app?.object, at: place, for: cluster)
    }

    /// The folder with the App of a run cluster.
    static func appFolder(of cluster: Delivery.RunCluster, in delivery: Delivery) -> String {
        delivery.runClusters.count == 1 ? AppLayout.appFolder : "\(AppLayout.appFolder)/\(cluster.name)"
    }

    /// The folder that the App of a run cluster deploys.
    ///
    /// - Parameter app: the App, if there is one.
    static func path(of cluster: Delivery.RunCluster, in delivery: Delivery, app: KubernetesObject?) -> String {
        let isAlone = delivery.runClusters.count == 1
        let usual = isAlone ? AppLayout.packagingFolder : "\(AppLayout.packagingFolder)/\(cluster.name)"
        return cluster.path ?? app.flatMap(subPath) ?? usual
    }

    /// The folder of the repository that an App fetches; `nil` where it fetches all of it, or something else.
    static func subPath(_ app: KubernetesObject) -> String? {
        let path = app.spec?["fetch"]?.array?.first?[path: "git", "subPath"]?.string ?? ""
        let parts = path.split(separator: "/").filter { $0 != "." }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }
}

// MARK: What there is

extension AppFiles {
    /// Objects of a type among those that the App deploys.
    func objects(_ type: ResourceType) -> [RepositoryObject] { objects.filter { $0.isA(type) } }

    /// Where the App's packages come from.
    var repositories: [RepositoryObject] { objects(.packageRepository) }

    /// The PackageInstalls.
    var installs: [RepositoryObject] { objects(.packageInstall) }

    /// The Packages that are in the repository itself, if there are any.
    var packages: [RepositoryObject] { objects(.package) }

    /// Service accounts, roles and bindings that the App deploys.
    var rights: [RepositoryObject] {
        objects.filter(\.isRight)
    }

    /// The Secret of a name that the App deploys.
    func secret(_ name: String) -> RepositoryObject? { objects(.secret).first { $0.object.name == name } }

    /// The namespace in which an object that the App deploys ends up.
    func namespace(of object: KubernetesObject) -> String { destinations.destination(of: object.namespace) }

    /// The namespace in which new installs end up: that of the run cluster, unless the App puts all into another.
    var homeNamespace: String { destinations.destination(of: cluster.namespace) }
}
