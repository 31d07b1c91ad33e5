import HTTPTransport
import YAMLDocument

/// Follows a delivery from the commit at its branch's head to the versions that run, on all clusters at once.
public struct DeliveryVerifier: Sendable {
    let delivery: Delivery
    /// The part of the delivery that is verified.
    let folders: [PackageFolder]
    /// Their names.
    let folderNames: [String]
    /// Their Packages, by name.
    let packageFiles: [String: NamedPackages]
    /// All of it: what is in the repository is not left over, whether it is verified now or not.
    let allFolders: [PackageFolder]
    /// The installs of all of it.
    let installFiles: InstallFiles
    let scope: VerificationScope
    /// What the repository calls for where nobody reads it.
    let strays: [StrayInstall]
    let commit: String
    /// The commits that came after it on the branch, the newest first; empty where it is the head.
    let laterCommits: [String]
    let tree: RepositoryTree
    /// What the repository holds for each run cluster, where Apps deliver it; `nil` with Flux.
    let layout: AppLayout?
    let clusters: ClusterDirectory
    /// What the repository's values Secrets hold.
    let filedSecrets: FiledSecrets
    /// The versions of each package of the repository.
    let ownVersions: [String: [String]]
    let memory: VerificationMemory
    private let greeting: ClusterGreeting?

    /// - Parameters:
    ///   - tree: the repository at the commit that is to be verified.
    ///   - scope: the part of the delivery that is looked at.
    ///   - laterCommits: the commits that came after it on the branch, the newest first.
    ///   - greeting: what has got through to the clusters meanwhile; `nil` where nobody has.
    /// - Throws: `DeliveryError` where the repository can't be read as a delivery.
    public init(
        _ tree: RepositoryTree,
        clusters: ClusterDirectory,
        scope: VerificationScope = VerificationScope(),
        laterCommits: [String] = [],
        greeting: ClusterGreeting? = nil
    ) throws(DeliveryError) {
        memory = greeting?.memory ?? VerificationMemory(processors: clusters.host.processors)
        self.greeting = greeting
        delivery = try tree.delivery()
        allFolders = try tree.packageFolders(for: delivery)
        // What `delivery.yaml` asks for and can't be is no matter of a cluster.
        if delivery.engine == .flux, delivery.overrides != DeliveryOverrides() {
            let types = delivery.build.fluxVersion?.types ?? FluxTypes(hasHealthCheckExpressions: true)
            _ = try FluxManifests(delivery, allFolders, types: types)
        }
        let folders = try scope.narrowed(allFolders, of: delivery)
        strays = try tree.strayInstalls(for: delivery, besides: allFolders).filter {
            scope.includes($0, folders: folders)
        }
        guard let commit = tree.commit else {
            throw DeliveryError("only what is committed and pushed can be verified")
        }
        self.commit = commit
        self.folders = folders
        folderNames = folders.map(\.name)
        packageFiles = NamedPackages.byName(folders.flatMap(\.packages))
        installFiles = InstallFiles(allFolders)
        self.scope = scope
        self.laterCommits = laterCommits
        self.tree = tree
        layout = delivery.engine == .kappController ? try AppLayout(tree, delivery) : nil
        self.clusters = clusters
        filedSecrets = try Self.filedSecrets(of: folders, layout, in: tree)
        ownVersions = Dictionary(grouping: allFolders.flatMap(\.packages), by: \.refName).mapValues {
            $0.map(\.version)
        }
    }

    /// - Throws: `DeliveryError` where a file is no YAML.
    private static func filedSecrets(
        of folders: [PackageFolder],
        _ layout: AppLayout?,
        in tree: RepositoryTree
    ) throws(DeliveryError) -> FiledSecrets {
        var texts = FiledSecrets()
        for folder in folders {
            for cluster in folder.installs.keys {
                try texts.read(try layout?.files(of: cluster).path ?? folder.path(for: cluster), in: tree)
            }
        }
        return texts
    }

    /// Looks at everything once. A cluster that can't be looked at has a link that says so, and hides no other.
    ///
    /// What brings the commit comes first: once Flux, or an App, says that it is applied, the run clusters show its
    /// effects. The other way round, run clusters from before the commit could be taken for those after it.
    public func verify() async -> VerificationReport {
        var links = VerificationLinks([branchLink] + strayLinks)
        if let layout { links.append(await appLinks(layout)) } else { await addFluxLinks(to: &links) }
        return VerificationReport(delivery: delivery.name, commit: commit, links: links, scope: scope)
    }

    private func addFluxLinks(to links: inout VerificationLinks) async {
        let looking = BuildLooking(self)
        let (build, run) = await withTaskCancellationHandler {
            let run = await runLinks(looking)
            return (await looking.sight(), run)
        } onCancel: {
            looking.cancel()
        }
        links.append(build.links)
        for (index, cluster) in build.clusters.enumerated() {
            links.append([cluster.kubeconfig].compactMap(\.self))
            links.append(HealthFailure.weighed(cluster.kustomizations, against: run[index]))
        }
        for index in delivery.runClusters.indices {
            guard let found = run[index] else { continue }
            links.append([found.cluster])
            if let packages = found.packages { links.append(packages) }
            links.append(found.unknown)
        }
        // What is left over comes last, for nothing that the commit calls for depends on it.
        links.append(build.leftovers)
    }

    /// The kind of the link that the chain begins with.
    static let branchKind = "Branch"
    /// The kind of the links that say whether a cluster can be looked at.
    static let clusterKind = "Cluster"

    /// The start of the chain. With Flux, a repository that installs nothing has no chain, and is not verified.
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
        if let head = laterCommits.first {
            link.note = "its head is \(FluxRevision.short(head)), \(laterCommits.count) later"
        }
        if folders.allSatisfy(\.installs.isEmpty) {
            let finding = "it installs no package on any run cluster"
            guard layout == nil else {
                // There is an App all the same, which takes away what was there.
                link.note = [link.note, finding].compactMap(\.self).joined(separator: "; ")
                return link
            }
            link.verdict = .failed
            link.reason = finding
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
            kind: clusterKind,
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

    /// The link of a cluster that answers: as whom we are there, and what we may not look at.
    static func lookedAt(_ cluster: String, as user: String?, refusals: [ClusterError] = []) -> VerificationLink {
        var link = VerificationLink(cluster: cluster, kind: clusterKind, name: cluster, verdict: .verified, found: user)
        if !refusals.isEmpty {
            link.verdict = .unknown
            let reasons = refusals.map(\.reason).joined(separator: "; ")
            // Most servers name the user themselves.
            link.reason = user.map { reasons.contains($0) ? reasons : "as \($0): \(reasons)" } ?? reasons
            link.advice = refusals.compactMap(\.advice).first
        }
        return link
    }
}
