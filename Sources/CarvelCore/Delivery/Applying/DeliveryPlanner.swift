public import GitRepository

/// Compares the clusters of a delivery with what its repository calls for. It changes nothing.
public struct DeliveryPlanner: Sendable {
    let tree: RepositoryTree
    let clusters: ClusterDirectory
    let credentials: GitCredentials
    let options: Options

    /// What a plan takes in.
    public struct Options: Sendable {
        /// Whether the Secret of git credentials is written anew where it is there.
        public var replacesAuthSecret: Bool
        /// Whether what the repository no longer calls for is deleted.
        public var prunes: Bool
        /// Whether the servers are asked what they would do, rather than only read.
        public var asksServers: Bool

        /// Options as they stand where nothing else is said.
        public init(replacesAuthSecret: Bool = false, prunes: Bool = false, asksServers: Bool = true) {
            self.replacesAuthSecret = replacesAuthSecret
            self.prunes = prunes
            self.asksServers = asksServers
        }
    }

    /// - Parameters:
    ///   - tree: the repository.
    ///   - credentials: with which Flux is to log in to the repository, where it has no Secret for that yet.
    public init(
        _ tree: RepositoryTree,
        clusters: ClusterDirectory,
        credentials: GitCredentials,
        _ options: Options = Options()
    ) {
        self.tree = tree
        self.clusters = clusters
        self.credentials = credentials
        self.options = options
    }

    /// Compares everything, clusters side by side. What can't be compared says why, and hides nothing else.
    ///
    /// - Throws: where nothing could be compared: the repository can't be read as a delivery, the build cluster does
    ///   not answer, or Flux is not there.
    public func plan() async throws -> DeliveryPlan {
        switch try tree.delivery().engine {
        case .flux: try await fluxPlan()
        case .kappController: try await appPlan()
        }
    }

    private func fluxPlan() async throws -> DeliveryPlan {
        let opened = try await OpenedDelivery(tree, clusters, asksForFields: true)
        let (build, manifests) = (opened.build, opened.manifests)
        let search = RemovalSearch(manifests, build: build, clusters: clusters)
        let onBuild = await planner(build, PresentObjects(manifests, on: build.client))
        async let foundation = foundation(manifests, onBuild)
        async let runs = runs(manifests, onBuild)
        async let removal = removal(search)
        var plan = DeliveryPlan(
            delivery: opened.delivery.name,
            commit: tree.commit,
            build: build,
            foundation: await foundation,
            runs: await runs
        )
        let (found, warnings) = try await removal
        plan.removal = found.map(DeliveryRemoval.flux)
        plan.warnings = manifests.warnings + warnings + (await PlainSecrets.warnings(in: tree))
        return plan
    }

    private func removal(_ search: RemovalSearch) async throws -> (RemovalPlan?, [String]) {
        if options.prunes {
            // What nobody reads is still called for by somebody, such as the folder of a cluster that was renamed.
            let delivery = try tree.delivery()
            let folders = try tree.packageFolders(for: delivery)
            if let stray = try tree.strayInstalls(for: delivery, besides: folders).first {
                throw DeliveryError("\(stray.reason), so nothing is pruned", hint: stray.hint)
            }
            let plan = try await search.plan()
            return (plan, plan.warnings)
        }
        do {
            let left = try await search.leftovers()
            guard !left.isEmpty else { return (nil, []) }
            return (
                nil, ["not called for any more: \(left.joined(separator: ", ")); --prune deletes what is left over"]
            )
        } catch {
            // Nothing is to be deleted, so this holds up nothing.
            return (nil, ["what is left over could not be looked for: \(error)"])
        }
    }

    func planner(_ part: DeliveryPlan.ClusterPart, _ present: PresentObjects = .none) -> ObjectPlanner {
        ObjectPlanner(cluster: part.name, client: part.client, asksServer: options.asksServers, present: present)
    }

    // MARK: The build cluster

    private func foundation(_ manifests: DeliveryManifests, _ planner: ObjectPlanner) async -> [PlannedObject] {
        var planned = await planner.plan(manifests.buildFoundation())
        guard planned.allSatisfy({ $0.failure == nil }) else { return planned }
        for name in manifests.authSecretNames {
            planned.append(await authSecret(name, manifests.delivery, planner))
        }
        for name in manifests.decryptionSecretNames {
            planned.append(await decryptionSecret(name, manifests.delivery, planner))
        }
        return planned + (await planner.plan(manifests.sources()))
    }

    // MARK: The run clusters

    private func runs(_ manifests: DeliveryManifests, _ onBuild: ObjectPlanner) async -> [DeliveryPlan.RunPart] {
        await withTaskGroup(of: DeliveryPlan.RunPart.self) { group in
            let order = manifests.delivery.runClusters
            for cluster in order {
                group.addTask { await run(cluster, manifests, onBuild) }
            }
            let parts = await group.reduce(into: [String: DeliveryPlan.RunPart]()) { $0[$1.cluster.name] = $1 }
            return order.compactMap { parts[$0.name] }
        }
    }

    private func run(
        _ cluster: Delivery.RunCluster,
        _ manifests: DeliveryManifests,
        _ onBuild: ObjectPlanner
    ) async -> DeliveryPlan.RunPart {
        var part = DeliveryPlan.RunPart(cluster: cluster, client: nil, objects: [], deliveries: [])
        let kustomizations = manifests.kustomizations(cluster)
        if !kustomizations.isEmpty {
            part.deliveries = [await kubeconfig(of: cluster, manifests.delivery, onBuild)]
            part.deliveries += await onBuild.plan(kustomizations)
        }
        do {
            let client = try clusters.client(context: cluster.context, calledName: cluster.name)
            part.client = client
            part.objects = await planner(.init(name: cluster.name, client: client)).plan(manifests.run(cluster))
        } catch {
            part.objects = [.unreachable(cluster, error)]
        }
        return part
    }
}
