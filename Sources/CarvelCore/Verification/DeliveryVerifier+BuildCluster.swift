import YAMLDocument

extension DeliveryVerifier {
    /// The chain on the build cluster, and what is there of this delivery though the commit does not call for it.
    struct BuildSight: Sendable {
        var links: [VerificationLink]
        var leftovers: [VerificationLink] = []
        /// Of each Kustomization of this delivery, how it stands; empty where that is not known.
        var owners: [String: Verdict] = [:]
    }

    func buildSight() async -> BuildSight {
        let name = delivery.build.context
        do {
            let client = try clusters.client(context: delivery.build.context, calledName: name)
            let types = try await client.fluxTypes()
            async let user = memory.user(of: client)
            async let sources = client.byName(types.gitRepository, namespace: delivery.build.namespace)
            async let kustomizations = client.byName(types.kustomization, namespace: delivery.build.namespace)
            async let kubeconfigs = kubeconfigs(client)
            let flux = try await FluxObjects(types: types, sources: sources, kustomizations: kustomizations)
            let manifests = try FluxManifests(delivery, allFolders, types: types)
            return await judge(flux, manifests, kubeconfigs, as: user)
        } catch {
            return BuildSight(links: [Self.notLookedAt(name, context: delivery.build.context, error)])
        }
    }

    private struct FluxObjects: Sendable {
        let types: FluxTypes
        let sources: [String: KubernetesObject]
        let kustomizations: [String: KubernetesObject]
    }

    private func judge(
        _ flux: FluxObjects,
        _ manifests: FluxManifests,
        _ kubeconfigs: [String: SeenKubeconfig],
        as user: String?
    ) async -> BuildSight {
        let kustomizations = kustomizationLinks(flux, manifests)
        let failing = Set(kustomizations.filter { $0.verdict == .failed }.compactMap(\.runCluster))
        let destinations = await destinationLinks(kubeconfigs, failing: failing)

        var sight = BuildSight(links: [Self.lookedAt(delivery.build.context, as: user)])
        sight.links += sourceLinks(flux, manifests)
        for cluster in delivery.runClusters {
            if let destination = destinations[cluster.name] { sight.links.append(destination) }
            sight.links += kustomizations.filter { $0.runCluster == cluster.name }
        }
        for link in kustomizations { sight.owners[link.name] = link.verdict }
        let wanted = Set(
            delivery.runClusters.flatMap { manifests.kustomizations(allFolders, for: $0) }.map(\.object.name)
        )
        for object in flux.kustomizations.values.sorted(by: { $0.name < $1.name })
        where !wanted.contains(object.name) && isOurs(object)
            && scope.includes(leftover: object, folders: folders, of: delivery)
        {
            let link = judge.leftover(object, kind: flux.types.kustomization)
            sight.leftovers.append(link)
            sight.owners[object.name] = link.verdict
        }
        return sight
    }

    private var judge: SourceJudge {
        let paths = tree.paths
        return SourceJudge(
            cluster: delivery.build.context,
            namespace: delivery.build.namespace,
            commit: commit,
            laterCommits: Set(laterCommits),
            hasFiles: { path in
                let folder = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
                return paths.contains { $0.hasPrefix(folder + "/") }
            }
        )
    }

    private func sourceLinks(_ flux: FluxObjects, _ manifests: FluxManifests) -> [VerificationLink] {
        var links: [VerificationLink] = []
        for folder in folders where !folder.installs.isEmpty {
            for source in manifests.gitRepositories([folder]).map(\.object) {
                var link = judge.gitRepository(source, flux.sources[source.name], kind: flux.types.gitRepository)
                link.package = delivery.repository.isShared ? nil : folder.name
                if !links.contains(link) { links.append(link) }
            }
        }
        return links
    }

    private func kustomizationLinks(_ flux: FluxObjects, _ manifests: FluxManifests) -> [VerificationLink] {
        var links: [VerificationLink] = []
        for cluster in delivery.runClusters {
            for folder in folders(for: cluster) {
                for wanted in manifests.kustomizations([folder], for: cluster).map(\.object) {
                    let object = flux.kustomizations[wanted.name]
                    var link = judge.kustomization(wanted, object, kind: flux.types.kustomization)
                    link.package = folder.name
                    link.runCluster = cluster.name
                    links.append(link)
                }
            }
        }
        return links
    }

    /// Whether this tool made the object for this delivery.
    private func isOurs(_ object: KubernetesObject) -> Bool {
        Labels.of(delivery).allSatisfy { object.label($0.key) == $0.value }
    }
}

extension ClusterClient {
    /// The objects of a type in a namespace by name.
    ///
    /// - Parameters:
    ///   - selection: the members of each that are read; by default all but `managedFields`.
    ///   - isWanted: of which objects; by default all.
    func byName(
        _ type: ResourceType,
        namespace: String,
        reading selection: JSONSelection = .all(except: "metadata.managedFields"),
        where isWanted: @Sendable (KubernetesObject) -> Bool = { _ in true }
    ) async throws(ClusterError) -> [String: KubernetesObject] {
        let objects = try await objects(type, namespace: namespace, reading: selection).collected(where: isWanted)
        return Dictionary(objects.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
