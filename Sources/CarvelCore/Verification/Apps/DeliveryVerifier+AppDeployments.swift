import YAMLDocument

/// What an App has brought to its run cluster.
extension DeliveryVerifier {
    /// The objects that tell of a delivery, in one namespace.
    private struct Sight: Sendable {
        var repositories: RunClusterSight.Seen<KubernetesObject>
        var run: RunClusterSight
        var secrets: SeenSecrets

        var refusals: [ClusterError] {
            [repositories.refusal].compactMap(\.self) + run.refusals + secrets.refusals
        }
    }

    /// The links on a run cluster, in the order of the chain; the first one is the cluster's own.
    ///
    /// - Throws: where the cluster can't be asked at all.
    func runLinks(
        _ files: AppFiles,
        _ client: ClusterClient,
        _ app: AppSight
    ) async throws -> [VerificationLink] {
        async let user = memory.user(of: client)
        var sights: [String: Sight] = [:]
        for namespace in files.namespaces { sights[namespace] = try await sight(of: files, in: namespace, client, app) }
        let refusals = files.namespaces.flatMap { sights[$0]?.refusals ?? [] }
        let templates = AppTemplates(files, in: tree)
        var links = sourceLinks(files, sights, templates)
        let isWaiting = links.contains { $0.verdict == .progressing }
        for folder in folders(for: files.cluster) {
            guard let install = folder.installs[files.cluster.name] else { continue }
            let namespace = files.namespace(of: install.object)
            guard let sight = sights[namespace] else { continue }
            let judge = PackageJudge(cluster: files.cluster(in: namespace), engine: .kappController, memory: memory)
            var installLinks = self.links(
                install,
                of: folder,
                judge,
                sight,
                of: files,
                templates,
                isWaiting: isWaiting
            )
            for index in installLinks.indices { installLinks[index].package = folder.name }
            links += installLinks
        }
        for namespace in files.namespaces {
            guard let sight = sights[namespace] else { continue }
            links += leftoverLinks(files, sight.run, in: namespace, app, templates)
        }
        return [Self.lookedAt(files.cluster.name, as: await user, refusals: refusals)] + links
    }

    /// One after the other, each before what comes of it: a PackageRepository that has succeeded has brought its
    /// Packages, and an install that has seen its latest change has changed its App.
    private func sight(
        of files: AppFiles,
        in namespace: String,
        _ client: ClusterClient,
        _ app: AppSight
    ) async throws(ClusterError) -> Sight {
        let names = Set(files.installs.map(\.object.name))
        let own = Dictionary(
            grouping: folders(for: files.cluster).compactMap { $0.installs[files.cluster.name] }
                .filter { files.namespace(of: $0.object) == namespace },
            by: \.object.name
        )
        let packages = Set(folders(for: files.cluster).map(\.refName) + files.packages.compactMap(\.refName))
        let packageFiles = files.packages(in: namespace)
        let (label, value) = app.label ?? ("", "")
        let repositories = try await client.seen(.packageRepository, namespace: namespace) {
            $0.object(.packageRepository)
        }
        let found = try await client.seen(.package, namespace: namespace) { package -> SeenPackage? in
            guard packages.contains(package.spec?["refName"]?.string ?? "") else { return nil }
            return SeenPackage(package, files: packageFiles[package.name])
        }
        let installs = try await client.seen(
            .packageInstall,
            namespace: namespace,
            reading: SeenInstall.selection
        ) { install -> SeenInstall? in
            guard names.contains(install.name) || (!label.isEmpty && install.label(label) == value) else { return nil }
            return SeenInstall(install, files: own[install.name] ?? [])
        }
        let apps = try await client.seen(.app, namespace: namespace, reading: SeenApp.selection) { app -> SeenApp? in
            names.contains(app.name) ? SeenApp(app) : nil
        }
        // Read after the Apps, which are judged by what their Secrets are at least as late.
        let values = await wantedValues(on: files.cluster)
        let secrets = try await client.valuesSecrets(
            secretUses(on: files.cluster, values) { files.namespace(of: $0.object) == namespace },
            namespace: namespace
        )
        return Sight(
            repositories: repositories,
            run: RunClusterSight(packages: found, installs: installs, apps: apps),
            secrets: secrets
        )
    }

