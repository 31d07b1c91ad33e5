/// What a user says of a delivery that is to begin; the repository is looked at for what is left open.
public struct DeliveryProposal: Sendable {
    /// The delivery's name; where there is none, that of its folder, or of the repository.
    public var name: String?
    /// What brings the repository to the clusters.
    public var engine: Delivery.Engine
    /// The GitOps repository.
    public var repository: Delivery.Repository
    /// The kubeconfig context of the cluster that runs Flux, or the Apps. Where there is none, it is `build` with Flux, and
    /// with kapp-controller each run cluster itself.
    public var buildContext: String?
    /// The namespace on all clusters. Where there is none, it is on run clusters that of the installs there, or else, as
    /// on the build cluster, the delivery's name.
    public var namespace: String?
    /// The service account that installs the packages. Where there is none, it is that of the installs, or else the
    /// delivery's name and `-sa`.
    public var serviceAccountName: String?
    /// The run clusters; where there are none, those that the repository has installs for.
    public var runClusters: [RunCluster]
    /// How values are encrypted, if they are.
    public var encryption: Delivery.Encryption?

    /// A run cluster by its name and its kubeconfig context.
    public struct RunCluster: Sendable, Hashable {
        /// The name in the repository's folders.
        public var name: String
        /// The kubeconfig context.
        public var context: String

        /// Reads `name` or `name=context`.
        public init(_ text: String) {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            name = parts[0]
            context = parts.last ?? parts[0]
        }
    }

    /// A proposal in its parts.
    public init(
        name: String?,
        engine: Delivery.Engine = .flux,
        repository: Delivery.Repository,
        buildContext: String?,
        namespace: String? = nil,
        serviceAccountName: String? = nil,
        runClusters: [RunCluster] = [],
        encryption: Delivery.Encryption? = nil
    ) {
        self.name = name
        self.engine = engine
        self.repository = repository
        self.buildContext = buildContext
        self.namespace = namespace
        self.serviceAccountName = serviceAccountName
        self.runClusters = runClusters
        self.encryption = encryption
    }

    /// The delivery, with what the repository tells.
    ///
    /// - Throws: `DeliveryError` where neither says what is needed, and where the repository can't be read.
    public func delivery(for tree: RepositoryTree) throws(DeliveryError) -> Delivery {
        try delivery(engine == .flux ? InstallOutline(tree) : InstallOutline(), tree)
    }

    private func delivery(_ outline: InstallOutline, _ tree: RepositoryTree) throws(DeliveryError) -> Delivery {
        let name = if let name { name } else { try usualName(tree) }
        var clusters = runClusters
        if clusters.isEmpty { clusters = outline.clusters.map { RunCluster($0) } }
        guard !clusters.isEmpty else {
            throw DeliveryError(
                "no flag names a run cluster, and the repository has no <package>/<cluster>/\(PackageFolder.installFile)"
                    + " that would",
                hint: "name the run clusters with --run-cluster"
            )
        }
        let context = engine == .flux ? buildContext ?? "build" : buildContext
        let account = engine == .flux ? "\(name)-sa" : "\(name)-app-sa"
        var delivery = Delivery(
            name: name,
            engine: engine,
            repository: repository,
            build: context.map { .init(context: $0, namespace: namespace ?? name) },
            runClusters: clusters.map { cluster in
                .init(
                    name: cluster.name,
                    context: cluster.context,
                    namespace: namespace ?? outline.most(\.namespace, on: cluster.name) ?? name,
                    serviceAccountName: serviceAccountName
                        ?? outline.most(\.serviceAccountName, on: cluster.name) ?? account
                )
            }
        )
        delivery.encryption = encryption
        return delivery
    }

    /// The files as they should be, and what of the installs that are there does not fit.
    ///
    /// - Parameter begin: how the delivery is begun, once it is known.
    /// - Throws: `DeliveryError` where there is a `delivery.yaml` that says something else, and as `delivery`; what `begin`
    ///   throws.
    public func edit(
        _ tree: RepositoryTree,
        begin: (Delivery) throws -> InitDelivery = { try InitDelivery($0) }
    ) throws -> RepositoryEdit {
        let outline = engine == .flux ? try InstallOutline(tree) : InstallOutline()
        let delivery = try delivery(outline, tree)
        var edit = try begin(delivery).edit(tree)
        // What the other commands would refuse is better known at once.
        let folders = try tree.packageFolders(for: delivery)
        for install in outline.installs {
            guard let cluster = delivery.runClusters.first(where: { $0.name == install.cluster }) else { continue }
            advise(install.path, "namespace", install.namespace, cluster.namespace, &edit)
            advise(
                install.path,
                "serviceAccountName",
                install.serviceAccountName,
                cluster.serviceAccountName,
                &edit
            )
        }
        for stray in try tree.strayInstalls(for: delivery, besides: folders) {
            edit.advise("\(stray.reason); \(stray.hint)")
        }
        return edit
    }

    private func advise(
        _ path: String,
        _ field: String,
        _ found: String?,
        _ wanted: String,
        _ edit: inout RepositoryEdit
    ) {
        guard let found, found != wanted else { return }
        edit.advise("\(path) has \(field) \"\(found)\", and \(Delivery.fileName) \"\(wanted)\" for its cluster")
    }

    private func usualName(_ tree: RepositoryTree) throws(DeliveryError) -> String {
        var last = (tree.root.isEmpty ? repository.url : tree.root).split(separator: "/").last.map(String.init) ?? ""
        if last.hasSuffix(".git") { last.removeLast(4) }
        guard KubernetesName.isLabel(last) else {
            throw DeliveryError(
                "\"\(last)\" can't be the delivery's name, expected \(KubernetesName.labelRule)",
                hint: "give it another one with --name"
            )
        }
        return last
    }
}
