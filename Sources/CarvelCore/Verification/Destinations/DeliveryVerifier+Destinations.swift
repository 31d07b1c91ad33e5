extension DeliveryVerifier {
    /// What is known of a kubeconfig Secret on the build cluster.
    enum SeenSecret: Sendable {
        case present(KubernetesObject)
        case absent
        /// It may not be read, or the server failed.
        case unread(ClusterError)
    }

    /// The kubeconfig Secrets of the run clusters that something goes to, by run cluster.
    func kubeconfigSecrets(_ client: ClusterClient) async -> [String: SeenSecret] {
        await withTaskGroup(of: (String, SeenSecret).self) { group in
            for cluster in delivery.runClusters where !folders(for: cluster).isEmpty {
                group.addTask {
                    let name = ObjectNames.kubeconfigSecret(cluster.name)
                    do throws(ClusterError) {
                        let found = try await client.find(.secret, namespace: delivery.build.namespace, name: name)
                        return (cluster.name, found.map(SeenSecret.present) ?? .absent)
                    } catch {
                        return (cluster.name, .unread(error))
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// The links of the kubeconfig Secrets, by run cluster.
    ///
    /// - Parameter failing: the run clusters to which a Kustomization fails to deliver.
    func destinationLinks(
        _ secrets: [String: SeenSecret],
        failing: Set<String>
    ) async -> [String: VerificationLink] {
        await withTaskGroup(of: (String, VerificationLink).self) { group in
            for cluster in delivery.runClusters {
                guard let seen = secrets[cluster.name] else { continue }
                group.addTask {
                    (cluster.name, await destinationLink(cluster, seen, isFailing: failing.contains(cluster.name)))
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func destinationLink(
        _ cluster: Delivery.RunCluster,
        _ seen: SeenSecret,
        isFailing: Bool
    ) async -> VerificationLink {
        var link = VerificationLink(
            cluster: delivery.build.context,
            kind: ResourceType.secret.kind,
            namespace: delivery.build.namespace,
            name: ObjectNames.kubeconfigSecret(cluster.name),
            verdict: .failed,
            advice: VerificationAdvice(context: delivery.build.context, namespace: delivery.build.namespace)
                .makeKubeconfigSecret(of: cluster),
            runCluster: cluster.name
        )
        switch seen {
        case .absent:
            link.reason = "is not on the cluster, so Flux can't reach run cluster \(cluster.name)"
        case .unread(let error):
            link.verdict = .unknown
            link.reason = "whether Flux delivers to \(cluster.name) is not known: \(error.reason)"
            link.advice = error.advice
        case .present(let secret):
            await judge(&link, secret, cluster, isFailing: isFailing)
        }
        return link
    }

    private func judge(
        _ link: inout VerificationLink,
        _ secret: KubernetesObject,
        _ cluster: Delivery.RunCluster,
        isFailing: Bool
    ) async {
        let destination: FluxReading
        do {
            destination = try FluxReading(secret, calledName: "Secret \"\(secret.name)\"")
        } catch {
            link.reason = error.description
            return
        }
        link.found = ServerAddress(destination.connection.server).description
        let leftOut = destination.dropped.map(\.description)
        let dropped = leftOut.isEmpty ? nil : "Flux drops \(leftOut.joined(separator: ", "))"
        switch await DestinationProver(clusters: clusters, cluster: cluster, memory: memory).proof(of: destination) {
        case .other(let reason):
            link.reason = reason
        case .untold(let reason):
            link.verdict = .unknown
            link.reason = reason
            link.advice =
                "compare kubectl --context \(cluster.context) get namespace kube-system -o jsonpath={.metadata.uid} with"
                + " the same by the Secret's kubeconfig"
        // What Flux drops is at fault where it fails; elsewhere its controllers may be told to keep it.
        case .same where isFailing && dropped != nil:
            link.reason = dropped
        case .same(let note):
            link.verdict = .verified
            link.advice = nil
            let loopback = isFailing ? LoopbackAddress.host(of: destination.connection.server) : nil
            let words = [note, dropped, loopback.map { "Flux looks for \($0) in its controller's own pod" }]
            let notes = words.compactMap(\.self)
            link.note = notes.isEmpty ? nil : notes.joined(separator: "; ")
        }
    }
}
