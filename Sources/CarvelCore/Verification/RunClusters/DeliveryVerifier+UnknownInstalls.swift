import YAMLDocument

/// The labels by which Flux marks what a Kustomization applies.
enum FluxLabel {
    static let name = "kustomize.toolkit.fluxcd.io/name"
    static let namespace = "kustomize.toolkit.fluxcd.io/namespace"
}

/// PackageInstalls on a run cluster that the repository does not know.
extension DeliveryVerifier {
    /// Says of the PackageInstalls of a namespace what is kept of them. Those that count are those of the repository,
    /// those that Flux brought from the build namespace, and those of the repository's packages, whoever made them.
    func sightOfInstalls(_ cluster: Delivery.RunCluster) -> @Sendable (ListedObject) -> SeenInstall? {
        let packages = Set(allFolders.map(\.refName))
        let (files, namespace) = (installFiles, delivery.build.namespace)
        return { install in
            let own = files.files(named: install.name, on: cluster.name)
            let isOurs =
                !own.isEmpty || install.label(FluxLabel.namespace) == namespace
                || packages.contains(install.spec?[path: "packageRef", "refName"]?.string ?? "")
            return isOurs ? SeenInstall(install, files: own) : nil
        }
    }

    /// An install that the repository has no file of.
    struct UnknownInstall: Sendable {
        let name: String
        let details: SeenInstall.Details
    }

    /// The installs that the repository has no file of, by name.
    func unknownInstalls(_ sight: RunClusterSight) -> [UnknownInstall] {
        sight.installs.all.compactMap { name, install in
            install.detailsOfStranger.map { UnknownInstall(name: name, details: $0) }
        }.sorted { $0.name < $1.name }
    }

    /// A link for each install that a Kustomization of this delivery has brought, and that no file names any more. What
    /// others have brought is none of ours.
    func links(
        of unknown: [UnknownInstall],
        on cluster: Delivery.RunCluster,
        _ build: BuildSight
    ) -> [VerificationLink] {
        unknown.compactMap { unknown in
            let (name, install) = (unknown.name, unknown.details)
            guard install.label(FluxLabel.namespace) == delivery.build.namespace,
                let owner = install.label(FluxLabel.name), let verdict = build.verdict(ofKustomization: owner)
            else { return nil }
            let folder = allFolders.first { $0.refName == install.stranger?.refName }
            if !scope.packages.isEmpty, !folders.contains(where: { $0.path == folder?.path }) { return nil }
            var link = VerificationLink(
                cluster: cluster.name,
                kind: ResourceType.packageInstall.kind,
                namespace: cluster.namespace,
                name: name,
                verdict: .progressing,
                found: install.version,
                reason: "is not called for by the repository any more; Kustomization \(owner) brought it",
                package: folder?.name,
                runCluster: cluster.name
            )
            // One that is at the commit has taken away what it was to take away.
            if !install.isBeingDeleted, [.verified, .failed].contains(verdict) {
                link.verdict = .failed
                link.advice = VerificationAdvice(context: cluster.context, namespace: cluster.namespace)
                    .kubectl("delete packageinstall \(name)")
            }
            return link
        }
    }

    /// That others have installed packages of this repository too; `nil` where nobody has.
    func note(on unknown: [UnknownInstall]) -> String? {
        let names = unknown.filter { $0.details.label(FluxLabel.namespace) == nil }.map(\.name)
        guard let first = names.first else { return nil }
        let others = names.count > 1 ? " and \(names.count - 1) more" : ""
        return "PackageInstall \"\(first)\"\(others) of a package of this repository is of somebody else's making"
    }
}
