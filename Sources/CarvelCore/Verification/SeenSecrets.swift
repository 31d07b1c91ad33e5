/// The values Secrets of a run cluster, as far as they are there and may be read.
struct SeenSecrets: Sendable {
    /// Those that are there, by name.
    var objects: [String: KubernetesObject] = [:]
    /// Why one may not be read, by name.
    private var refused: [String: ClusterError] = [:]

    /// The members that are read of many Secrets.
    fileprivate static let selection = JSONSelection.only(
        "metadata.name",
        "metadata.namespace",
        "metadata.creationTimestamp",
        "metadata.deletionTimestamp",
        "metadata.resourceVersion",
        "metadata.managedFields.time",
        "data"
    )

    /// Whether it may not be read.
    func isRefused(_ name: String) -> Bool { refused[name] != nil }

    /// Why Secrets may not be read.
    var refusals: [ClusterError] { refused.sorted { $0.key < $1.key }.map(\.value) }

    fileprivate mutating func take(_ found: Result<KubernetesObject?, ClusterError>, _ name: String)
        throws(ClusterError)
    {
        do throws(ClusterError) {
            objects[name] = try found.get()
        } catch  where error.status?.reason == .forbidden {
            refused[name] = error
        }
    }
}

extension ClusterClient {
    /// From so many on, one list is less work for both sides, though it may bring others too.
    private static let listThreshold = 16

    /// Reads Secrets by their names.
    ///
    /// - Throws: where the cluster can't be asked; that one may not be read is told in the result.
    func valuesSecrets(_ names: Set<String>, namespace: String) async throws(ClusterError) -> SeenSecrets {
        var seen = SeenSecrets()
        if names.count >= Self.listThreshold {
            do throws(ClusterError) {
                let listed = objects(.secret, namespace: namespace, reading: SeenSecrets.selection)
                for secret in try await listed.collected(where: { names.contains($0.name) }) {
                    seen.objects[secret.name] = secret
                }
                return seen
            } catch  where error.status?.reason == .forbidden {
                // The right to get each of them may be there all the same.
            }
        }
        let found = await concurrently(names.sorted(), limit: Self.listThreshold) { name in
            (
                name,
                await catching { () async throws(ClusterError) in
                    try await find(.secret, namespace: namespace, name: name)
                }
            )
        }
        for (name, result) in found { try seen.take(result, name) }
        return seen
    }
}
