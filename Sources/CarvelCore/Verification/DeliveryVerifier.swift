import HTTPTransport
import YAMLDocument

/// Follows a delivery from the commit at its branch's head to the versions that run, on all clusters at once.
public struct DeliveryVerifier: Sendable {
    let delivery: Delivery
    let folders: [PackageFolder]
    let commit: String
    let clusters: ClusterDirectory

    /// - Parameter tree: the repository at the commit that is to be verified.
    /// - Throws: `DeliveryError` where the repository can't be read as a delivery.
    public init(_ tree: RepositoryTree, clusters: ClusterDirectory) throws(DeliveryError) {
        delivery = try tree.delivery()
        folders = try tree.packageFolders(for: delivery)
        guard let commit = tree.commit else {
            throw DeliveryError("only what is committed and pushed can be verified")
        }
        self.commit = commit
        self.clusters = clusters
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
        let links = [branchLink] + build + run.sorted { $0.key < $1.key }.flatMap(\.value)
        return VerificationReport(delivery: delivery.name, commit: commit, links: links)
    }

    /// The start of the chain. A repository that installs nothing has no chain, and is not verified.
    private var branchLink: VerificationLink {
        let short = FluxRevision.short(commit)
        var link = VerificationLink(
            cluster: nil,
            kind: "Branch",
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

    /// The packages that a run cluster gets.
    func folders(for cluster: Delivery.RunCluster) -> [PackageFolder] {
        folders.filter { $0.installs[cluster.name] != nil }
    }
}

// MARK: The build cluster

extension DeliveryVerifier {
    private func buildLinks() async -> [VerificationLink] {
        let name = delivery.build.context
        do {
            let client = try clusters.client(context: delivery.build.context, calledName: name)
            let types = try await client.fluxTypes()
            async let sources = client.byName(types.gitRepository, namespace: delivery.build.namespace)
            async let kustomizations = client.byName(types.kustomization, namespace: delivery.build.namespace)
            return try await judge(types, sources, kustomizations)
        } catch {
            return [Self.notLookedAt(name, context: delivery.build.context, error)]
        }
    }

    private func judge(
        _ types: (gitRepository: ResourceType, kustomization: ResourceType),
        _ sources: [String: KubernetesObject],
        _ kustomizations: [String: KubernetesObject]
    ) -> [VerificationLink] {
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
            for source in manifests.gitRepositories([folder]).map(\.object.name) {
                var link = judge.gitRepository(source, sources[source], kind: types.gitRepository)
                link.package = delivery.repository.isShared ? nil : folder.name
                if !links.contains(link) { links.append(link) }
            }
        }
        for cluster in delivery.runClusters {
            for folder in folders(for: cluster) {
                for name in manifests.kustomizations([folder], for: cluster).map(\.object.name) {
                    var link = judge.kustomization(name, kustomizations[name], kind: types.kustomization)
                    link.package = folder.name
                    link.runCluster = cluster.name
                    links.append(link)
                }
            }
        }
        return links
    }
}

// MARK: The run clusters

extension DeliveryVerifier {
    private func runLinks(_ cluster: Delivery.RunCluster) async -> [VerificationLink] {
        let folders = folders(for: cluster)
        guard !folders.isEmpty else { return [] }
        do {
            let client = try clusters.client(context: cluster.context, calledName: cluster.name)
            async let packages = client.byName(.package, namespace: cluster.namespace)
            // One after the other: an install that has seen its latest change has changed its App before, and an App is
            // judged by what its Secrets are at least as late.
            let installs = try await client.byName(.packageInstall, namespace: cluster.namespace)
            let apps = try await client.byName(.app, namespace: cluster.namespace)
            let state = try await RunClusterState(packages: packages, installs: installs, apps: apps)
            var links: [VerificationLink] = []
            for folder in folders {
                for var link in try await judge(folder, cluster, state, client) {
                    link.package = folder.name
                    link.runCluster = cluster.name
                    links.append(link)
                }
            }
            return links
        } catch {
            return [Self.notLookedAt(cluster.name, context: cluster.context, error)]
        }
    }

    private struct RunClusterState: Sendable {
        var packages: [String: KubernetesObject]
        var installs: [String: KubernetesObject]
        var apps: [String: KubernetesObject]

        func versions(of refName: String) -> [String] {
            packages.values.filter { $0.spec?["refName"]?.string == refName }.compactMap { $0.spec?["version"]?.string }
        }
    }

    /// The versions to select from. Those of the repository decide what is wanted: a version that only the cluster has
    /// is not one that the commit delivers. A package from elsewhere is known on the cluster alone.
    private func versions(of refName: String, _ state: RunClusterState) -> [String] {
        let own = folders.flatMap(\.packages).filter { $0.refName == refName }.map(\.version)
        return own.isEmpty ? state.versions(of: refName) : own
    }

    private func judge(
        _ folder: PackageFolder,
        _ cluster: Delivery.RunCluster,
        _ state: RunClusterState,
        _ client: ClusterClient
    ) async throws(ClusterError) -> [VerificationLink] {
        let judge = PackageJudge(cluster: cluster)
        let links = folder.packages.map { judge.package($0, state.packages[$0.object.name]) }
        guard let install = folder.installs[cluster.name] else { return links }
        guard links.allSatisfy({ $0.verdict == .verified }) else {
            // Which version the controller will select is known once it has all of them.
            return links + [
                VerificationLink(
                    cluster: cluster.name,
                    kind: ResourceType.packageInstall.kind,
                    namespace: cluster.namespace,
                    name: install.object.name,
                    verdict: .progressing,
                    found: state.installs[install.object.name]?.status?["version"]?.string,
                    reason: "waits for its Packages"
                )
            ]
        }
        var secrets: [KubernetesObject] = []
        for name in install.valuesSecrets {
            if let secret = try await client.find(.secret, namespace: cluster.namespace, name: name) {
                secrets.append(secret)
            }
        }
        return links
            + judge.install(
                install,
                state.installs[install.object.name],
                app: state.apps[install.object.name],
                versions: versions(of: install.refName, state),
                valuesSecrets: secrets
            )
    }

    private static func notLookedAt(
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
            advice: "check with \"kubectl --context \(context) get --raw /readyz\""
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
    /// All objects of a type in a namespace, by name.
    func byName(_ type: ResourceType, namespace: String) async throws(ClusterError) -> [String: KubernetesObject] {
        let objects = try await list(type, namespace: namespace)
        return Dictionary(objects.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
