import YAMLDocument

/// No object comes twice to the same cluster: the one would overwrite the other, or kustomize refuses both.
struct DuplicateObjectRule: RepositoryRule {
    static let name = "duplicate-object"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        let folders = repository.folders
        if let delivery = repository.delivery, folders.contains(where: { $0.app != nil }) {
            return folders.flatMap { folder in
                duplicates(folder.files.flatMap(\.objects), folder.app?.destinations(in: delivery))
            }
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
    /// - Parameter destinations: the namespaces that tell them apart; `nil` with Flux, which replaces them.
    private func duplicates(
        _ objects: [CheckedDocument],
        _ destinations: AppNamespaces? = nil
    ) -> [RepositoryFinding] {
        var places: [Identity: FindingPlace] = [:]
        return objects.compactMap { object in
            guard !object.object.name.isEmpty, !object.object.kind.isEmpty else { return nil }
            let identity = Identity(
                group: object.object.apiGroup,
                kind: object.object.kind,
                name: object.object.name,
                namespace: destinations?.destination(of: object.object.namespace)
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
