import YAMLDocument

extension DeliveryVerifier {
    /// The chain on the build cluster, and what is there of this delivery though the commit does not call for it.
    struct BuildSight: Sendable {
        /// The links of the cluster itself, and of what fetches the repository.
        var links: [VerificationLink]
        /// What delivers to each run cluster, in the order of the delivery; none where the cluster can't be looked at.
        var clusters: [Deliverer] = []
        var leftovers: [VerificationLink] = []
        /// Whether it shows what was so later than when the look at it began.
        var isLaterThanBegun = false
        fileprivate var survey: KustomizationSurvey?

        /// What delivers to a run cluster.
        struct Deliverer: Sendable {
            var kubeconfig: VerificationLink?
            var kustomizations: PackageLinks
        }

        /// How a Kustomization of this delivery stands; `nil` where it is none, or that is not known.
        func verdict(ofKustomization name: String) -> Verdict? {
            survey?.verdict(of: name) ?? leftovers.first { $0.name == name }?.verdict
        }
    }

    /// What is seen on the build cluster, once it is known what has begun there, or why nothing could.
    func buildSight(_ beginning: BuildLooking.Beginning) async -> BuildSight {
        do {
            let begun = try beginning.get()
            let (client, types) = (begun.client, begun.types)
            async let user = memory.user(of: client)
            async let sources = client.byName(types.gitRepository, namespace: delivery.build.namespace)
            async let destinations = destinations(client)
            async let survey = survey(begun)
            let found = try await sources
            let (surveyed, isLaterThanBegun) = try await survey
            var sight = buildSight(surveyed, found, types, await destinations, as: await user)
            sight.isLaterThanBegun = isLaterThanBegun
            return sight
        } catch {
            return BuildSight(links: [Self.notLookedAt(delivery.build.context, context: delivery.build.context, error)])
        }
    }

    /// Begins the list of the Kustomizations, of which there may be very many.
    func beginLook() async throws -> BuildLooking.Begun {
        let client = try clusters.client(context: delivery.build.context, calledName: delivery.build.context)
        let types = try await client.fluxTypes()
        let list = client.objects(
            types.kustomization,
            namespace: delivery.build.namespace,
            reading: KustomizationSurvey.selection
        )
        // Making itself ready takes a while where there is much to survey.
        let survey = Task { KustomizationSurvey(self, judge, types: types) }
        return BuildLooking.Begun(
            client: client,
            types: types,
            list: list,
            snapshot: try await snapshot(of: list, client, types),
            survey: survey
        )
    }

    private func snapshot(
        of list: ObjectList,
        _ client: ClusterClient,
        _ types: FluxTypes
    ) async throws(ClusterError) -> ListSnapshot {
        do throws(ClusterError) {
            return try await ListSnapshot(of: list)
        } catch {
            // Who may list neither is told of what comes first in the chain.
            if error.status?.reason == .forbidden {
                _ = try await client.byName(types.gitRepository, namespace: delivery.build.namespace)
            }
            throw error
        }
    }

    /// What the Kustomizations tell, and whether it was so later than when the list began.
    private func survey(_ begun: BuildLooking.Begun) async throws(ClusterError) -> (KustomizationSurvey, Bool) {
        let survey = await begun.survey.value
        do throws(ClusterError) {
            let found = try await begun.snapshot.reduced(into: .init()) { survey.judge($1, into: &$0) }
            return (survey.noting(found.result), !found.isOfOneVersion)
        } catch  where error.isOfCutList {
            let found = try await ListSnapshot(of: begun.list).reduced(into: .init()) {
                survey.judge($1, into: &$0)
            }
            return (survey.noting(found.result), true)
        }
    }

    private func buildSight(
        _ survey: KustomizationSurvey,
        _ sources: [String: KubernetesObject],
        _ types: FluxTypes,
        _ destinations: [String: SeenDestination],
        as user: String?
    ) -> BuildSight {
        BuildSight(
            links: [Self.lookedAt(delivery.build.context, as: user)] + sourceLinks(sources, types),
            clusters: delivery.runClusters.enumerated().map { index, cluster in
                let kustomizations = survey.links(ofCluster: index)
                return BuildSight.Deliverer(
                    kubeconfig: destinationLink(
                        cluster,
                        destinations[cluster.name],
                        isFailing: kustomizations.kept.contains { $0.verdict == .failed }
                    ),
                    kustomizations: kustomizations
                )
            },
            leftovers: survey.leftovers.sorted { $0.name < $1.name }.map {
                judge.leftover($0, kind: types.kustomization)
            },
            survey: survey
        )
    }

    private var judge: SourceJudge {
        let files = tree.files
        return SourceJudge(
            cluster: delivery.build.context,
            namespace: delivery.build.namespace,
            commit: commit,
            laterCommits: Set(laterCommits),
            hasFiles: { path in
                let folder = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
                return files.hasFiles(below: folder)
            }
        )
    }

    private func sourceLinks(_ sources: [String: KubernetesObject], _ types: FluxTypes) -> [VerificationLink] {
        let (names, aims) = (ObjectNames(delivery), FluxAims(delivery))
        var links: [VerificationLink] = []
        var seen: Set<String> = []
        for folder in folders where !folder.installs.isEmpty {
            let name = names.gitRepository(folder.name)
            guard seen.insert(name).inserted else { continue }
            let source = sources[name]
            var link = judge.gitRepository(name, aim: aims.gitRepository, source, kind: types.gitRepository)
            link.package = delivery.repository.isShared ? nil : folder.name
            links.append(link)
        }
        return links
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
