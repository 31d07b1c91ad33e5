extension ClusterClient {
    /// The objects of a type as they arrive, whatever their number: see `ObjectList`.
    ///
    /// - Parameters:
    ///   - namespace: `nil` for those of all namespaces.
    ///   - labelSelector: such as `app=shop,tier!=db`.
    ///   - fieldSelector: such as `metadata.name=shop`; which fields there are depends on the type.
    ///   - selection: the members of each object that are read, by their paths in the object. The others are as if they
    ///     were not there, except that `apiVersion` and `kind` are always known.
    public func objects(
        _ type: ResourceType,
        namespace: String?,
        labelSelector: String? = nil,
        fieldSelector: String? = nil,
        reading selection: JSONSelection = .everything
    ) -> ObjectList {
        ObjectList(
            client: self,
            type: type,
            namespace: namespace,
            labelSelector: labelSelector,
            fieldSelector: fieldSelector,
            selection: selection
        )
    }

    /// All objects of a type as they were at one time, collected.
    ///
    /// - Parameters: as those of `objects`.
    /// - Throws: what `ObjectList` throws. Where that would go on with a list of several times, or the connection
    ///   breaks in the midst of a page, this begins anew, once.
    public func list(
        _ type: ResourceType,
        namespace: String?,
        labelSelector: String? = nil,
        fieldSelector: String? = nil,
        reading selection: JSONSelection = .everything
    ) async throws(ClusterError) -> [KubernetesObject] {
        try await objects(
            type,
            namespace: namespace,
            labelSelector: labelSelector,
            fieldSelector: fieldSelector,
            reading: selection
        )
        .collected { _ in true }
    }
}
