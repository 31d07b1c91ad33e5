extension PrerequisiteCheck {
    /// What a run cluster needs besides a fitting Kubernetes.
    func runPrerequisites(_ visit: ClusterVisit, _ cluster: Delivery.RunCluster) async -> [Prerequisite] {
        let install = Self.kappControllerInstall
        let sources = delivery.engine == .kappController ? [ResourceType.packageRepository] : []
        let apis = ([.packageInstall, .package, .app] + sources).map {
            visit.api($0, versions: ["v1alpha1"], advice: install)
        }
        let contour = visit.api(
            Self.httpProxy,
            versions: ["v1"],
            otherwise: .warning,
            advice: "packages that bring an HTTPProxy need Contour: https://projectcontour.io/getting-started/"
        )
        async let controller = visit.controller("kapp-controller", namespace: "kapp-controller", advice: install)
        async let looking = visit.rights(
            "rights to verify",
            ([.package, .packageInstall, .app, .secret] + sources).map {
                ResourceAction("list", $0, namespace: cluster.namespace)
            } + [ResourceAction("watch", .packageInstall, namespace: cluster.namespace)],
            otherwise: .missing,
            advice: "ask for a role in namespace \"\(cluster.namespace)\" that may get, list and watch them"
        )
        async let applying = visit.rights(
            "rights to apply",
            [ResourceAction("patch", .namespace, namespace: nil, name: cluster.namespace)]
                + [ResourceType.serviceAccount, .role, .roleBinding].map {
                    ResourceAction("patch", $0, namespace: cluster.namespace)
                },
            otherwise: .warning,
            advice: "carvel-deliver apply needs them; carvel-verify does not"
        )
        // An App on another cluster acts as the user of a kubeconfig.
        let isRemote = delivery.engine == .kappController && delivery.appPlace(of: cluster).kubeconfigSecret != nil
        async let account = isRemote ? [] : [account(visit, cluster)]
        return apis + [await controller, contour] + (await account) + [await looking, await applying]
    }

    static let kappControllerInstall =
        "install kapp-controller: https://carvel.dev/kapp-controller/docs/latest/install/"

    /// Whether the account is there that kapp-controller installs as, or that its App deploys as.
    private func account(_ visit: ClusterVisit, _ cluster: Delivery.RunCluster) async -> Prerequisite {
        let subject = "ServiceAccount \(cluster.namespace)/\(cluster.serviceAccountName)"
        do {
            let found = try await visit.client.find(
                .serviceAccount,
                namespace: cluster.namespace,
                name: cluster.serviceAccountName
            )
            guard found == nil else { return Prerequisite(visit.name, subject, .met) }
            return Prerequisite(
                visit.name,
                subject,
                .warning,
                reason: "is not on the cluster yet",
                advice: "kubectl carvel-deliver apply makes it"
            )
        } catch {
            return Prerequisite(visit.name, subject, notTold: error)
        }
    }

    /// What Contour serves.
    private static let httpProxy = ResourceType(
        group: "projectcontour.io",
        version: "v1",
        kind: "HTTPProxy",
        plural: "httpproxies"
    )
}