    /// Where Packages come from: PackageRepositories, and the repository itself where it holds some.
    private func sourceLinks(
        _ files: AppFiles,
        _ sights: [String: Sight],
        _ templates: AppTemplates
    ) -> [VerificationLink] {
        var links: [VerificationLink] = []
        for wanted in files.repositories {
            let namespace = files.namespace(of: wanted.object)
            guard let sight = sights[namespace] else { continue }
            let cluster = files.cluster(in: namespace)
            let name = wanted.object.name
            let actual = sight.repositories[name]
            let isSame = actual.map { PackageRepositoryJudge.isSame($0, as: wanted) }
            links.append(
                PackageJudge(cluster: cluster).unseen(.packageRepository, name, sight.repositories)
                    ?? templates.untold(wanted, isSame: isSame, on: cluster)
                    ?? PackageRepositoryJudge(cluster: cluster).repository(wanted, actual)
            )
        }
        let refNames = Set(folders.map(\.refName))
        for object in files.packages where scope.packages.isEmpty || refNames.contains(object.refName ?? "") {
            let namespace = files.namespace(of: object.object)
            guard let sight = sights[namespace], let file = try? PackageFile(object.object, path: object.file) else {
                continue
            }
            let judge = PackageJudge(cluster: files.cluster(in: namespace))
            let actual = sight.run.packages[object.object.name]
            var link =
                judge.unseen(.package, object.object.name, sight.run.packages)
                ?? templates.untold(object, isSame: actual.map { $0.isSame(as: file) }, on: judge.cluster)
                ?? judge.package(file, actual)
            link.package = folders.first { $0.refName == file.refName }?.name
            links.append(link)
        }
        return links
    }

    private func links(
        _ install: InstallFile,
        of folder: PackageFolder,
        _ judge: PackageJudge,
        _ seen: Sight,
        of files: AppFiles,
        _ templates: AppTemplates,
        isWaiting: Bool
    ) -> [VerificationLink] {
        let name = install.object.name
        let sight = seen.run
        if let link = judge.unseen(.packageInstall, name, sight.installs) {
            return [link] + [judge.unseen(.app, name, sight.apps)].compactMap(\.self)
        }
        if let link = templates.untold(install, sight.installs[name], of: files, on: judge.cluster) { return [link] }
        // Which version the controller will select is known once it has all Packages.
        if isWaiting { return [judge.waiting(install, sight.installs[name])] }
        let all = files.ownVersions(of: install.refName) + sight.versions(of: install.refName)
        let brought = files.versions(broughtOf: install.refName, sight)
        // What is there only from elsewhere is due where nothing else is.
        let versions = Set(brought.isEmpty ? all : brought).sorted()
        if versions.isEmpty, let link = judge.unseen(.packageInstall, name, sight.packages) { return [link] }
        let links = installLinks(
            install,
            of: folder,
            judge,
            sight,
            seen.secrets,
            versions: versions,
            foreignVersions: Set(all).subtracting(versions)
        )
        return templates.untoldSecrets(install, links, of: files, on: judge.cluster)
    }

    /// PackageInstalls that the App has brought, and that no file names any more.
    private func leftoverLinks(
        _ files: AppFiles,
        _ sight: RunClusterSight,
        in namespace: String,
        _ app: AppSight,
        _ templates: AppTemplates
    ) -> [VerificationLink] {
        guard scope.packages.isEmpty, let (label, value) = app.label else { return [] }
        let known = Set(files.installs.filter { files.namespace(of: $0.object) == namespace }.map(\.object.name))
        let unknown = sight.installs.all.filter { !known.contains($0.key) && $0.value.details.label(label) == value }
        return unknown.sorted { $0.key < $1.key }.map { name, install in
            var link = VerificationLink(
                cluster: files.cluster.name,
                kind: ResourceType.packageInstall.kind,
                namespace: namespace,
                name: name,
                verdict: .progressing,
                found: install.version,
                reason: "is not called for by the repository any more; App \(files.place.name) brought it"
            )
            if let file = templates.fileOfUnnamed(.packageInstall, files) {
                link.verdict = .unknown
                link.reason =
                    "\(file) is a template of ytt, so it could not be told whether the repository calls for it"
                return link
            }
            // An App that is at the commit has taken away what it was to take away.
            if !install.details.isBeingDeleted, [.verified, .failed].contains(app.link.verdict) {
                link.verdict = .failed
                link.advice = VerificationAdvice(context: files.cluster.context, namespace: namespace)
                    .kubectl("delete packageinstall \(name)")
            }
            return link
        }
    }
}

extension AppFiles {
    /// The Packages that the repository itself holds for a namespace, by their names.
    fileprivate func packages(in namespace: String) -> [String: NamedPackages] {
        let own = packages.filter { self.namespace(of: $0.object) == namespace }
        return NamedPackages.byName(own.compactMap { try? PackageFile($0.object, path: $0.file) })
    }

    /// The versions of a package that the repository itself holds.
    fileprivate func ownVersions(of refName: String) -> [String] {
        packages.filter { $0.refName == refName }.compactMap { $0.object.spec?["version"]?.string }
    }

    /// The versions of a package that this delivery has brought: in files, or by its PackageRepositories.
    ///
    /// Source: kapp-controller, annotation `packaging.carvel.dev/package-repository-ref`.
    fileprivate func versions(broughtOf refName: String, _ sight: RunClusterSight) -> [String] {
        let ours = Set(repositories.map { "\(namespace(of: $0.object))/\($0.object.name)" })
        let offered = sight.packages(of: refName).filter { package in
            package.repository.map(ours.contains) ?? false
        }
        return ownVersions(of: refName) + offered.compactMap(\.version)
    }
}

extension RepositoryObject {
    /// The package that a Package is of.
    var refName: String? { object.spec?["refName"]?.string }
}
