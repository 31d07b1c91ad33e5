import Algorithms
import YAMLDocument

/// One package as the repository has it. With Flux it has a folder, laid out as the tutorials have it:
///
/// ```
/// app.default.tap/
///   packages/20230321004057.0.0.yaml   the Package of each version
///   staging/packageinstall.yaml        the PackageInstall for a run cluster
///   staging/params.yaml                the Secret with its values
/// ```
///
/// With kapp-controller's engine its installs lie among others (see `AppLayout`), and run clusters offer its versions.
struct PackageFolder: Sendable {
    /// The folder within a package's folder that holds its versions.
    static let packagesFolder = "packages"
    /// The file with a cluster's PackageInstall.
    static let installFile = "packageinstall.yaml"
    /// The file with the values Secret of a cluster's PackageInstall.
    static let valuesFile = "params.yaml"

    /// The path from the repository's root, such as `app.default.tap`; with kapp-controller's engine the package's name,
    /// or that of its install where one run cluster has several of them.
    var path: String
    /// The Packages, one a version, that go to every run cluster with an install.
    var packages: [PackageFile]
    /// The PackageInstalls, by run cluster.
    var installs: ClusterInstalls
    /// The run clusters for which it holds something that sops encrypted.
    var encryptedClusters: Set<String> = []
    /// What each run cluster offers of it, where that may differ; with Flux they all get `packages`.
    var offers: [String: PackageOffer] = [:]
    /// Where its installs lie, by run cluster, where they lie among others; with Flux nowhere.
    var surroundings: [String: AppFiles] = [:]

    /// One that nothing was found in yet.
    ///
    /// - Parameter clusters: the names of all run clusters, sorted.
    init(path: String, for clusters: [String]) {
        self.path = path
        packages = []
        installs = ClusterInstalls(in: path, for: clusters)
    }

    /// What names of objects begin with: the folder's own name, in most repositories the package's.
    var name: String { String(path[...].splitAtLastSlash().last) }

    /// The name of the package, as PackageInstalls refer to it.
    var refName: String {
        packages.first?.refName ?? installs.values.first?.refName ?? offers.values.lazy.compactMap(\.refName).first
            ?? name
    }

    /// The path of the folder for a run cluster.
    func path(for cluster: String) -> String {
        "\(path)/\(cluster)"
    }

    /// The path of a file for a run cluster.
    func path(of file: String, for cluster: String) -> String {
        "\(path(for: cluster))/\(file)"
    }
}

extension PackageFolder {
    /// The file with the values of the install on a run cluster.
    ///
    /// - Parameter name: what the Secret of an install is to be called that names none yet.
    func valuesFile(for cluster: String, named name: String? = nil, in tree: RepositoryTree) -> ValuesSecretFile {
        guard let files = surroundings[cluster] else {
            return ValuesSecretFile(path: path(of: Self.valuesFile, for: cluster), tree: tree)
        }
        let secret = installs[cluster]?.valuesSecrets.first ?? name ?? ""
        return ValuesSecretFile(
            path: files.secret(secret)?.file ?? files.newValuesFile,
            tree: tree,
            secretName: secret
        )
    }

    /// The file that a new install on a run cluster goes to.
    func newInstallFile(for cluster: String) -> String {
        surroundings[cluster]?.newInstallFile ?? path(of: Self.installFile, for: cluster)
    }
}

extension RepositoryTree {
    /// The folders of all packages, by path: those with a `packages` folder that holds a Package, and those with an
    /// install for one of the run clusters.
    ///
    /// - Throws: `DeliveryError` where a file is no Package or no PackageInstall although its place says so.
    func packageFolders(for delivery: Delivery) throws(DeliveryError) -> [PackageFolder] {
        switch delivery.engine {
        case .flux: try foldersByPath(for: delivery)
        case .kappController: try AppLayout(self, delivery).packageFolders(catalog)
        }
    }

    private func foldersByPath(for delivery: Delivery) throws(DeliveryError) -> [PackageFolder] {
        var reader = PackageFolderReader(self, delivery)
        for position in files.allPositions { try reader.read(at: position) }
        let sorted = reader.sortedFolders()
        try refuseTwins(sorted)
        try refuseSharedNames(sorted, ObjectNames(delivery))
        try refuseSharedNames(of: sorted, delivery)
        return sorted
    }

    private func refuseTwins(_ folders: [PackageFolder]) throws(DeliveryError) {
        var paths: [String: String] = [:]
        for folder in folders {
            if let other = paths.updateValue(folder.path, forKey: folder.name) {
                throw DeliveryError(
                    at: folder.path,
                    "has the same name as \(other), so their objects would be the same",
                    hint: "rename one of the folders"
                )
            }
        }
    }

    /// `web` on `eu-prod` and `web-eu` on `prod` would have Kustomizations of the same names.
    private func refuseSharedNames(_ folders: [PackageFolder], _ names: ObjectNames) throws(DeliveryError) {
        // Of very many names, most often none is there twice: their hashes say so, and none need be kept.
        var hashes: [Int] = []
        for folder in folders {
            for cluster in folder.installs.keys {
                for name in names.kustomizations(folder.name, on: cluster) {
                    guard KubernetesName.isSubdomain(name) else {
                        throw DeliveryError(
                            at: folder.path,
                            "makes the name \"\(name)\", expected \(KubernetesName.labelRule), and dots",
                            hint: "rename the folder"
                        )
                    }
                    hashes.append(name.hashValue)
                }
            }
        }
        hashes.sort()
        guard hashes.adjacentPairs().contains(where: ==) else { return }
        var paths: [String: String] = [:]
        for folder in folders {
            for cluster in folder.installs.keys {
                for name in names.kustomizations(folder.name, on: cluster) {
                    guard let other = paths.updateValue(folder.path, forKey: name) else { continue }
                    throw DeliveryError(
                        at: folder.path,
                        "makes the same name on \(cluster), \"\(name)\", as \(other) does",
                        hint: "rename one of the folders"
                    )
                }
            }
        }
    }

    func documents(_ path: String) throws(DeliveryError) -> [JSONValue] {
        do {
            return try YAMLReader.documents(files[path] ?? "", file: path)
        } catch {
            throw DeliveryError(error.description)
        }
    }
}
