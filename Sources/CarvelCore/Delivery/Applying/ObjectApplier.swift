import YAMLDocument

/// Applies manifests to one cluster, and says what that changed.
struct ObjectApplier: Sendable {
    let client: ClusterClient
    /// Whether fields of other managers are taken over.
    let force: Bool
    let dryRun: Bool
    /// Who may be held responsible for the fields.
    var fieldManager = ClusterClient.fieldManager

    /// Creates an object, or brings it to what is wanted.
    func apply(_ manifest: Manifest) async throws(ClusterError) -> ApplyOutcome {
        let object = manifest.object
        let before = try await client.find(manifest.type, namespace: object.namespace, name: object.name)
        // Of a namespace only its being there is wanted, and who may use one often may not change it.
        if before != nil, manifest.type == .namespace { return .unchanged }
        let after: KubernetesObject
        do {
            after = try await client.apply(
                object,
                as: manifest.type,
                fieldManager: fieldManager,
                force: force,
                dryRun: dryRun
            )
        } catch  where dryRun && error.status?.reason == .notFound && before == nil {
            // Its namespace would be made first.
            return .created
        }
        guard let before else { return .created }
        if dryRun { return Self.isSame(before, after) ? .unchanged : .configured }
        return before.resourceVersion == after.resourceVersion ? .unchanged : .configured
    }

    /// Whether a dry run left all as it was, but for what the server notes down of each write.
    private static func isSame(_ before: KubernetesObject, _ after: KubernetesObject) -> Bool {
        var (before, after) = (before.json, after.json)
        for member in ["managedFields", "resourceVersion", "generation"] {
            before["metadata"]?[member] = nil
            after["metadata"]?[member] = nil
        }
        return before == after
    }
}
