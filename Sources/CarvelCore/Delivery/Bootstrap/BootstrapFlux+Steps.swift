import GitRepository
import YAMLDocument

// The steps of a bootstrap, up to what Flux does itself.

extension BootstrapFlux {
    func look() async throws -> BootstrapSight {
        let sight = try await BootstrapSight(client, for: layout.sync)
        try sight.check(layout, wish.consents, cluster: client.connection.name)
        return sight
    }

    func repository() async throws -> DeliveryRepository {
        do {
            let place = try await DeliveryRepository.placeMaking(branch: wish.branch, of: remote, host: host)
            return DeliveryRepository(place, host: host)
        } catch let error as GitError {
            guard case .notFound(let url) = error else { throw error }
            throw DeliveryError(
                "there is no git repository at \(url), or these credentials may not see it",
                hint:
                    "make an empty one there first, since every hosting service has its own way to, and run this again"
            )
        }
    }

    /// The Secret of git credentials; `nil` where there is none to be made.
    func secret(_ sight: BootstrapSight) async throws -> Manifest? {
        guard let name = layout.sync.secretName, sight.secret == nil || wish.replacesSecret else { return nil }
        // What git's credential helpers know is this user's own, and may well be allowed to push anywhere.
        let credentials = wish.credentials
        let server = remote.sshServer
        var knownHosts = ""
        if let server { knownHosts = try await KnownHosts(host: host).linesForFlux(about: server) }
        let secret = AuthSecretManifest.secret(
            NamespacedName(namespace: wish.namespace, name: name),
            credentials: credentials,
            knownHosts: knownHosts,
            labels: [Labels.managedBy: ClusterClient.fieldManager]
        )
        guard let secret else {
            throw DeliveryError(
                "there are no credentials with which Flux could log in to the repository",
                hint: server != nil
                    ? "name the file of a key that Flux may use in CARVEL_GIT_SSH_KEY_FILE"
                    : "give --git-username and --git-password-file, or --git-token-file; or --public-repository"
            )
        }
        return secret
    }

    /// The sync objects in the versions that the cluster serves at the time: a newer Flux brings its own only once it
    /// has fetched itself.
    func sync(_ sight: BootstrapSight) -> FluxSync {
        guard sight.isFollowing, let types = sight.types else { return layout.sync }
        return FluxSync(
            url: layout.sync.url,
            branch: layout.sync.branch,
            path: layout.sync.path,
            namespace: layout.sync.namespace,
            interval: layout.sync.interval,
            secretName: layout.sync.secretName,
            gitRepositoryType: types.gitRepository,
            kustomizationType: types.kustomization
        )
    }

    func apply(
        _ manifests: [Manifest],
        _ tell: @Sendable (BootstrapProgress) async -> Void
    ) async throws {
        let applier = ObjectApplier(client: client, force: true, dryRun: false)
        for manifest in manifests {
            try Task.checkCancellation()
            do {
                let outcome = try await applier.apply(manifest)
                let applied = AppliedObject(
                    cluster: client.connection.name,
                    title: manifest.title,
                    result: .success(outcome)
                )
                await tell(.applied(applied))
            } catch {
                throw BootstrapInstallation.failure(DeliveryError(error), of: manifest.title, on: client)
            }
        }
    }

    func description(of outcome: RepositoryOutcome, _ commit: String) -> String {
        let commit = FluxRevision.short(commit)
        return outcome.fate == .unchanged
            ? "\(remote.url) has it all, at \(commit) of \(wish.branch)"
            : "\(remote.url): pushed \(commit) to \(wish.branch)"
    }
}
