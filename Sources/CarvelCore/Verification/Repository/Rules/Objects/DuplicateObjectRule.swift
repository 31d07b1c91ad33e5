import YAMLDocument

/// No object comes twice to the same cluster: the one would overwrite the other, or kustomize refuses both.
struct DuplicateObjectRule: RepositoryRule {
    static let name = "duplicate-object"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        let folders = repository.folders
        if folders.contains(where: { $0.app != nil }) {
            return folders.flatMap { duplicates($0.files.flatMap(\.objects), inNamespaces: true) }
        }
        var findings = folders.flatMap { folder in
            duplicates(objects(folder, PackageFolder.packagesFolder))
        }
        for cluster in repository.delivery?.runClusters ?? [] {
            let delivered = folders.filter { $0.hasInstall(on: cluster.name) }.flatMap { folder in
                objects(folder, PackageFolder.packagesFolder) + folder.objects(for: cluster.name)
            }
            findings += duplicates(delivered)
        }
        return findings
    }

    private func objects(_ folder: CheckedFolder, _ subfolder: String) -> [CheckedDocument] {
        let prefix = "\(folder.path)/\(subfolder)/"
        return folder.files.filter { $0.path.hasPrefix(prefix) }.flatMap(\.objects)
    }

    private struct Identity: Hashable {
        let group: String
        let kind: String
        let name: String
        let namespace: String?
    }

    /// What comes after another of the same identity.
    ///
    /// - Parameter inNamespaces: whether namespaces tell them apart; Flux replaces them.
    private func duplicates(_ objects: [CheckedDocument], inNamespaces: Bool = false) -> [RepositoryFinding] {
        var places: [Identity: FindingPlace] = [:]
        return objects.compactMap { object in
            guard !object.object.name.isEmpty, !object.object.kind.isEmpty else { return nil }
            let identity = Identity(
                group: object.object.apiGroup,
                kind: object.object.kind,
                name: object.object.name,
                namespace: inNamespaces ? object.object.namespace : nil
            )
            let place = object.place("metadata", "name")
            guard let first = places[identity] else {
                places[identity] = place
                return nil
            }
            return error(
                at: place,
                "\(object.title) is there already: \(first)",
                expected: "one of that name on a cluster",
                advice: "rename one of them, or take it out"
            )
        }
    }
}
