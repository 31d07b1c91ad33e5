import YAMLDocument

/// The chain of kapp-controller's engine: from the branch to an App for each run cluster, and on to what it deploys.
extension DeliveryVerifier {
    /// All links after the branch: those of the build cluster, if there is one, and then cluster by cluster.
    func appLinks(_ layout: AppLayout) async -> [VerificationLink] {
        let meant = layout.clusters.filter(isMeant)
        let build = await buildLinks(for: meant)
        let run = await withTaskGroup(of: (Int, [VerificationLink]).self) { group in
            for (index, files) in meant.enumerated() {
                group.addTask { (index, await links(of: files)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        return build + run.sorted { $0.key < $1.key }.flatMap(\.value) + (await leftoverApps(layout, besides: meant))
    }

    /// Apps that deliver this branch too, and that `delivery.yaml` does not call for: such as that of before, when there
    /// was another number of run clusters. Where they can't be listed, there is no telling.
    private func leftoverApps(_ layout: AppLayout, besides meant: [AppFiles]) async -> [VerificationLink] {
        guard scope.packages.isEmpty else { return [] }
        var links: [VerificationLink] = []
        var seen: Set<[String]> = []
        for files in meant where seen.insert([files.place.context, files.place.namespace]).inserted {
            let name = AppJudge.clusterName(files, of: delivery)
            guard let client = try? clusters.client(context: files.place.context, calledName: name) else { continue }
            let apps: [KubernetesObject]
            do {
                apps = try await client.list(
                    .app,
                    namespace: files.place.namespace,
                    reading: .only("metadata.name", "metadata.namespace", "spec.fetch")
                )
            } catch {
                // That a cluster does not answer is told by its own link.
                if !error.isUnreachable { links.append(Self.notLookedAt(name, context: files.place.context, error)) }
                continue
            }
            let known = Set(layout.clusters.map(\.place.name))
            for app in apps where !known.contains(app.name) && isOfThisBranch(app) {
                links.append(
                    VerificationLink(
                        cluster: name,
                        kind: ResourceType.app.kind,
                        namespace: files.place.namespace,
                        name: app.name,
                        verdict: .failed,
                        reason: "delivers this branch too, and \(Delivery.fileName) does not call for it",
                        advice: "see what it has deployed, then delete it: with spec.noopDelete: true, that stays"
                    )
                )
            }
        }
        return links
    }

    private func isOfThisBranch(_ app: KubernetesObject) -> Bool {
        (app.spec?["fetch"]?.array ?? []).contains { fetch in
            fetch[path: "git", "url"]?.string == delivery.repository.url
                && fetch[path: "git", "ref"]?.string == "origin/\(delivery.repository.branch)"
        }
    }

    /// Whether a run cluster is of the part that is verified. An App that installs nothing yet is, too.
    func isMeant(_ files: AppFiles) -> Bool {
        let isNamed = scope.runClusters.isEmpty || scope.runClusters.contains(files.cluster.name)
        return isNamed && (scope.packages.isEmpty || !folders(for: files.cluster).isEmpty)
    }

    /// Whether the cluster can be looked at that the Apps are on, and where their kubeconfig Secrets lead.
    private func buildLinks(for meant: [AppFiles]) async -> [VerificationLink] {
        guard let build = delivery.buildCluster, !meant.isEmpty else { return [] }
        do {
            let client = try clusters.client(context: build.context, calledName: build.context)
            async let user = memory.user(of: client)
            let destinations = await destinations(client)
            return [Self.lookedAt(build.context, as: await user)]
                + meant.compactMap { destinationLink($0.cluster, destinations[$0.cluster.name], isFailing: false) }
        } catch {
            return [Self.notLookedAt(build.context, context: build.context, error)]
        }
    }

    /// The App of a run cluster, and what it has brought there.
    private func links(of files: AppFiles) async -> [VerificationLink] {
        var app = await appSight(files)
        var links: [VerificationLink]
        do {
            let client = try clusters.client(context: files.cluster.context, calledName: files.cluster.name)
            links = try await runLinks(files, client, app)
            app.link = StaleFailure.weighed(app.link, against: links)
        } catch {
            links = [Self.notLookedAt(files.cluster.name, context: files.cluster.context, error)]
        }
        // The App comes after the cluster that it is on.
        links.insert(app.link, at: delivery.buildCluster == nil ? 1 : 0)
        for index in links.indices { links[index].runCluster = files.cluster.name }
        return links
    }

    /// An App as it was found.
    struct AppSight: Sendable {
        var link: VerificationLink
        /// The label that kapp gives to all that the App deploys; `nil` where it has not deployed anything.
        var label: (name: String, value: String)?
    }

    private func appSight(_ files: AppFiles) async -> AppSight {
        let judge = AppJudge(
            delivery: delivery,
            files: files,
            commit: commit,
            laterCommits: Set(laterCommits)
        )
        do {
            let name = AppJudge.clusterName(files, of: delivery)
            let client = try clusters.client(context: files.place.context, calledName: name)
            let app = try await client.find(.app, namespace: files.place.namespace, name: files.place.name)
            let label = app?.status?["deploy"]?[path: "kapp", "associatedResources", "label"]?.string ?? ""
            let parts = label.split(separator: "=", maxSplits: 1).map(String.init)
            return AppSight(link: judge.app(app), label: parts.count == 2 ? (parts[0], parts[1]) : nil)
        } catch {
            var link = judge.app(nil)
            let cause = Self.notLookedAt(link.cluster ?? "", context: files.place.context, error)
            (link.verdict, link.reason, link.advice) = (.unknown, cause.reason, cause.advice)
            return AppSight(link: link, label: nil)
        }
    }

    /// Everything whose change may change the verdict.
    func changeSources(ofApps layout: AppLayout) -> [ChangeSource] {
        var sources: [ChangeSource] = []
        func follow(_ type: ResourceType, _ context: String, _ name: String, _ namespace: String) {
            guard let client = try? clusters.client(context: context, calledName: name) else { return }
            let source = ChangeSource(client: client, namespace: namespace, types: .one(type))
            if !sources.contains(where: { $0.parts == source.parts }) { sources.append(source) }
        }
        for files in layout.clusters where isMeant(files) {
            let name = AppJudge.clusterName(files, of: delivery)
            follow(.app, files.place.context, name, files.place.namespace)
            for namespace in files.namespaces {
                for type in [ResourceType.packageRepository, .package, .packageInstall, .app] {
                    follow(type, files.cluster.context, files.cluster.name, namespace)
                }
            }
        }
        return sources
    }
}

extension AppFiles {
    /// The namespaces of the run cluster that hold what is verified, that of new installs first.
    var namespaces: [String] {
        let others = (repositories + packages + installs).map { namespace(of: $0.object) }
        return [homeNamespace] + Set(others).subtracting([homeNamespace]).sorted()
    }

    /// The run cluster, as if its packages were in another namespace.
    func cluster(in namespace: String) -> Delivery.RunCluster {
        var other = cluster
        other.namespace = namespace
        return other
    }
}
