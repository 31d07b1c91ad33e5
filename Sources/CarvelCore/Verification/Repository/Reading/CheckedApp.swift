import YAMLDocument

/// The App that deploys a folder, as far as it can be read.
struct CheckedApp: Sendable {
    let cluster: Delivery.RunCluster
    /// The folder that it lies in itself.
    let folder: String
    /// The App; `nil` where there is none, or several that can't be told apart.
    let document: CheckedDocument?
    /// What lies in its folder, itself too.
    let objects: [CheckedDocument]

    /// In which namespaces ends up what it deploys.
    func destinations(in delivery: Delivery) -> AppNamespaces {
        AppNamespaces(of: document?.object, at: delivery.appPlace(of: cluster), for: cluster)
    }
}

extension CheckedFolder {
    /// The folders that the Apps of a delivery deploy, in the order of `delivery.yaml`.
    static func appFolders(of files: [CheckedFile], for delivery: Delivery) -> [CheckedFolder] {
        let yaml = files.filter { RepositorySnapshot.isYAML($0.path) }
        return delivery.runClusters.map { cluster in
            let app = CheckedApp(of: cluster, in: delivery, among: yaml)
            var folder = CheckedFolder(
                path: AppFiles.path(of: cluster, in: delivery, app: app.document?.object),
                app: app
            )
            folder.files = yaml.filter { $0.path.hasPrefix(folder.path + "/") }
            let objects = folder.files.flatMap(\.objects)
            folder.packages = objects.filter { $0.object.kind == ResourceType.package.kind }.map(CheckedPackage.init)
            folder.installs = objects.filter { $0.object.kind == ResourceType.packageInstall.kind }.compactMap {
                CheckedInstall($0, folder: folder.path, cluster: cluster)
            }
            folder.clusters = [cluster]
            return folder
        }
    }
}

extension CheckedApp {
    fileprivate init(of cluster: Delivery.RunCluster, in delivery: Delivery, among files: [CheckedFile]) {
        self.cluster = cluster
        let folder = AppFiles.appFolder(of: cluster, in: delivery)
        self.folder = folder
        objects = files.filter { $0.path.hasPrefix(folder + "/") }.flatMap(\.objects)
        let apps = objects.filter { $0.isA(.app) }
        let name = delivery.appPlace(of: cluster).name
        document = apps.first { $0.object.name == name } ?? (apps.count == 1 ? apps.first : nil)
    }
}
