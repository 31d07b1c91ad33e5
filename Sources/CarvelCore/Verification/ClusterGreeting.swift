/// Gets through to the clusters of a delivery while its repository is still being read: the first exchange with a cluster
/// takes longest, and says nothing of the delivery.
public final class ClusterGreeting: Sendable {
    let memory: VerificationMemory
    private let task: Task<Void, Never>

    /// Begins at once, with the clusters that will be looked at in any case, and of those only where nobody is asked to log
    /// in. What can't be reached, or is no delivery, is passed over: whoever needs it will say so.
    ///
    /// - Parameter scope: the part of the delivery that will be verified.
    public init(_ tree: RepositoryTree, _ clusters: ClusterDirectory, scope: VerificationScope) {
        let memory = VerificationMemory(processors: clusters.host.processors)
        self.memory = memory
        task = Task {
            // Which clusters a package is on is known once its folder is read, and what the other engine does later.
            guard scope.packages.isEmpty, let delivery = try? tree.delivery(), delivery.engine == .flux else { return }
            await withTaskGroup(of: Void.self) { group in
                if let build = clusters.quietClient(context: delivery.build.context) {
                    group.addTask { _ = try? await build.fluxTypes() }
                }
                let installed = tree.clustersWithInstalls(of: delivery)
                for cluster in delivery.runClusters
                where installed.contains(cluster.name) && scope.includes(runCluster: cluster.name) {
                    guard let client = clusters.quietClient(context: cluster.context) else { continue }
                    group.addTask {
                        await memory.greetings.take(on: clusters.host) { _ = await memory.user(of: client) }
                    }
                }
            }
        }
    }

    deinit {
        task.cancel()
    }

    /// Waits until there is nobody left to get through to.
    func ended() async { await task.value }
}

extension ClusterDirectory {
    /// A client of a cluster that needs no program to log in, which may ask the user; `nil` for any other.
    fileprivate func quietClient(context: String) -> ClusterClient? {
        guard let client = try? client(context: context, calledName: context) else { return nil }
        if case .exec = client.connection.credentials { return nil }
        return client
    }
}

extension RepositoryTree {
    /// The run clusters on which some package is installed, by the names of files alone.
    fileprivate func clustersWithInstalls(of delivery: Delivery) -> Set<String> {
        var others = Set(delivery.runClusters.map(\.name))
        var found: Set<String> = []
        for path in files.paths {
            // Most often the first package is on all of them.
            if others.isEmpty { break }
            guard let place = PackageFilePlace(path, below: root), place.file == PackageFolder.installFile,
                let cluster = others.remove(String(place.subfolder))
            else { continue }
            found.insert(cluster)
        }
        return found
    }
}
