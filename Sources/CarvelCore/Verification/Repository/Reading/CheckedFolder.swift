import OrderedCollections
import YAMLDocument

/// A package's folder, or, where Apps deliver, the folder of all packages of a run cluster; as far as it can be read.
struct CheckedFolder: Sendable {
    /// The path from the repository's root.
    let path: String
    /// The App that deploys it, and what lies beside that; `nil` with Flux.
    var app: CheckedApp?
    /// The Packages of its `packages` folder, those too whose members are wrong.
    var packages: [CheckedPackage] = []
    /// The PackageInstalls in their places.
    var installs: [CheckedInstall] = []
    /// The run clusters that it has an install's file for.
    var clusters: [Delivery.RunCluster] = []
    /// The files that Flux applies to run clusters.
    var files: [CheckedFile] = []

    /// What names of objects begin with.
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// Whether Flux brings its Packages to a run cluster.
    func hasInstall(on cluster: String) -> Bool { clusters.contains { $0.name == cluster } }

    /// Whether a file of Packages can't be read, so that it can't be told which there are. What a PackageRepository
    /// brings is not known here either.
    var hasUnreadablePackages: Bool { app != nil || isUnreadable("\(path)/\(PackageFolder.packagesFolder)") }

    /// Where what goes to a run cluster lies, but for Packages.
    func path(of cluster: String) -> String { app == nil ? "\(path)/\(cluster)" : path }

    /// Whether a file below a path can't be read.
    func isUnreadable(_ path: String) -> Bool {
        files.contains { !$0.problems.isEmpty && $0.path.hasPrefix(path + "/") }
    }

    /// The objects that go to a run cluster, but for Packages in a folder of their own.
    func objects(for cluster: String) -> [CheckedDocument] {
        let prefix = path(of: cluster) + "/"
        return files.filter { $0.path.hasPrefix(prefix) }.flatMap(\.objects)
    }

    /// Where the folder as a whole is meant: at its first file, since only files have places.
    var place: FindingPlace { FindingPlace(files.first?.path ?? path) }
}

/// A Package in its place.
struct CheckedPackage: Sendable {
    let document: CheckedDocument
    let refName: String?
    let version: String?
    /// The schema of its values, if it tells one.
    let schema: JSONValue?

    init(_ document: CheckedDocument) {
        self.document = document
        refName = document.json[path: "spec", "refName"]?.string
        version = document.json[path: "spec", "version"]?.string
        schema = document.json[path: "spec", "valuesSchema", "openAPIv3"].flatMap { $0.isNull ? nil : $0 }
    }

    /// The texts of templates that are in the Package itself, by name.
    var inlineFiles: [(name: String, text: String)] {
        let fetches = document.json[path: "spec", "template", "spec", "fetch"]?.array ?? []
        return fetches.flatMap { $0[path: "inline", "paths"]?.object ?? [:] }.compactMap { name, text in
            text.string.map { (name, $0) }
        }
    }

    /// Whether it tells anything about its values.
    var hasSchema: Bool {
        schema != nil || inlineFiles.contains { $0.text.contains("#@data/values-schema") }
    }
}

/// A PackageInstall in its place, which says which package it is of.
struct CheckedInstall: Sendable {
    let document: CheckedDocument
    let cluster: Delivery.RunCluster
    /// The path of the package's folder.
    let folder: String
    let refName: String
    let selection: VersionSelection
    /// The Secrets that its values are in, in their order.
    let valuesSecrets: [String]

    init?(_ document: CheckedDocument, folder: String, cluster: Delivery.RunCluster) {
        guard let reference = document.json[path: "spec", "packageRef"], let refName = reference["refName"]?.string
        else { return nil }
        self.document = document
        self.cluster = cluster
        self.folder = folder
        self.refName = refName
        selection = VersionSelection(packageReference: reference)
        valuesSecrets = (document.json[path: "spec", "values"]?.array ?? []).compactMap {
            $0[path: "secretRef", "name"]?.string
        }
    }

    /// Where it says which versions it takes.
    var selectionPlace: FindingPlace {
        document.place("spec", "packageRef", "versionSelection", "constraints")
    }
}

extension CheckedFolder {
    /// The folders of all packages: those with Packages, and those with an install for a run cluster.
    static func folders(of files: [CheckedFile], for delivery: Delivery?) -> [CheckedFolder] {
        if let delivery, delivery.engine == .kappController { return appFolders(of: files, for: delivery) }
        var folders: [String: CheckedFolder] = [:]
        let clusters = delivery?.runClusters ?? []
        for file in files where RepositorySnapshot.isYAML(file.path) {
            let parts = file.path.split(separator: "/").map(String.init)
            guard parts.count >= 3 else { continue }
            let subfolder = parts[parts.count - 2]
            let root = parts.dropLast(2).joined(separator: "/")
            if subfolder == PackageFolder.packagesFolder {
                let packages = file.documents.filter { $0.object.kind == ResourceType.package.kind }
                // One that can't be read is taken by its words, or it would hide with all that is in it.
                guard !packages.isEmpty || (!file.problems.isEmpty && file.text.contains("kind: Package")) else {
                    continue
                }
                folders[root, default: CheckedFolder(path: root)].packages += packages.map(CheckedPackage.init)
            } else if parts.last == PackageFolder.installFile,
                let cluster = clusters.first(where: { $0.name == subfolder })
            {
                folders[root, default: CheckedFolder(path: root)].add(file, for: cluster)
            }
        }
        for file in files {
            // What is delivered lies in a folder of a package, be it deeper.
            for root in ancestors(of: file.path) {
                guard let folder = folders[root], folder.delivers(file.path, clusters) else { continue }
                folders[root]?.files.append(file)
            }
        }
        return folders.values.sorted { $0.path < $1.path }
    }

    private mutating func add(_ file: CheckedFile, for cluster: Delivery.RunCluster) {
        clusters.append(cluster)
        for document in file.documents where document.object.kind == ResourceType.packageInstall.kind {
            if let install = CheckedInstall(document, folder: path, cluster: cluster) { installs.append(install) }
        }
    }

    private func delivers(_ file: String, _ clusters: [Delivery.RunCluster]) -> Bool {
        guard RepositorySnapshot.isYAML(file) else { return false }
        let inner = file.dropFirst(path.count + 1)
        guard let slash = inner.firstIndex(of: "/") else { return false }
        let subfolder = inner[..<slash]
        return subfolder == PackageFolder.packagesFolder || clusters.contains { $0.name == subfolder }
    }

    private static func ancestors(of path: String) -> [String] {
        path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
    }
}
