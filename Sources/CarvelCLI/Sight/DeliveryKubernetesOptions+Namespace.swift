public import CarvelCore

extension DeliveryKubernetesOptions {
    /// The namespace that the flag names; `nil` to go by delivery.yaml.
    public var namespace: String? { session.namespace }

    /// The clusters that the kubeconfig knows, for a command to which the namespace is that of an object.
    ///
    /// - Throws: where another flag names one cluster or user, for a delivery has several.
    public func clustersOfAnyNamespace(host: Host) throws -> ClusterDirectory {
        var options = self
        options.session.namespace = nil
        return try options.clusters(host: host)
    }
}
