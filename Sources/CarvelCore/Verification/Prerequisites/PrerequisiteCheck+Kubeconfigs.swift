extension PrerequisiteCheck {
    /// Whether the kubeconfigs by which Flux reaches the run clusters log in, and may do there what the delivery needs.
    func kubeconfigs(_ visit: ClusterVisit, _ runClusters: [Delivery.RunCluster]) async -> [Prerequisite] {
        let inspector = KubeconfigInspector(build: visit.client)
        let users = await identityUsers(visit, runClusters)
        let found = await withTaskGroup(of: (Int, Prerequisite).self) { group in
            for (index, cluster) in runClusters.enumerated() {
                group.addTask {
                    let reference = delivery.kubeconfigReference(of: cluster)
                    let inspection = await inspector.inspect(
                        reference,
                        users: users.filter { $0.reference == reference },
                        accesses: delivery.engine == .flux ? [FluxAccess(delivery, cluster)] : [],
                        runCluster: cluster.name
                    )
                    return (index, Self.prerequisite(visit.name, inspection))
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    /// What logs in with an identity of Flux's own: whether that works, only these can show. They are not asked for where
    /// there is no such run cluster.
    private func identityUsers(_ visit: ClusterVisit, _ runClusters: [Delivery.RunCluster]) async -> [KubeconfigUser] {
        let namespace = delivery.build.namespace
        guard runClusters.contains(where: { $0.kubeconfigReference(namespace: namespace).kind == .configMap }) else {
            return []
        }
        // Without an answer, the inspection says that it could not be told.
        return (try? await visit.client.kubeconfigUsers(namespace: namespace)) ?? []
    }

    private static func prerequisite(_ cluster: String, _ inspection: KubeconfigInspection) -> Prerequisite {
        let subject = "kubeconfig for \(inspection.runCluster)"
        let worst = inspection.findings.max { rank($0.severity) < rank($1.severity) }
        if let worst, worst.reason == .missing {
            return Prerequisite(
                cluster,
                subject,
                .warning,
                reason: worst.message,
                advice:
                    "carvel-deliver apply makes one of the run cluster's context; better give Flux credentials of its"
                    + " own: kubectl carvel-kubeconfig-secret create \(inspection.runCluster)"
            )
        }
        let result: Prerequisite.Result =
            switch worst?.severity {
            case nil, .note: .met
            case .warning, .ending: .warning
            case .unknown: .unknown
            case .failure: .missing
            }
        return Prerequisite(
            cluster,
            subject,
            result,
            found: inspection.identity,
            reason: result == .met ? nil : worst?.message,
            advice: result == .met ? nil : worst?.advice
        )
    }

    /// How much a finding counts.
    private static func rank(_ severity: KubeconfigFinding.Severity) -> Int {
        switch severity {
        case .note: 0
        case .warning: 1
        case .ending: 2
        case .unknown: 3
        case .failure: 4
        }
    }
}
