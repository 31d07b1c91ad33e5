import YAMLDocument

/// No object names another namespace than the one that Flux puts it into.
struct NamespaceRule: RepositoryRule {
    static let name = "namespace"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        repository.folders.flatMap { folder in
            folder.files.flatMap { file -> [RepositoryFinding] in
                let subfolder = file.path.dropFirst(folder.path.count + 1).prefix { $0 != "/" }
                // Packages go to every cluster with an install.
                let clusters = folder.clusters.filter {
                    subfolder == PackageFolder.packagesFolder || $0.name == subfolder
                }
                return file.objects.compactMap { finding($0, clusters) }
            }
        }
    }

    private func finding(_ object: CheckedDocument, _ clusters: [Delivery.RunCluster]) -> RepositoryFinding? {
        guard let namespace = object.object.namespace,
            let cluster = clusters.first(where: { $0.namespace != namespace })
        else { return nil }
        return warning(
            at: object.place("metadata", "namespace"),
            "\(object.title) names namespace \"\(namespace)\", and Flux puts it into \"\(cluster.namespace)\" on"
                + " \(cluster.name) all the same",
            expected: "the namespace of \(Delivery.fileName), or none",
            advice: "take metadata.namespace out"
        )
    }
}
