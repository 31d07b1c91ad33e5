import YAMLDocument

extension DeliveryVerifier {
    /// The links on one run cluster.
    struct RunClusterLinks: Sendable {
        /// Whether it can be looked at.
        var cluster: VerificationLink
        /// Those of the packages, of which some may not be installed there; `nil` where it can't be looked at.
        var packages: PackageLinks?
        /// Installs that the repository does not know.
        var unknown: [VerificationLink] = []
    }

    /// All links on the run clusters, in the order of the delivery; `nil` for one that gets no package.
    ///
    /// - Parameter looking: the look at the build cluster, which must have begun before anything of the delivery is looked
    ///   at.
    func runLinks(_ looking: BuildLooking) async -> [RunClusterLinks?] {
        await looking.begun()
        let looks = await looks(looking)
        let build = await looking.sight()
        return zip(delivery.runClusters, looks).map { cluster, look in look.map { links(of: $0, on: cluster, build) } }
    }

    /// What one look at a run cluster came to.
    private struct Look: Sendable {
        var packages: PackageLinks
        var unknown: [UnknownInstall]
        /// What we may not look at.
        var refusals: [ClusterError]
        /// As whom we are there.
        var user: String?
    }

    private enum Seen: Sendable {
        case runCluster(Int, Result<Look, any Error>?)
        case buildCluster(isLaterThanBegun: Bool)
    }

    /// Looks at all run clusters at once, and once more at each of them where the build cluster tells what came after the
    /// look at it had begun: what is seen is to be the effect of that.
    ///
    /// - Returns: what came of it, in the order of the delivery.
    private func looks(_ looking: BuildLooking) async -> [Result<Look, any Error>?] {
        await withTaskGroup(of: Seen.self) { group in
            for (index, cluster) in delivery.runClusters.enumerated() {
                group.addTask { .runCluster(index, await look(at: cluster)) }
            }
            group.addTask { .buildCluster(isLaterThanBegun: await looking.sight().isLaterThanBegun) }
            var looks = [Result<Look, any Error>?](repeating: nil, count: delivery.runClusters.count)
            var isLate = false
            var repeated: Set<Int> = []
            func lookAgain(_ index: Int) {
                guard case .success = looks[index], repeated.insert(index).inserted else { return }
                let cluster = delivery.runClusters[index]
                group.addTask { .runCluster(index, await look(at: cluster)) }
            }
            for await seen in group {
                switch seen {
                case .runCluster(let index, let look):
                    looks[index] = look
                    if isLate { lookAgain(index) }
                case .buildCluster(let isLaterThanBegun):
                    isLate = isLaterThanBegun
                    if isLate { looks.indices.forEach(lookAgain) }
                }
            }
            return looks
        }
    }

    private func look(at cluster: Delivery.RunCluster) async -> Result<Look, any Error>? {
        guard folders.contains(where: { $0.installs[cluster.name] != nil }) else { return nil }
        do {
            return .success(
                try await memory.looks.take(on: clusters.host) {
                    let client = try clusters.client(context: cluster.context, calledName: cluster.name)
                    async let user = memory.user(of: client)
                    var found = try await look(at: cluster, client)
                    found.user = await user
                    return found
                }
            )
        } catch {
            return .failure(error)
        }
    }

    private func links(
        of look: Result<Look, any Error>,
        on cluster: Delivery.RunCluster,
        _ build: BuildSight
    ) -> RunClusterLinks {
        switch look {
        case .success(let look):
            var head = Self.lookedAt(cluster.name, as: look.user, refusals: look.refusals)
            head.note = note(on: look.unknown)
            head.runCluster = cluster.name
            return RunClusterLinks(
                cluster: head,
                packages: look.packages,
                unknown: links(of: look.unknown, on: cluster, build)
            )
        case .failure(let error):
            var link = Self.notLookedAt(cluster.name, context: cluster.context, error)
            link.runCluster = cluster.name
            return RunClusterLinks(cluster: link)
        }
    }

    private func look(at cluster: Delivery.RunCluster, _ client: ClusterClient) async throws -> Look {
        let sight = try await sight(of: cluster, client)
        // Read after the Apps, which are judged by what their Secrets are at least as late.
        let secrets = try await client.valuesSecrets(
            secretUses(on: cluster, await wantedValues(on: cluster)),
            namespace: cluster.namespace
        )
        var packages = PackageLinks(InstalledPackages(folders: folders, names: folderNames, cluster: cluster))
        for (folder, name) in zip(folders, folderNames) {
            var links = judge(folder, cluster, sight, secrets)
            for index in links.indices {
                links[index].package = name
                links[index].runCluster = cluster.name
            }
            packages.append(links)
        }
        return Look(
            packages: packages,
            unknown: unknownInstalls(sight),
            refusals: sight.refusals + secrets.refusals
        )
    }

