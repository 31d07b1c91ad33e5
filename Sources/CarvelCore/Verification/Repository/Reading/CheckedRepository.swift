/// A repository as the rules look at it. Whatever is broken in it is passed over here, and found by a rule.
struct CheckedRepository: Sendable {
    let snapshot: RepositorySnapshot
    /// What `delivery.yaml` says; `nil` where it is absent or wrong.
    let delivery: Delivery?
    /// What is wrong with `delivery.yaml`.
    let deliveryProblem: DeliveryError?
    /// By path.
    let files: [CheckedFile]
    /// The folders of packages, by path.
    let folders: [CheckedFolder]
    private let index: [String: Int]
    /// What Flux brings to each run cluster, by the package's name.
    private let packages: [String: [String: [CheckedPackage]]]
    private let folderIndex: [String: Int]

    init(_ snapshot: RepositorySnapshot) async {
        self.snapshot = snapshot
        files = await Self.read(snapshot)
        index = Dictionary(uniqueKeysWithValues: files.enumerated().map { ($1.path, $0) })
        var found: (delivery: Delivery?, problem: DeliveryError?) = (nil, nil)
        if let position = index[Delivery.fileName] {
            do throws(DeliveryError) {
                found.delivery = try Delivery(yaml: files[position].text)
            } catch {
                found.problem = error
            }
        }
        (delivery, deliveryProblem) = found
        let folders = CheckedFolder.folders(of: files, for: delivery)
        self.folders = folders
        folderIndex = Dictionary(uniqueKeysWithValues: folders.enumerated().map { ($1.path, $0) })
        packages = folders.reduce(into: [:]) { packages, folder in
            for cluster in folder.clusters {
                for package in folder.packages {
                    guard let refName = package.refName else { continue }
                    packages[cluster.name, default: [:]][refName, default: []].append(package)
                }
            }
        }
    }

    /// Reading takes most of the time, so all processors take part.
    private static func read(_ snapshot: RepositorySnapshot) async -> [CheckedFile] {
        let paths = snapshot.contents.keys.sorted()
        let size = 200
        return await withTaskGroup(of: (Int, [CheckedFile]).self) { group in
            for start in stride(from: 0, to: paths.count, by: size) {
                group.addTask {
                    let part = paths[start..<min(start + size, paths.count)]
                    return (start, part.map { CheckedFile(path: $0, bytes: snapshot.contents[$0] ?? []) })
                }
            }
            let parts = await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            return parts.sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }

    /// The file of that path.
    func file(_ path: String) -> CheckedFile? {
        index[path].map { files[$0] }
    }

    /// The folder of an install.
    func folder(of install: CheckedInstall) -> CheckedFolder? {
        folderIndex[install.folder].map { folders[$0] }
    }

    /// The Packages of a name that Flux brings to a run cluster: those of folders with an install on it.
    func packages(_ refName: String, on cluster: String) -> [CheckedPackage] {
        packages[cluster]?[refName] ?? []
    }

    /// Every install that says which package it is of.
    var installs: [CheckedInstall] { folders.flatMap(\.installs) }

    /// The files that Flux applies to run clusters.
    var deliveredFiles: [CheckedFile] { folders.flatMap(\.files) }
}

extension CheckedRepository {
    /// The Package that an install selects; `nil` where there is none.
    func selectedPackage(_ install: CheckedInstall) -> CheckedPackage? {
        let packages = packages(install.refName, on: install.cluster.name)
        let version = try? install.selection.selectForPackageInstall(from: packages.compactMap(\.version))
        return version.flatMap { version in packages.last { $0.version == version } }
    }

    /// The version that each install selects, by the path of its file.
    var selectedVersions: [String: String] {
        var versions: [String: String] = [:]
        for install in installs { versions[install.document.file] = selectedPackage(install)?.version }
        return versions
    }

    /// How much there is, and how many values can be judged.
    var coverage: RepositoryReport.Coverage {
        var coverage = RepositoryReport.Coverage(
            files: files.count,
            packages: folders.reduce(0) { $0 + $1.packages.count },
            installs: folders.reduce(0) { $0 + $1.installs.count }
        )
        for install in installs {
            if selectedPackage(install)?.hasSchema != true {
                coverage.valuesWithoutSchema += 1
            } else if InstallValues(install, in: self) == nil {
                coverage.hiddenValues += 1
            } else {
                coverage.judgedValues += 1
            }
        }
        return coverage
    }
}
