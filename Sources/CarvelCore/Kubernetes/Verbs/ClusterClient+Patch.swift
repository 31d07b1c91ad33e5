public import YAMLDocument

extension ClusterClient {
    /// Merges a change into an object (RFC 7386); `null` removes a member.
    ///
    /// - Parameters:
    ///   - subresource: such as `status` or `scale`.
    ///   - dryRun: whether the server only says what it would do.
    public func mergePatch(
        _ type: ResourceType,
        namespace: String?,
        name: String,
        subresource: String? = nil,
        fieldManager: String = ClusterClient.fieldManager,
        dryRun: Bool = false,
        _ change: JSONValue
    ) async throws(ClusterError) -> KubernetesObject {
        let target = PatchTarget(type: type, namespace: namespace, name: name, subresource: subresource)
        let parameters = WriteParameters(fieldManager: fieldManager, dryRun: dryRun)
        return try await patch(target, "application/merge-patch+json", parameters, change, repetition: .isSafe)
    }

    /// Merges a change into an object of a built-in type, whose lists of named elements are merged element by element.
    ///
    /// Custom resources and aggregated APIs do not know this form; the server answers 415 there.
    ///
    /// Source: Kubernetes, "Update API Objects in Place Using kubectl patch".
    ///
    /// - Parameters:
    ///   - subresource: such as `status` or `scale`.
    ///   - dryRun: whether the server only says what it would do.
    public func strategicMergePatch(
        _ type: ResourceType,
        namespace: String?,
        name: String,
        subresource: String? = nil,
        fieldManager: String = ClusterClient.fieldManager,
        dryRun: Bool = false,
        _ change: JSONValue
    ) async throws(ClusterError) -> KubernetesObject {
        let target = PatchTarget(type: type, namespace: namespace, name: name, subresource: subresource)
        let parameters = WriteParameters(fieldManager: fieldManager, dryRun: dryRun)
        return try await patch(
            target,
            "application/strategic-merge-patch+json",
            parameters,
            change,
            repetition: .changesTheOutcome
        )
    }

    /// Carries out operations on an object one after another (RFC 6902), all of them or none.
    ///
    /// - Parameters:
    ///   - subresource: such as `status` or `scale`.
    ///   - dryRun: whether the server only says what it would do.
    public func jsonPatch(
        _ type: ResourceType,
        namespace: String?,
        name: String,
        subresource: String? = nil,
        fieldManager: String = ClusterClient.fieldManager,
        dryRun: Bool = false,
        _ operations: [JSONPatchOperation]
    ) async throws(ClusterError) -> KubernetesObject {
        let target = PatchTarget(type: type, namespace: namespace, name: name, subresource: subresource)
        let parameters = WriteParameters(fieldManager: fieldManager, dryRun: dryRun)
        return try await patch(
            target,
            "application/json-patch+json",
            parameters,
            .array(operations.map(\.json)),
            repetition: .changesTheOutcome
        )
    }

    private struct PatchTarget {
        var type: ResourceType
        var namespace: String?
        var name: String
        var subresource: String?
    }

    private func patch(
        _ target: PatchTarget,
        _ contentType: String,
        _ parameters: WriteParameters,
        _ body: JSONValue,
        repetition: RetryPolicy.Repetition
    ) async throws(ClusterError) -> KubernetesObject {
        let (namespace, name) = (target.namespace, target.name)
        var call = ClusterCall(
            ResourceAction("patch", target.type, namespace: namespace, name: name, subresource: target.subresource),
            method: "PATCH",
            path: target.type.path(namespace: namespace, name: name, subresource: target.subresource),
            query: parameters.query
        )
        call.contentType = contentType
        call.body = JSONWriter.bytes(body)
        call.repetition = repetition
        return KubernetesObject(try await value(call))
    }
}