    private func sight(
        of cluster: Delivery.RunCluster,
        _ client: ClusterClient
    ) async throws(ClusterError) -> RunClusterSight {
        // A namespace may hold thousands of others.
        let seeInstall = sightOfInstalls(cluster)
        let (packageFiles, installFiles) = (packageFiles, installFiles)
        // Among them are those of kapp-controller's global namespace, which may be thousands.
        let refNames = Set(ownVersions.keys).union(folders.compactMap { $0.installs[cluster.name]?.refName })
        async let packages = client.seen(.package, namespace: cluster.namespace) { package -> SeenPackage? in
            guard refNames.contains(package.spec?["refName"]?.string ?? "") else { return nil }
            return SeenPackage(package, files: packageFiles[package.name])
        }
        do {
            // One after the other: an install that has seen its latest change has changed its App before.
            let installs = try await client.seen(
                .packageInstall,
                namespace: cluster.namespace,
                reading: SeenInstall.selection,
                seeInstall
            )
            let apps = try await client.seen(.app, namespace: cluster.namespace, reading: SeenApp.selection) {
                installFiles.has($0.name, on: cluster.name) ? SeenApp($0) : nil
            }
            return try await RunClusterSight(packages: packages, installs: installs, apps: apps)
        } catch let error as ClusterError {
            throw error
        } catch {
            throw ClusterError(cluster: cluster.name, request: "look", cause: .malformed("\(error)"))
        }
    }

    /// The versions to select from. Those of the repository decide what is wanted: a version that only the cluster has
    /// is not one that the commit delivers. A package from elsewhere is known on the cluster alone.
    private func versions(of refName: String, _ sight: RunClusterSight) -> [String] {
        ownVersions[refName] ?? sight.versions(of: refName)
    }

    /// The versions on the cluster that are none of the repository's and that Flux did not bring: it takes away what it
    /// brought before.
    private func foreignVersions(of refName: String, _ sight: RunClusterSight) -> Set<String> {
        let own = Set(versions(of: refName, sight))
        return Set(sight.packages(of: refName).filter { !$0.isOfFlux }.compactMap(\.version)).subtracting(own)
    }

    private func judge(
        _ folder: PackageFolder,
        _ cluster: Delivery.RunCluster,
        _ sight: RunClusterSight,
        _ seen: SeenSecrets
    ) -> [VerificationLink] {
        guard let install = folder.installs[cluster.name] else { return [] }
        let judge = PackageJudge(cluster: cluster, memory: memory)
        let packages = folder.packages.map { file in
            judge.unseen(.package, file.object.name, sight.packages)
                ?? judge.package(file, sight.packages[file.object.name])
        }
        let name = install.object.name
        if let link = judge.unseen(.packageInstall, name, sight.installs) {
            return packages + [link] + [judge.unseen(.app, name, sight.apps)].compactMap(\.self)
        }
        let versions = versions(of: install.refName, sight)
        if versions.isEmpty, let link = judge.unseen(.packageInstall, name, sight.packages) {
            // Which version is due is not known where the Packages are those of others, and may not be listed.
            return packages + [link]
        }
        guard packages.allSatisfy({ [.verified, .unknown].contains($0.verdict) }) else {
            // Which version the controller will select is known once it has all of them.
            return packages + [judge.waiting(install, sight.installs[name])]
        }
        return packages
            + installLinks(
                install,
                of: folder,
                judge,
                sight,
                seen,
                versions: versions,
                foreignVersions: foreignVersions(of: install.refName, sight)
            )
    }

    /// The links of an install whose Packages are there: its values Secrets that are not as they should be, itself, and
    /// its App.
    func installLinks(
        _ install: InstallFile,
        of folder: PackageFolder,
        _ judge: PackageJudge,
        _ sight: RunClusterSight,
        _ seen: SeenSecrets,
        versions: [String],
        foreignVersions: @autoclosure () -> Set<String> = []
    ) -> [VerificationLink] {
        let name = install.object.name
        let secretNames = install.valuesSecrets + install.overlaySecrets
        let secrets = secretNames.compactMap { seen.secrets[$0] }
        var links = judge.install(
            install,
            sight.installs[name],
            app: sight.apps[name],
            versions: versions,
            foreignVersions: foreignVersions(),
            secrets: secrets,
            unreadSecrets: secretNames.filter(seen.isRefused)
        )
        if let unseen = judge.unseen(.app, name, sight.apps), links.count > 1 { links[1] = unseen }
        let values = valuesFolder(of: folder, on: judge.cluster)
        if let last = links.indices.last, links[last].verdict == .verified {
            links[last].note = judge.valuesNote(secrets, of: values)
        }
        return secrets.compactMap { judge.valuesSecret($0, of: values) } + links
    }
}

extension PackageJudge {
    /// The link of an object that we may not look at; `nil` where we may.
    func unseen<Value>(
        _ type: ResourceType,
        _ name: String,
        _ seen: RunClusterSight.Seen<Value>
    ) -> VerificationLink? {
        guard let refusal = seen.refusal else { return nil }
        return VerificationLink(
            cluster: cluster.name,
            kind: type.kind,
            namespace: cluster.namespace,
            name: name,
            verdict: .unknown,
            reason: refusal.reason,
            advice: refusal.advice
        )
    }

    /// The link of an install whose Packages are not all there.
    func waiting(_ file: InstallFile, _ install: SeenInstall?) -> VerificationLink {
        VerificationLink(
            cluster: cluster.name,
            kind: ResourceType.packageInstall.kind,
            namespace: cluster.namespace,
            name: file.object.name,
            verdict: .progressing,
            found: install?.version,
            reason: "waits for its Packages"
        )
    }
}
