extension DeliveryVerifier {
    /// What is known of a kubeconfig on the build cluster: a Secret, or the ConfigMap of a workload identity.
    enum SeenKubeconfig: Sendable {
        case present(KubernetesObject)
        case absent
        /// It may not be read, or the server failed.
        case unread(ClusterError)
    }

    /// What uses the kubeconfigs.
    private var deliverer: String { delivery.engine == .flux ? "Flux" : "kapp-controller" }

    private func needsKubeconfig(_ cluster: Delivery.RunCluster) -> Bool {
        if let layout {
            return layout.clusters.contains { $0.cluster == cluster && isMeant($0) && $0.place.kubeconfigSecret != nil }
        }
        return !folders(for: cluster).isEmpty
    }

    /// The kubeconfigs of the run clusters that something goes to, by run cluster.
    func kubeconfigs(_ client: ClusterClient) async -> [String: SeenKubeconfig] {
        await withTaskGroup(of: (String, SeenKubeconfig).self) { group in
            for cluster in delivery.runClusters where needsKubeconfig(cluster) {
                group.addTask {
                    let reference = kubeconfigReference(cluster)
                    do throws(ClusterError) {
                        let found = try await client.find(
                            reference.type,
                            namespace: reference.namespace,
                            name: reference.name
                        )
                        return (cluster.name, found.map(SeenKubeconfig.present) ?? .absent)
                    } catch {
                        return (cluster.name, .unread(error))
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    func kubeconfigReference(_ cluster: Delivery.RunCluster) -> KubeconfigReference {
        delivery.kubeconfigReference(of: cluster)
    }

    /// The links of the kubeconfigs, by run cluster.
    ///
    /// - Parameter failing: the run clusters to which a Kustomization fails to deliver.
    func destinationLinks(
        _ kubeconfigs: [String: SeenKubeconfig],
        failing: Set<String>
    ) async -> [String: VerificationLink] {
        await withTaskGroup(of: (String, VerificationLink).self) { group in
            for cluster in delivery.runClusters {
                guard let seen = kubeconfigs[cluster.name] else { continue }
                group.addTask {
                    (cluster.name, await destinationLink(cluster, seen, isFailing: failing.contains(cluster.name)))
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func destinationLink(
        _ cluster: Delivery.RunCluster,
        _ seen: SeenKubeconfig,
        isFailing: Bool
    ) async -> VerificationLink {
        let reference = kubeconfigReference(cluster)
        var link = VerificationLink(
            cluster: delivery.build.context,
            kind: reference.kind.rawValue,
            namespace: reference.namespace,
            name: reference.name,
            verdict: .failed,
            advice: VerificationAdvice(context: delivery.build.context, namespace: reference.namespace)
                .makeKubeconfig(of: cluster),
            runCluster: cluster.name
        )
        switch seen {
        case .absent:
            link.reason = "is not on the cluster, so \(deliverer) can't reach run cluster \(cluster.name)"
        case .unread(let error):
            link.verdict = .unknown
            link.reason = "whether \(deliverer) delivers to \(cluster.name) is not known: \(error.reason)"
            link.advice = error.advice
        case .present(let object):
            do {
                let destination = try Destination(object, named: reference)
                link.found = destination.description
                judge(
                    &link,
                    await prover(of: cluster).proof(of: destination),
                    destination,
                    cluster,
                    isFailing: isFailing
                )
            } catch {
                link.reason = error.description
            }
        }
        return link
    }

    private func prover(of cluster: Delivery.RunCluster) -> DestinationProver {
        DestinationProver(clusters: clusters, cluster: cluster, memory: memory, deliverer: deliverer)
    }

    private func judge(
        _ link: inout VerificationLink,
        _ proof: DestinationProof,
        _ destination: Destination,
        _ cluster: Delivery.RunCluster,
        isFailing: Bool
    ) {
        // kapp-controller leaves out less than Flux.
        let leftOut = delivery.engine == .flux ? destination.dropped : []
        let dropped = leftOut.isEmpty ? nil : "Flux drops \(leftOut.joined(separator: ", "))"
        switch proof {
        case .other(let reason):
            link.reason = reason
        case .untold(let reason):
            link.verdict = .unknown
            link.reason = reason
            link.advice = destination.advice(cluster)
        // What Flux drops is at fault where it fails; elsewhere its controllers may be told to keep it.
        case .same where isFailing && dropped != nil:
            link.reason = dropped
        case .same(let note):
            link.verdict = .verified
            link.advice = nil
            let loopback = isFailing ? destination.server.flatMap(LoopbackAddress.host) : nil
            let words = [note, dropped, loopback.map { "\(deliverer) looks for \($0) in its controller's own pod" }]
            let notes = words.compactMap(\.self)
            link.note = notes.isEmpty ? nil : notes.joined(separator: "; ")
        }
    }
}
