import CarvelCore

// Flux on the build cluster: there from the start, or installed by somebody later on.

extension ControlPlane {
    /// What runs for Flux.
    func fluxControllers() throws -> [@Sendable () async -> Void] {
        let artifacts = ArtifactStore()
        guard let release = configuration.flux else { return try installedFlux(artifacts) }
        return [
            try sourceController(release, artifacts).run, try kustomizeController(release, artifacts).run,
        ]
    }

    /// Rolls out what is installed, and does then what Flux would.
    private func installedFlux(_ artifacts: ArtifactStore) throws -> [@Sendable () async -> Void] {
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
        return [deployments.run, flux.run]
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
