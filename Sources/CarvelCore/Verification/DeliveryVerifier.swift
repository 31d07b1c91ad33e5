import HTTPTransport
import YAMLDocument

/// Follows a delivery from the commit at its branch's head to the versions that run, on all clusters at once.
public struct DeliveryVerifier: Sendable {
    let delivery: Delivery
    let folders: [PackageFolder]
    /// What the repository calls for where nobody reads it.
    let strays: [StrayInstall]
    let commit: String
    let clusters: ClusterDirectory
    /// What the repository's values Secrets hold, by the path of their file.
    let values: [String: WantedValues]

    /// - Parameter tree: the repository at the commit that is to be verified.
    /// - Throws: `DeliveryError` where the repository can't be read as a delivery.
    public init(_ tree: RepositoryTree, clusters: ClusterDirectory) throws(DeliveryError) {
        delivery = try tree.delivery()
        folders = try tree.packageFolders(for: delivery)
        strays = try tree.strayInstalls(for: delivery)
        guard let commit = tree.commit else {
            throw DeliveryError("only what is committed and pushed can be verified")
        }
        self.commit = commit
        self.clusters = clusters
        var values: [String: WantedValues] = [:]
        for folder in folders {
            for cluster in folder.installs.keys {
                let file = folder.valuesFile(for: cluster, in: tree)
                values[file.path] = try WantedValues(file)
            }
        }
        self.values = values
    }

    /// Looks at everything once. A cluster that can't be looked at has a link that says so, and hides no other.
    ///
    /// The build cluster comes first: once Flux says there that the commit is applied, the run clusters show its effects.
    /// The other way round, run clusters from before the commit could be taken for those after it.
    public func verify() async -> VerificationReport {
        let build = await buildLinks()
        let run = await withTaskGroup(of: (Int, [VerificationLink]).self) { group in
            for (index, cluster) in delivery.runClusters.enumerated() {
                group.addTask { (index, await runLinks(cluster)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        // What is left over comes last, for nothing that the commit calls for depends on it.
        let links =
            [branchLink] + strayLinks + build.links + run.sorted { $0.key < $1.key }.flatMap(\.value) + build.leftovers
        return VerificationReport(delivery: delivery.name, commit: commit, links: links)
    }

    /// The kind of the link that the chain begins with.
    static let branchKind = "Branch"

    /// The start of the chain. A repository that installs nothing has no chain, and is not verified.
    private var branchLink: VerificationLink {
        let short = FluxRevision.short(commit)
        var link = VerificationLink(
            cluster: nil,
            kind: Self.branchKind,
            name: delivery.repository.branch,
            verdict: .verified,
            found: short,
            expected: short
        )
        if folders.allSatisfy(\.installs.isEmpty) {
            link.verdict = .failed
            link.reason = "it installs no package on any run cluster"
            link.advice = "kubectl carvel-deliver add PACKAGE --to CLUSTER"
        }
        return link
    }

    /// What the commit calls for and this delivery passes over: there is no saying yes to such a commit.
    private var strayLinks: [VerificationLink] {
        strays.map { stray in
            VerificationLink(
                cluster: nil,
                kind: ResourceType.packageInstall.kind,
                name: stray.name,
                verdict: .failed,
                reason: stray.reason,
                advice: stray.hint
            )
        }
    }

    /// The packages that a run cluster gets.
    func folders(for cluster: Delivery.RunCluster) -> [PackageFolder] {
        folders.filter { $0.installs[cluster.name] != nil }
    }
}

// MARK: The build cluster

extension DeliveryVerifier {
    /// The chain on the build cluster, and what is there of this delivery though the commit does not call for it.
    private typealias BuildLinks = (links: [VerificationLink], leftovers: [VerificationLink])

    private func buildLinks() async -> BuildLinks {
        let name = delivery.build.context
        do {
            let client = try clusters.client(context: delivery.build.context, calledName: name)
            let types = try await client.fluxTypes()
            async let sources = client.byName(types.gitRepository, namespace: delivery.build.namespace)
            async let kustomizations = client.byName(types.kustomization, namespace: delivery.build.namespace)
            return try await judge(types, sources, kustomizations)
        } catch {
            return ([Self.notLookedAt(name, context: delivery.build.context, error)], [])
        }
    }

    private func judge(
        _ types: (gitRepository: ResourceType, kustomization: ResourceType),
        _ sources: [String: KubernetesObject],
        _ kustomizations: [String: KubernetesObject]
    ) -> BuildLinks {
        let judge = SourceJudge(
            cluster: delivery.build.context,
            namespace: delivery.build.namespace,
            commit: commit
        )
        let manifests = FluxManifests(
            delivery,
            gitRepository: types.gitRepository,
            kustomization: types.kustomization
        )
        var links: [VerificationLink] = []
        for folder in folders where !folder.installs.isEmpty {
            for source in manifests.gitRepositories([folder]).map(\.object) {
                var link = judge.gitRepository(source, sources[source.name], kind: types.gitRepository)
                link.package = delivery.repository.isShared ? nil : folder.name
                if !links.contains(link) { links.append(link) }
            }
        }
        for cluster in delivery.runClusters {
            for folder in folders(for: cluster) {
                for wanted in manifests.kustomizations([folder], for: cluster).map(\.object) {
                    var link = judge.kustomization(wanted, kustomizations[wanted.name], kind: types.kustomization)
                    link.package = folder.name
                    link.runCluster = cluster.name
                    links.append(link)
                }
            }
        }
        let wanted = Set(links.filter { $0.kind == types.kustomization.kind }.map(\.name))
        let leftovers = kustomizations.values
            .filter { !wanted.contains($0.name) && isOurs($0) }
            .sorted { $0.name < $1.name }
            .map { judge.leftover($0, kind: types.kustomization) }
        return (links, leftovers)
    }

    /// Whether this tool made the object for this delivery.
    private func isOurs(_ object: KubernetesObject) -> Bool {
        Labels.of(delivery).allSatisfy { object.label($0.key) == $0.value }
    }
}

// MARK: Clusters that cannot be looked at

extension DeliveryVerifier {
    /// The link that stands for all of a cluster of which nothing is known.
    static func notLookedAt(
        _ cluster: String,
        context: String,
        _ error: any Error
    ) -> VerificationLink {
        VerificationLink(
            cluster: cluster,
            kind: "Cluster",
            name: cluster,
            verdict: .unknown,
            reason: reason(error),
            advice: (error as? ClusterError)?.advice
                ?? "check with \"kubectl --context \(context) get --raw /readyz\""
        )
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? ClusterError else { return "\(error)" }
        if case .transport(let failure) = error.cause, failure.reason == .cancelled {
            return "\(error.request): no answer by the end of the time to wait"
        }
        return error.reason
    }
}

extension ClusterClient {
    /// The objects of a type in a namespace by name, without their `managedFields`.
    ///
    /// - Parameter names: the only ones that are wanted; by default all.
    func byName(
        _ type: ResourceType,
        namespace: String,
        only names: Set<String>? = nil
    ) async throws(ClusterError) -> [String: KubernetesObject] {
        let objects = try await objects(type, namespace: namespace, reading: .all(except: "metadata.managedFields"))
            .collected { names?.contains($0.name) ?? true }
        return Dictionary(objects.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
