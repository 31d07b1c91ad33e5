import YAMLDocument

extension DeliveryVerifier {
    /// All links on one run cluster, in the order of the chain.
    ///
    /// - Parameter owners: how each Kustomization of this delivery stands.
    func runLinks(_ cluster: Delivery.RunCluster, owners: [String: Verdict]) async -> [VerificationLink] {
        let folders = folders(for: cluster)
        guard !folders.isEmpty else { return [] }
        do {
            let client = try clusters.client(context: cluster.context, calledName: cluster.name)
            let sight = try await sight(of: cluster, client)
            // Read after the Apps, which are judged by what their Secrets are at least as late.
            let secrets = try await client.valuesSecrets(
                Set(folders.flatMap { $0.installs[cluster.name]?.valuesSecrets ?? [] }),
                namespace: cluster.namespace
            )
            var links: [VerificationLink] = []
            for folder in folders {
                for var link in await judge(folder, cluster, sight, secrets) {
                    link.package = folder.name
                    link.runCluster = cluster.name
                    links.append(link)
                }
            }
            var head = Self.lookedAt(cluster.name, as: sight.user, refusals: sight.refusals + secrets.refusals)
            head.note = unclaimedNote(cluster, sight)
            head.runCluster = cluster.name
            return [head] + links + unknownInstallLinks(cluster, sight, owners: owners)
        } catch {
            var link = Self.notLookedAt(cluster.name, context: cluster.context, error)
            link.runCluster = cluster.name
            return [link]
        }
    }

    private func sight(
        of cluster: Delivery.RunCluster,
        _ client: ClusterClient
    ) async throws(ClusterError) -> RunClusterSight {
        // A namespace may hold thousands of others.
        let isOurs = claim(cluster)
        let names = Set(folders(for: cluster).compactMap { $0.installs[cluster.name]?.object.name })
        async let user = memory.user(of: client)
        // Among them are those of kapp-controller's global namespace, which may be thousands.
        let refNames = Set(ownVersions.keys).union(
            folders(for: cluster).compactMap { $0.installs[cluster.name]?.refName }
        )
        async let packages = client.seen(.package, namespace: cluster.namespace) {
            refNames.contains($0.spec?["refName"]?.string ?? "")
        }
        do {
            // One after the other: an install that has seen its latest change has changed its App before.
            let installs = try await client.seen(.packageInstall, namespace: cluster.namespace, where: isOurs)
            // What they have printed, and what they hold inline, may be long.
            let apps = try await client.seen(
                .app,
                namespace: cluster.namespace,
                reading: .all(
                    except: "metadata.managedFields",
                    "spec.fetch",
                    "spec.template",
                    "status.deploy",
                    "status.template",
                    "status.inspect",
                    "status.fetch.stdout",
                    "status.fetch.stderr"
                )
            ) { names.contains($0.name) }
            return try await RunClusterSight(user: user, packages: packages, installs: installs, apps: apps)
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
        let others = sight.packages(of: refName).filter { $0.label(FluxLabel.name) == nil }
        return Set(others.compactMap { $0.spec?["version"]?.string }).subtracting(own)
    }

    /// What the repository says that values Secrets hold, decrypted where that can be done here.
    private func wantedValues(_ folder: String) async -> WantedValues? {
        guard let wanted = values[folder], wanted.isEncrypted else { return values[folder] }
        return await memory.values(of: folder) { await wanted.decrypted(by: Sops(host: clusters.host), in: tree) }
    }

    private func judge(
        _ folder: PackageFolder,
        _ cluster: Delivery.RunCluster,
        _ sight: RunClusterSight,
        _ seen: SeenSecrets
    ) async -> [VerificationLink] {
        let judge = PackageJudge(cluster: cluster)
        let packages = folder.packages.map { file in
            judge.unseen(.package, file.object.name, sight.packages)
                ?? judge.package(file, sight.packages[file.object.name])
        }
        guard let install = folder.installs[cluster.name] else { return packages }
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
            + (await installLinks(
                install,
                of: folder,
                judge,
                sight,
                seen,
                versions: versions,
                foreignVersions: foreignVersions(of: install.refName, sight)
            ))
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
        foreignVersions: Set<String> = []
    ) async -> [VerificationLink] {
        let cluster = judge.cluster
        let name = install.object.name
        let secrets = install.valuesSecrets.compactMap { seen.objects[$0] }
        var links = judge.install(
            install,
            sight.installs[name],
            app: sight.apps[name],
            versions: versions,
            foreignVersions: foreignVersions,
            valuesSecrets: secrets,
            unreadSecrets: install.valuesSecrets.filter(seen.isRefused)
        )
        if let unseen = judge.unseen(.app, name, sight.apps), links.count > 1 { links[1] = unseen }
        guard let wanted = await wantedValues(folder.path(for: cluster.name)) else { return links }
        if let last = links.indices.last, links[last].verdict == .verified {
            links[last].note = judge.valuesNote(secrets, wanted)
        }
        return secrets.compactMap { judge.valuesSecret($0, wanted) } + links
    }
}

extension PackageJudge {
    /// The link of an object that we may not look at; `nil` where we may.
    func unseen(_ type: ResourceType, _ name: String, _ seen: RunClusterSight.Seen) -> VerificationLink? {
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
    func waiting(_ file: InstallFile, _ install: KubernetesObject?) -> VerificationLink {
        VerificationLink(
            cluster: cluster.name,
            kind: ResourceType.packageInstall.kind,
            namespace: cluster.namespace,
            name: file.object.name,
            verdict: .progressing,
            found: install?.status?["version"]?.string,
            reason: "waits for its Packages"
        )
    }
}
