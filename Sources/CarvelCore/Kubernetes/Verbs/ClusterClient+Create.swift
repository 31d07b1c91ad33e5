import YAMLDocument

extension ClusterClient {
    /// Creates an object that must not be there yet.
    ///
    /// - Parameters:
    ///   - subresource: such as `token`, created under the object of that name.
    ///   - fieldManager: `nil` for the name that the server makes of this program's.
    ///   - dryRun: whether the server only says what it would do.
    ///   - fieldValidation: `nil` for the server's own choice, which is to warn.
    public func create(
        _ object: KubernetesObject,
        as type: ResourceType,
        namespace: String? = nil,
        under subresource: (name: String, subresource: String)? = nil,
        fieldManager: String? = nil,
        dryRun: Bool = false,
        fieldValidation: FieldValidation? = nil
    ) async throws(ClusterError) -> KubernetesObject {
        let namespace = namespace ?? object.namespace
        let parameters = WriteParameters(
            fieldManager: fieldManager,
            dryRun: dryRun,
            fieldValidation: fieldValidation
        )
        var call = ClusterCall(
            ResourceAction(
                "create",
                type,
                namespace: namespace,
                name: subresource?.name ?? object.name,
                subresource: subresource?.subresource
            ),
            method: "POST",
            path: type.path(namespace: namespace, name: subresource?.name, subresource: subresource?.subresource),
            query: parameters.query
        )
        call.contentType = "application/json"
        call.body = JSONWriter.bytes(object.json)
        return KubernetesObject(try await value(call))
    }

    /// Puts a whole object in the place of the one of its name.
    ///
    /// With a `resourceVersion` in the object, it fails with `conflict` where the object has changed since that version
    /// was read; without one, it writes over whatever is there.
    ///
    /// - Parameters:
    ///   - subresource: such as `status`.
    ///   - fieldManager: `nil` for the name that the server makes of this program's.
    ///   - dryRun: whether the server only says what it would do.
    ///   - fieldValidation: `nil` for the server's own choice, which is to warn.
    /// - Returns: the object as it is then.
    @discardableResult
    public func update(
        _ object: KubernetesObject,
        as type: ResourceType,
        subresource: String? = nil,
        fieldManager: String? = nil,
        dryRun: Bool = false,
        fieldValidation: FieldValidation? = nil
    ) async throws(ClusterError) -> KubernetesObject {
        let parameters = WriteParameters(
            fieldManager: fieldManager,
            dryRun: dryRun,
            fieldValidation: fieldValidation
        )
        var call = ClusterCall(
            ResourceAction("update", type, namespace: object.namespace, name: object.name, subresource: subresource),
            method: "PUT",
            path: type.path(namespace: object.namespace, name: object.name, subresource: subresource),
            query: parameters.query
        )
        call.contentType = "application/json"
        call.body = JSONWriter.bytes(object.json)
        return KubernetesObject(try await value(call))
    }
}
