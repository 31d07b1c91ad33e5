public import YAMLDocument

// The verbs of the API, one method each.

extension ClusterClient {
    /// One object.
    ///
    /// - Parameter namespace: `nil` for an object of the whole cluster.
    public func get(
        _ type: ResourceType,
        namespace: String?,
        name: String
    ) async throws(ClusterError) -> KubernetesObject {
        let call = ClusterCall(
            description: "get \(type.groupResource) \"\(name)\"",
            path: type.path(namespace: namespace, name: name)
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

    /// Creates an object, or brings the fields that we own to what is given, by server-side apply.
    ///
    /// - Parameters:
    ///   - force: whether to take over fields that another manager owns.
    ///   - dryRun: whether the server only says what it would do.
    public func apply(
        _ object: KubernetesObject,
        as type: ResourceType,
        fieldManager: String = ClusterClient.fieldManager,
        force: Bool = false,
        dryRun: Bool = false
    ) async throws(ClusterError) -> KubernetesObject {
        var parameters = [("fieldManager", fieldManager)]
        if force { parameters.append(("force", "true")) }
        if dryRun { parameters.append(("dryRun", "All")) }
        let call = ClusterCall(
            description: "apply \(type.groupResource) \"\(object.name)\"",
            method: "PATCH",
            path: type.path(namespace: object.namespace, name: object.name) + URLText.query(parameters),
            contentType: "application/apply-patch+yaml",
            body: JSONWriter.bytes(object.json),
            repetition: .isSafe
        )
        return KubernetesObject(try await value(call))
    }

    /// Creates an object that must not be there yet.
    ///
    /// - Parameter subresource: such as `token`, created under the object of that name.
    public func create(
        _ object: KubernetesObject,
        as type: ResourceType,
        namespace: String? = nil,
        under subresource: (name: String, subresource: String)? = nil
    ) async throws(ClusterError) -> KubernetesObject {
        let call = ClusterCall(
            description: "create \(type.groupResource) \"\(subresource?.name ?? object.name)\"",
            method: "POST",
            path: type.path(
                namespace: namespace ?? object.namespace,
                name: subresource?.name,
                subresource: subresource?.subresource
            ),
            contentType: "application/json",
            body: JSONWriter.bytes(object.json)
        )
        return KubernetesObject(try await value(call))
    }

    /// Merges a change into an object (RFC 7386); `null` removes a member.
    ///
    /// - Parameter subresource: such as `status`.
    public func mergePatch(
        _ type: ResourceType,
        namespace: String?,
        name: String,
        subresource: String? = nil,
        fieldManager: String = ClusterClient.fieldManager,
        _ change: JSONValue
    ) async throws(ClusterError) -> KubernetesObject {
        let call = ClusterCall(
            description: "patch \(type.groupResource) \"\(name)\"",
            method: "PATCH",
            path: type.path(namespace: namespace, name: name, subresource: subresource)
                + URLText.query([("fieldManager", fieldManager)]),
            contentType: "application/merge-patch+json",
            body: JSONWriter.bytes(change),
            repetition: .isSafe
        )
        return KubernetesObject(try await value(call))
    }

    /// Deletes an object.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func delete(_ type: ResourceType, namespace: String?, name: String) async throws(ClusterError) -> Bool {
        let call = ClusterCall(
            description: "delete \(type.groupResource) \"\(name)\"",
            method: "DELETE",
            path: type.path(namespace: namespace, name: name),
            contentType: "application/json",
            body: JSONWriter.bytes(["kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background"]),
            repetition: .isSafe
        )
        do {
            _ = try await value(call)
            return true
        } catch  where error.status?.reason == .notFound {
            return false
        }
    }
}
