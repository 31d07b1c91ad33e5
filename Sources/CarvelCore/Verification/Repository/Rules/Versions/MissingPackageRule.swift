import YAMLDocument

/// What is installed is a package that the repository brings to the same cluster.
struct MissingPackageRule: RepositoryRule {
    static let name = "missing-package"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        let known = Set(repository.folders.flatMap(\.packages).compactMap(\.refName)).sorted()
        return repository.installs.compactMap { install in
            guard repository.packages(install.refName, on: install.cluster.name).isEmpty,
                let folder = repository.folder(of: install), !folder.hasUnreadablePackages
            else { return nil }
            let own = Set(folder.packages.compactMap(\.refName)).sorted()
            let others = own.isEmpty ? known : own
            let guess = closestMatch(to: install.refName, in: others).map { "did you mean \"\($0)\"?" }
            let place = install.document.place("spec", "packageRef", "refName")
            guard own.isEmpty else {
                return error(
                    at: place,
                    "installs \(install.refName), and the folder holds \(own.joined(separator: ", "))",
                    expected: "the package of the folder",
                    advice: guess
                )
            }
            return error(
                at: place,
                "installs \(install.refName), of which Flux brings no version to \(install.cluster.name)",
                expected: "a Package in \(folder.path)/\(PackageFolder.packagesFolder)",
                advice: guess ?? "add the Package's file, or take the install out"
            )
        }
    }
}
