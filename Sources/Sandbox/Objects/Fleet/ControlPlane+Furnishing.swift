import CarvelCore
import YAMLDocument

extension ControlPlane {
    /// Puts a fleet into the repository and onto all clusters, without the requests that would bring it there.
    func furnish(_ fleet: DeliveredFleet) async throws {
        let names = configuration.runClusters
        let files = fleet.files(url: repositoryURL, build: configuration.buildCluster, runClusters: names)
        let commit = try await git.commit(files, to: configuration.repositoryName)
        let tree = try RepositoryTree(
            commit: commit,
            paths: files.keys.sorted(),
            contents: files.mapValues { Array($0.utf8) }
        )
        var objects = try DeliveredObjects(fleet, tree, commit: commit)
        try objects.furnish { name in
            try AdministratorKubeconfig.text(servers[name].map { [(name, $0)] } ?? [])
        } put: { cluster, objects in
            try servers[cluster]?.furnish(objects)
        }
    }
}

extension APIServer {
    /// Takes in objects as they are, unchecked. Types that it does not serve are left out.
    func furnish(_ objects: [KubernetesObject]) throws {
        for objects in Dictionary(grouping: objects, by: { [$0.apiVersion, $0.kind] }).values {
            guard let first = objects.first else { continue }
            let parts = first.apiVersion.split(separator: "/").map(String.init)
            let type = catalog.definition(
                group: parts.count > 1 ? parts[0] : "",
                version: parts.last ?? "",
                kind: first.kind
            )
            if let type { store.furnish(objects.map(\.json), as: type) }
        }
    }
}
