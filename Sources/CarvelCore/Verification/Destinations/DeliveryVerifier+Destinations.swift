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
    private func kubeconfigs(_ client: ClusterClient) async -> [String: SeenKubeconfig] {
        await withTaskGroup(of: (String, SeenKubeconfig).self) { group in
            var waiting = delivery.runClusters.filter(needsKubeconfig).makeIterator()
            func askForNext() {
                guard let cluster = waiting.next() else { return }
                group.addTask { (cluster.name, await kubeconfig(of: cluster, client)) }
            }
            for _ in 0..<Self.kubeconfigsAtATime { askForNext() }
            var found: [String: SeenKubeconfig] = [:]
            for await (cluster, kubeconfig) in group {
                found[cluster] = kubeconfig
                askForNext()
            }
            return found
        }
    }

    /// One server answers for all of them.
    private static let kubeconfigsAtATime = 16

    private func kubeconfig(of cluster: Delivery.RunCluster, _ client: ClusterClient) async -> SeenKubeconfig {
        let reference = kubeconfigReference(cluster)
        do throws(ClusterError) {
            let found = try await client.find(
                reference.type,
                namespace: reference.namespace,
                name: reference.name
            )
            return found.map(SeenKubeconfig.present) ?? .absent
        } catch {
            return .unread(error)
        }
    }

    func kubeconfigReference(_ cluster: Delivery.RunCluster) -> KubeconfigReference {
        delivery.kubeconfigReference(of: cluster)
    }

    /// A kubeconfig, and where it was seen to lead.
    struct SeenDestination: Sendable {
        fileprivate let kubeconfig: SeenKubeconfig
        /// `nil` for what is no kubeconfig, and where there is none.
        fileprivate let place: (destination: Destination, proof: DestinationProof)?
        /// What is wrong with it.
        fileprivate var problem: String?
    }

    /// Where the kubeconfigs of the run clusters lead that something goes to, by run cluster.
    func destinations(_ client: ClusterClient) async -> [String: SeenDestination] {
        let kubeconfigs = await kubeconfigs(client)
        return await withTaskGroup(of: (String, SeenDestination).self) { group in
            for cluster in delivery.runClusters {
                guard let seen = kubeconfigs[cluster.name] else { continue }
                group.addTask { (cluster.name, await destination(seen, of: cluster)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func destination(_ seen: SeenKubeconfig, of cluster: Delivery.RunCluster) async -> SeenDestination {
        guard case .present(let object) = seen else { return SeenDestination(kubeconfig: seen, place: nil) }
        do {
            let destination = try Destination(object, named: kubeconfigReference(cluster))
            let proof = await prover(of: cluster).proof(of: destination)
            return SeenDestination(kubeconfig: seen, place: (destination, proof))
        } catch {
            return SeenDestination(kubeconfig: seen, place: nil, problem: error.description)
        }
    }

    /// The link of a run cluster's kubeconfig; `nil` where nothing goes to it.
    ///
    /// - Parameter isFailing: whether a Kustomization fails to deliver to it.
    func destinationLink(
        _ cluster: Delivery.RunCluster,
        _ seen: SeenDestination?,
        isFailing: Bool
    ) -> VerificationLink? {
        guard let seen else { return nil }
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
        switch seen.kubeconfig {
        case .absent:
            link.reason = "is not on the cluster, so \(deliverer) can't reach run cluster \(cluster.name)"
        case .unread(let error):
            link.verdict = .unknown
            link.reason = "whether \(deliverer) delivers to \(cluster.name) is not known: \(error.reason)"
            link.advice = error.advice
        case .present:
            link.reason = seen.problem
            if let (destination, proof) = seen.place {
                link.found = destination.description
                judge(&link, proof, destination, cluster, isFailing: isFailing)
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
