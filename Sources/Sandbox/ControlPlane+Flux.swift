import CarvelCore

// Flux on the build cluster: there from the start, or installed by somebody later on.

extension ControlPlane {
    func fluxTask() throws -> Task<Void, Never> {
        let artifacts = ArtifactStore()
        guard let release = configuration.flux else { return try installedFluxTask(artifacts) }
        let source = try sourceController(release, artifacts)
        let kustomize = try kustomizeController(release, artifacts)
        return Task {
            async let sources: Void = source.run()
            async let kustomizations: Void = kustomize.run()
            _ = await (sources, kustomizations)
        }
    }

    /// Rolls out what is installed, and does then what Flux would.
    private func installedFluxTask(_ artifacts: ArtifactStore) throws -> Task<Void, Never> {
        let client = try administrator(
            of: configuration.buildCluster,
            user: "system:kube-controller-manager",
            http: ControllerHTTP(base: http, userAgent: DeploymentController.manager)
        )
        let deployments = DeploymentController(client: client)
        let flux = InstalledFlux(client: client) { name, release in
            do {
                if let pod = ControllerPods.flux.first(where: { $0.label("app") == name }) {
                    _ = try await client.apply(pod, as: .pod, fieldManager: DeploymentController.manager)
                }
                if name == SourceController.manager {
                    try await self.sourceController(release, artifacts).run()
                } else {
                    try await self.kustomizeController(release, artifacts).run()
                }
            } catch {
                // The cluster has gone, and the controllers with it.
                return
            }
        }
        return Task {
            async let rollouts: Void = deployments.run()
            async let controllers: Void = flux.run()
            _ = await (rollouts, controllers)
        }
    }

    private func sourceController(_ release: FluxRelease, _ artifacts: ArtifactStore) throws -> SourceController {
        let name = configuration.buildCluster
        return SourceController(
            client: try client(name, account: "source-controller", namespace: "flux-system"),
            release: release,
            artifacts: artifacts,
            pushes: git.pushes(),
            retryInterval: configuration.retryInterval,
            log: try log(name, of: ControllerPods.source)
        )
    }

    private func kustomizeController(_ release: FluxRelease, _ artifacts: ArtifactStore) throws -> KustomizeController {
        let name = configuration.buildCluster
        return KustomizeController(
            client: try client(name, account: "kustomize-controller", namespace: "flux-system"),
            http: ControllerHTTP(base: http, userAgent: "kustomize-controller"),
            release: release,
            artifacts: artifacts,
            retryInterval: configuration.retryInterval,
            programSearchPath: configuration.programSearchPath,
            log: try log(name, of: ControllerPods.kustomize)
        )
    }
}
