import YAMLDocument

extension RemovalSearch {
    /// What is in the namespace on the build cluster. Of Secrets and ConfigMaps nothing but their heads is read.
    struct BuildState: Sendable {
        var kustomizations: [KubernetesObject]
        var sources: [KubernetesObject]
        var accounts: [KubernetesObject]
        /// Secrets that this tool made.
        var secrets: [KubernetesObject]
        /// ConfigMaps that this tool made.
        var configMaps: [KubernetesObject]

        /// Both: Flux may reach run clusters by either.
        var kubeconfigs: [RemovalPlan.Item] {
            secrets.map { .init(type: .secret, object: $0) } + configMaps.map { .init(type: .configMap, object: $0) }
        }
    }

    func buildState() async throws -> BuildState {
        let namespace = delivery.build.namespace
        async let kustomizations = build.client.byName(types.kustomization, namespace: namespace)
        async let sources = build.client.byName(types.gitRepository, namespace: namespace)
        async let accounts = ours(.serviceAccount)
        async let secrets = made(.secret)
        async let configMaps = made(.configMap)
        return BuildState(
            kustomizations: try await Self.sorted(kustomizations, types.kustomization),
            sources: try await Self.sorted(sources, types.gitRepository),
            accounts: try await accounts,
            secrets: try await secrets,
            configMaps: try await configMaps
        )
    }

    /// What this tool made of a type; the heads alone.
    private func made(_ type: ResourceType) async throws(ClusterError) -> [KubernetesObject] {
        try await build.client.list(
            type,
            namespace: delivery.build.namespace,
            labelSelector: "\(Labels.managedBy)=\(ClusterClient.fieldManager)",
            reading: .only("metadata")
        ).filter { $0.label(Labels.managedBy) == ClusterClient.fieldManager }
    }

    private static func sorted(_ objects: [String: KubernetesObject], _ type: ResourceType) -> [KubernetesObject] {
        objects.values.sorted { $0.name < $1.name }
    }

    /// The names of a kind that are called for on the build cluster.
    var wantedKustomizations: Set<String> {
        Set(wanted.delivery.runClusters.flatMap(wanted.kustomizations).map(\.object.name))
    }

    /// Sources, credentials and service accounts. Each stays as long as something that stays uses it.
    func shared(_ state: BuildState, removed: Set<String>) -> [RemovalPlan.Item] {
        let staying = state.kustomizations.filter { !removed.contains($0.name) }
        let usedSources = Set(staying.compactMap { $0.spec?[path: "sourceRef", "name"]?.string })
        let usedAccounts = Set(staying.compactMap { $0.spec?["serviceAccountName"]?.string })
        let wantedSources = Set(wanted.sources().map(\.object.name))
        let sources = state.sources.filter { source in
            Labels.marks(source, of: delivery) && !wantedSources.contains(source.name)
                && !usedSources.contains(source.name)
        }
        let goingSources = Set(sources.map(\.name))
        let usedSecrets = Set(
            state.sources.filter { !goingSources.contains($0.name) }
                .compactMap { $0.spec?[path: "secretRef", "name"]?.string }
        )
        let wantedSecrets = Set(wanted.authSecretNames)
        let secrets = state.secrets.filter { secret in
            Labels.marks(secret, of: delivery) && secret.label(Labels.fluxWatch) == nil
                && !wantedSecrets.contains(secret.name) && !usedSecrets.contains(secret.name)
        }
        let wantedAccounts = Set(wanted.delivery.runClusters.map(\.serviceAccountName))
        let accounts = state.accounts.filter {
            !wantedAccounts.contains($0.name) && !usedAccounts.contains($0.name)
        }
        return sources.map { .init(type: types.gitRepository, object: $0) }
            + secrets.map { .init(type: .secret, object: $0) }
            + accounts.map { .init(type: .serviceAccount, object: $0) }
    }
}
