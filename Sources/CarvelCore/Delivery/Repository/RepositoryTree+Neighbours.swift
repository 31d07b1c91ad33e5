// Several deliveries in one repository: they must not make objects of the same names, nor take each other's for left over.

extension RepositoryTree {
    /// Refuses a delivery of Apps in a folder of its own: `app` and `packaging` are those of the whole repository.
    func refuseFolder(of delivery: Delivery) throws(DeliveryError) {
        guard delivery.engine == .kappController, !root.isEmpty else { return }
        throw DeliveryError(
            at: path(of: Delivery.fileName),
            "has the engine kapp-controller in a folder of its own, expected it at the repository's root",
            hint: "give that delivery a repository or a branch of its own"
        )
    }

    /// Refuses a delivery of another's name in the same namespace: each would prune what the other makes.
    func refuseNamesakes(of delivery: Delivery) throws(DeliveryError) {
        for (neighbour, other) in sharing(delivery) where other.name == delivery.name {
            throw DeliveryError(
                at: path(of: Delivery.fileName),
                "is called \"\(delivery.name)\" as \(neighbour.path) is, in the same namespace of the build cluster",
                hint: "give one of them another name, or another namespace there"
            )
        }
    }

    /// Refuses packages that would have objects of the same names on the build cluster as another delivery's.
    func refuseSharedNames(of folders: [PackageFolder], _ delivery: Delivery) throws(DeliveryError) {
        let names = ObjectNames(delivery)
        for (neighbour, other) in sharing(delivery) {
            let otherNames = ObjectNames(other)
            var taken: Set<String> = []
            for install in neighbour.installs where other.runClusters.contains(where: { $0.name == install.cluster }) {
                taken.insert(otherNames.gitRepository(install.folder))
                taken.insert(otherNames.packagesKustomization(install.folder, on: install.cluster))
                taken.insert(otherNames.installsKustomization(install.folder, on: install.cluster))
            }
            for folder in folders {
                let own = folder.installs.keys.flatMap { names.kustomizations(folder.name, on: $0) }
                guard !own.isEmpty,
                    let name = (own + [names.gitRepository(folder.name)]).sorted().first(where: taken.contains)
                else { continue }
                throw DeliveryError(
                    at: folder.path,
                    "makes the same name on the build cluster, \"\(name)\", as \(neighbour.path) does",
                    hint: "rename the folder, or give one of the deliveries another namespace there"
                )
            }
        }
    }

    /// The other deliveries whose objects are in the same namespace of the same build cluster.
    private func sharing(_ delivery: Delivery) -> [(DeliveryNeighbour, Delivery)] {
        neighbours.compactMap { neighbour in
            guard let other = neighbour.delivery else { return nil }
            let isShared =
                other.build.context == delivery.build.context && other.build.namespace == delivery.build.namespace
            return isShared ? (neighbour, other) : nil
        }
    }
}
