import YAMLDocument

/// The Apps that a command is about, and the installs that they have brought.
struct AppSelection: Sendable {
    let delivery: Delivery
    let routes: [Route]

    /// The way to one run cluster.
    struct Route: Sendable {
        let files: AppFiles
        /// The App that brings the repository to it.
        let app: AppKick.Target
        /// The Apps that kapp-controller makes of PackageInstalls.
        let installs: [AppKick.Target]
    }

    /// - Throws: `DeliveryError` for a package or a run cluster that there is not, or a package that is on none of them.
    init(_ tree: RepositoryTree, _ part: DeliveryPart) throws(DeliveryError) {
        let delivery = try tree.delivery()
        let layout = try AppLayout(tree, delivery)
        let folders = try tree.packageFolders(for: delivery)
        var chosen = layout.clusters
        var wanted = folders
        if !part.clusters.isEmpty {
            chosen = []
            for name in part.clusters { chosen.append(try layout.files(of: name)) }
        }
        if let package = part.package {
            let folder = try folders.folder(named: package, with: delivery.engine)
            if !part.clusters.isEmpty { _ = try tree.installs(of: package, on: part.clusters) }
            chosen = chosen.filter { folder.installs[$0.cluster.name] != nil }
            guard !chosen.isEmpty else {
                throw DeliveryError(
                    "\(folder.refName) is installed on no run cluster",
                    hint: "to put it somewhere: kubectl carvel-deliver add \(folder.refName) --to CLUSTER"
                )
            }
            wanted = [folder]
        }
        self.delivery = delivery
        routes = chosen.map { files in
            Route(
                files: files,
                app: .init(
                    cluster: delivery.buildCluster?.context ?? files.cluster.name,
                    context: files.place.context,
                    namespace: files.place.namespace,
                    name: files.place.name,
                    isInstall: false
                ),
                installs: wanted.compactMap { $0.installs[files.cluster.name] }.map { install in
                    .init(
                        cluster: files.cluster.name,
                        context: files.cluster.context,
                        namespace: files.namespace(of: install.object),
                        name: install.object.name,
                        isInstall: true
                    )
                }
            )
        }
    }
}
