import YAMLDocument

extension ClusterClient {
    /// One object, or what stands below it.
    ///
    /// - Parameters:
    ///   - namespace: `nil` for an object of the whole cluster.
    ///   - subresource: such as `status` or `scale`.
    public func get(
        _ type: ResourceType,
        namespace: String?,
        name: String,
        subresource: String? = nil
    ) async throws(ClusterError) -> KubernetesObject {
        let call = ClusterCall(
            ResourceAction("get", type, namespace: namespace, name: name, subresource: subresource),
            path: type.path(namespace: namespace, name: name, subresource: subresource)
        )
        return KubernetesObject(try await value(call))
    }

    /// One object, or `nil` where there is none of that name.
    ///
    /// A type that is not served is an error here too: it says nothing about the object.
    public func find(
        _ type: ResourceType,
        namespace: String?,
        name: String
    ) async throws(ClusterError) -> KubernetesObject? {
        do {
            return try await get(type, namespace: namespace, name: name)
        } catch  where error.status?.reason == .notFound {
            return nil
        }
    }
}
