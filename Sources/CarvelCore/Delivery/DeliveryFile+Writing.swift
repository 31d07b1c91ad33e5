import OrderedCollections
import YAMLDocument

extension Delivery {
    /// The text of a `delivery.yaml`, as `init` writes it.
    public var yaml: String {
        var repository: JSONObject = ["url": .string(self.repository.url), "branch": .string(self.repository.branch)]
        if case .secret(let name) = self.repository.access {
            repository["secretRef"] = .object(name.map { ["name": .string($0)] } ?? [:])
        }
        if self.repository.isShared { repository["shared"] = true }
        let clusters = runClusters.map { cluster -> JSONValue in
            var members: JSONObject = [
                "name": .string(cluster.name), "context": .string(cluster.context),
                "namespace": .string(cluster.namespace),
                "serviceAccountName": .string(cluster.serviceAccountName),
            ]
            members["kubeConfig"] = cluster.kubeconfigJSON
            if let path = cluster.path { members["path"] = .string(path) }
            return .object(members)
        }
        var spec: JSONObject = ["engine": .string(engine.rawValue), "repository": .object(repository)]
        if let build = buildCluster {
            spec["build"] = ["context": .string(build.context), "namespace": .string(build.namespace)]
        }
        spec["runClusters"] = .array(clusters)
        spec["encryption"] = encryption?.json
        return YAMLWriter.string([
            "apiVersion": .string(Self.apiVersion),
            "kind": "Delivery",
            "metadata": ["name": .string(name)],
            "spec": .object(spec),
        ])
    }
}
