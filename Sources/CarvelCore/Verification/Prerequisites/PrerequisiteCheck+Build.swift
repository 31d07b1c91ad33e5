extension PrerequisiteCheck {
    /// What the build cluster needs besides a fitting Kubernetes.
    func buildPrerequisites(_ visit: ClusterVisit, _ runClusters: [Delivery.RunCluster]) async -> [Prerequisite] {
        if delivery.engine == .kappController { return await hubPrerequisites(visit, runClusters) }
        let namespace = delivery.build.namespace
        let install = "install Flux: https://fluxcd.io/flux/installation/"
        let apis = [ResourceType.gitRepository, .kustomization].map {
            visit.api($0, versions: ["v1", "v1beta2"], advice: install)
        }
        async let source = visit.controller("source-controller", namespace: "flux-system", advice: install)
        async let kustomize = visit.controller("kustomize-controller", namespace: "flux-system", advice: install)
        async let looking = visit.rights(
            "rights to verify",
            [ResourceType.gitRepository, .kustomization].flatMap { type in
                ["list", "watch"].map { ResourceAction($0, type, namespace: namespace) }
            },
            otherwise: .missing,
            advice: "ask for a role that may get, list and watch them"
        )
        async let applying = visit.rights(
            "rights to apply",
            [ResourceType.gitRepository, .kustomization, .secret, .serviceAccount].map {
                ResourceAction("patch", $0, namespace: namespace)
            },
            otherwise: .warning,
            advice: "carvel-deliver apply needs them; carvel-verify does not"
        )
        async let kubeconfigs = kubeconfigs(visit, runClusters)
        return apis + [await source, await kustomize] + (await kubeconfigs) + [await looking, await applying]
    }
}
