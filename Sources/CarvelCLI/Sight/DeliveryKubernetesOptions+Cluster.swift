public import CarvelCore

extension DeliveryKubernetesOptions {
    /// The delivery at hand. Where there is none and `--context` names a cluster, that one is looked at as if it were
    /// the build cluster of a delivery without run clusters: Flux itself is all that is expected of it.
    ///
    /// - Parameter fluxNamespace: where Flux is on such a cluster.
    /// - Throws: where there is neither, or flags name one cluster of a delivery that has several.
    public func deliveryOrCluster(
        host: Host,
        fluxNamespace: String = FluxManifest.usualNamespace
    ) throws -> (delivery: Delivery, clusters: ClusterDirectory) {
        if let context = place.context, !context.isEmpty, try Delivery.findIfThere(host: host) == nil {
            var options = self
            options.place.context = nil
            let lone = Delivery(
                name: context,
                repository: .init(url: "", branch: ""),
                build: .init(context: context, namespace: fluxNamespace),
                runClusters: []
            )
            return (lone, try options.clusters(host: host))
        }
        return (try Delivery.find(host: host).delivery, try clusters(host: host))
    }
}
