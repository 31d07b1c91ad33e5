import YAMLDocument

extension ClusterClient {
    /// Creates an object, or brings the fields that we own to what is given, by server-side apply.
    ///
    /// - Parameters:
    ///   - subresource: such as `status`.
    ///   - force: whether to take over fields that another manager owns.
    ///   - dryRun: whether the server only says what it would do.
    ///   - fieldValidation: `nil` for the server's own choice, which is to warn. A field that the type's schema lacks
    ///     is refused whatever is said here.
    public func apply(
        _ object: KubernetesObject,
        as type: ResourceType,
        subresource: String? = nil,
        fieldManager: String = ClusterClient.fieldManager,
        force: Bool = false,
        dryRun: Bool = false,
        fieldValidation: FieldValidation? = nil
    ) async throws(ClusterError) -> KubernetesObject {
        let parameters = WriteParameters(
            fieldManager: fieldManager,
            force: force,
            dryRun: dryRun,
            fieldValidation: fieldValidation
        )
        var call = ClusterCall(
            ResourceAction(
                "patch",
                type,
                namespace: object.namespace,
                name: object.name,
                subresource: subresource
            ),
            word: "apply",
            method: "PATCH",
            path: type.path(namespace: object.namespace, name: object.name, subresource: subresource),
            query: parameters.query
        )
        call.contentType = "application/apply-patch+yaml"
        call.body = JSONWriter.bytes(object.json)
        call.repetition = .isSafe
        return KubernetesObject(try await value(call))
    }
}
