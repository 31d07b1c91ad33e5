import YAMLDocument

/// The labels by which Flux marks what a Kustomization applies.
enum FluxLabel {
    static let name = "kustomize.toolkit.fluxcd.io/name"
    static let namespace = "kustomize.toolkit.fluxcd.io/namespace"
}

/// PackageInstalls on a run cluster that the repository does not know.
extension DeliveryVerifier {
    /// Which PackageInstalls of a namespace are looked at: those of the repository, those that Flux brought from the
    /// build namespace, and those of the repository's packages, whoever made them.
    func claim(_ cluster: Delivery.RunCluster) -> @Sendable (KubernetesObject) -> Bool {
        let names = knownInstalls(cluster)
        let packages = Set(allFolders.map(\.refName))
        let namespace = delivery.build.namespace
        return { install in
            names.contains(install.name) || install.label(FluxLabel.namespace) == namespace
                || packages.contains(install.spec?[path: "packageRef", "refName"]?.string ?? "")
        }
    }

    private func knownInstalls(_ cluster: Delivery.RunCluster) -> Set<String> {
        Set(allFolders.compactMap { $0.installs[cluster.name]?.object.name })
    }

    private func unknownInstalls(_ cluster: Delivery.RunCluster, _ sight: RunClusterSight) -> [KubernetesObject] {
        let known = knownInstalls(cluster)
        return sight.installs.all.filter { !known.contains($0.name) }
    }

    /// A link for each install that a Kustomization of this delivery has brought, and that no file names any more. What
    /// others have brought is none of ours.
    func unknownInstallLinks(
        _ cluster: Delivery.RunCluster,
        _ sight: RunClusterSight,
        owners: [String: Verdict]
    ) -> [VerificationLink] {
        unknownInstalls(cluster, sight).compactMap { install in
            guard install.label(FluxLabel.namespace) == delivery.build.namespace,
                let owner = install.label(FluxLabel.name), let verdict = owners[owner]
            else { return nil }
            let refName = install.spec?[path: "packageRef", "refName"]?.string
            let folder = allFolders.first { $0.refName == refName }
            if !scope.packages.isEmpty, !folders.contains(where: { $0.path == folder?.path }) { return nil }
            var link = VerificationLink(
                cluster: cluster.name,
                kind: ResourceType.packageInstall.kind,
                namespace: cluster.namespace,
                name: install.name,
                verdict: .progressing,
                found: install.status?["version"]?.string,
                reason: "is not called for by the repository any more; Kustomization \(owner) brought it",
                package: folder?.name,
                runCluster: cluster.name
            )
            // One that is at the commit has taken away what it was to take away.
            if install.deletionTimestamp == nil, [.verified, .failed].contains(verdict) {
                link.verdict = .failed
                link.advice = VerificationAdvice(context: cluster.context, namespace: cluster.namespace)
                    .kubectl("delete packageinstall \(install.name)")
            }
            return link
        }
    }

    /// That others have installed packages of this repository too; `nil` where nobody has.
    func unclaimedNote(_ cluster: Delivery.RunCluster, _ sight: RunClusterSight) -> String? {
        let names = unknownInstalls(cluster, sight).filter { $0.label(FluxLabel.namespace) == nil }.map(\.name)
        guard let first = names.first else { return nil }
        let others = names.count > 1 ? " and \(names.count - 1) more" : ""
        return "PackageInstall \"\(first)\"\(others) of a package of this repository is of somebody else's making"
    }
}
