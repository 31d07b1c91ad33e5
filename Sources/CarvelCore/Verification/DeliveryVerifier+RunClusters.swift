import YAMLDocument

extension DeliveryVerifier {
    /// All links on one run cluster, in the order of the chain.
    func runLinks(_ cluster: Delivery.RunCluster) async -> [VerificationLink] {
        let folders = folders(for: cluster)
        guard !folders.isEmpty else { return [] }
        do {
            let client = try clusters.client(context: cluster.context, calledName: cluster.name)
            // A namespace may hold thousands of others.
            let names = Set(folders.compactMap { $0.installs[cluster.name]?.object.name })
            async let packages = client.byName(.package, namespace: cluster.namespace)
            // One after the other: an install that has seen its latest change has changed its App before, and an App is
            // judged by what its Secrets are at least as late.
            let installs = try await client.byName(.packageInstall, namespace: cluster.namespace, only: names)
            let apps = try await client.byName(.app, namespace: cluster.namespace, only: names)
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
            var link = Self.notLookedAt(cluster.name, context: cluster.context, error)
            link.runCluster = cluster.name
            return [link]
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
        let changed = values[folder.path(of: PackageFolder.valuesFile, for: cluster.name)].map { wanted in
            secrets.compactMap { judge.valuesSecret($0, wanted) }
        }
        return links + (changed ?? [])
            + judge.install(
                install,
                state.installs[install.object.name],
                app: state.apps[install.object.name],
                versions: versions(of: install.refName, state),
                valuesSecrets: secrets
            )
    }
}
