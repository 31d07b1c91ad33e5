import YAMLDocument

/// Files are where commands and Flux look for them, and the folders' names make different objects.
struct LayoutRule: RepositoryRule {
    static let name = "layout"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        guard let delivery = repository.delivery else { return [] }
        var findings = repository.folders.flatMap { installFiles($0, in: repository) + deepPackages($0) }
        findings += twins(repository.folders) + sharedNames(repository.folders, ObjectNames(delivery))
        if repository.folders.allSatisfy(\.clusters.isEmpty) {
            findings.append(
                warning(
                    at: FindingPlace(Delivery.fileName),
                    "the repository installs no package on any run cluster",
                    advice: "kubectl carvel-deliver add PACKAGE --to CLUSTER"
                )
            )
        }
        return findings
    }

    private func installFiles(_ folder: CheckedFolder, in repository: CheckedRepository) -> [RepositoryFinding] {
        folder.clusters.flatMap { cluster -> [RepositoryFinding] in
            let path = "\(folder.path)/\(cluster.name)/\(PackageFolder.installFile)"
            guard let file = repository.file(path) else { return [] }
            let installs = file.documents.filter { $0.object.kind == ResourceType.packageInstall.kind }
            if installs.isEmpty, file.problems.isEmpty {
                return [error(at: FindingPlace(path), "holds no PackageInstall", expected: "one")]
            }
            return installs.dropFirst().map { install in
                error(
                    at: install.place("kind"),
                    "is a second PackageInstall in one file",
                    expected: "one",
                    advice: "give each package a folder of its own"
                )
            }
                + installs.filter { $0.json.value(at: ["spec", "packageRef", "refName"]) == nil }.map { install in
                    error(
                        at: install.place("spec", "packageRef"),
                        "\(install.title) does not say which package it installs",
                        expected: "spec.packageRef.refName"
                    )
                }
        }
    }

    /// Flux applies what lies deeper too, while no command reads it.
    private func deepPackages(_ folder: CheckedFolder) -> [RepositoryFinding] {
        let prefix = "\(folder.path)/\(PackageFolder.packagesFolder)/"
        return folder.files.filter { $0.path.hasPrefix(prefix) && $0.path.dropFirst(prefix.count).contains("/") }
            .flatMap(\.objects).filter { $0.isA(.package) }.map { package in
                error(
                    at: package.place("kind"),
                    "\(package.title) lies in a folder of \(PackageFolder.packagesFolder), which no command reads",
                    expected: "it in \(prefix.dropLast())",
                    advice: "move the file up"
                )
            }
    }

    private func twins(_ folders: [CheckedFolder]) -> [RepositoryFinding] {
        var paths: [String: String] = [:]
        return folders.compactMap { folder in
            paths.updateValue(folder.path, forKey: folder.name).map { other in
                error(
                    at: folder.place,
                    "folder \(folder.path) has the same name as \(other), so their objects would be the same",
                    advice: "rename one of the folders"
                )
            }
        }
    }

    private func sharedNames(_ folders: [CheckedFolder], _ names: ObjectNames) -> [RepositoryFinding] {
        var paths: [String: String] = [:]
        return folders.flatMap { folder in
            folder.clusters.compactMap { cluster -> RepositoryFinding? in
                let name = names.packagesKustomization(folder.name, on: cluster.name)
                guard KubernetesName.isSubdomain(name) else {
                    return error(
                        at: folder.place,
                        "folder \(folder.path) makes the name \"\(name)\"",
                        expected: "\(KubernetesName.labelRule), and dots",
                        advice: "rename the folder"
                    )
                }
                guard let other = paths.updateValue(folder.path, forKey: name),
                    other.split(separator: "/").last != folder.path.split(separator: "/").last
                else { return nil }
                return error(
                    at: folder.place,
                    "folder \(folder.path) makes the same name on \(cluster.name), \"\(name)\", as \(other) does",
                    advice: "rename one of the folders"
                )
            }
        }
    }
}
