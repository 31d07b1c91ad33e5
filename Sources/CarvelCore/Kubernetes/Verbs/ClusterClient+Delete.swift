import YAMLDocument

extension ClusterClient {
    /// Deletes an object. One with finalizers is only marked, and goes when they are taken away.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func delete(
        _ type: ResourceType,
        namespace: String?,
        name: String,
        _ options: DeleteOptions = DeleteOptions()
    ) async throws(ClusterError) -> Bool {
        var call = ClusterCall(
            ResourceAction("delete", type, namespace: namespace, name: name),
            method: "DELETE",
            path: type.path(namespace: namespace, name: name)
        )
        call.contentType = "application/json"
        call.body = JSONWriter.bytes(options.json)
        call.repetition = .isSafe
        do {
            _ = try await value(call)
            return true
        } catch  where error.status?.reason == .notFound {
            return false
        }
    }
}
