extension PrerequisiteCheck {
    /// What the build cluster needs besides a fitting Kubernetes where Apps of its kapp-controller deliver.
    func hubPrerequisites(_ visit: ClusterVisit, _ runClusters: [Delivery.RunCluster]) async -> [Prerequisite] {
        let namespace = delivery.build.namespace
        let install = Self.kappControllerInstall
        let api = visit.api(.app, versions: ["v1alpha1"], advice: install)
        async let controller = visit.controller("kapp-controller", namespace: "kapp-controller", advice: install)
        async let looking = visit.rights(
            "rights to verify",
            ["get", "watch"].map { ResourceAction($0, .app, namespace: namespace) },
            otherwise: .missing,
            advice: "ask for a role that may get, list and watch them"
        )
        async let applying = visit.rights(
            "rights to apply",
            [ResourceType.app, .secret].map { ResourceAction("patch", $0, namespace: namespace) },
            otherwise: .warning,
            advice: "carvel-deliver apply needs them; carvel-verify does not"
        )
        let remote = runClusters.filter { delivery.appPlace(of: $0).kubeconfigSecret != nil }
        async let kubeconfigs = kubeconfigs(visit, remote)
        return [api, await controller] + (await kubeconfigs) + [await looking, await applying]
    }
}
