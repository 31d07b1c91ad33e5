import OrderedCollections
import YAMLDocument

extension KubeconfigSecret {
    /// What applying a Secret came to.
    public struct Outcome: Sendable, Hashable {
        /// How the Secret differs from before.
        public var change: ApplyOutcome
        /// The keys that were in the Secret and are not in the manifest; Flux might have read them instead of ours.
        public var removedKeys: [String]
    }

    /// Makes the Secret on the server what the manifest says: its own keys and no others.
    ///
    /// - Parameters:
    ///   - manifest: what `manifest(…)` gives.
    ///   - force: whether to take over fields that another manager owns.
    /// - Throws: `KubeconfigSecretError` with `notWritten`, or with `staleKeysLeft` where the Secret was written and
    ///   the rest failed.
    public static func apply(
        _ manifest: KubernetesObject,
        to client: ClusterClient,
        force: Bool = false
    ) async throws(KubeconfigSecretError) -> Outcome {
        let before: KubernetesObject?
        let applied: KubernetesObject
        do {
            before = try await client.find(.secret, namespace: manifest.namespace, name: manifest.name)
            applied = try await client.apply(manifest, as: .secret, force: force)
        } catch {
            throw .notWritten(error)
        }
        let stale = staleKeys(applied, manifest)
        if !stale.isEmpty { try await remove(stale, from: manifest, client) }

        let isUnchanged = before?.resourceVersion == applied.resourceVersion && stale.isEmpty
        let change: ApplyOutcome = before == nil ? .created : isUnchanged ? .unchanged : .configured
        return Outcome(change: change, removedKeys: stale)
    }

    private static func staleKeys(_ applied: KubernetesObject, _ manifest: KubernetesObject) -> [String] {
        let ours = manifest.json["data"]?.object ?? [:]
        let present = applied.json["data"]?.object ?? [:]
        return present.keys.filter { ours[$0] == nil }.sorted()
    }

    private static func remove(
        _ keys: [String],
        from secret: KubernetesObject,
        _ client: ClusterClient
    ) async throws(KubeconfigSecretError) {
        let removal = JSONObject(uniqueKeysWithValues: keys.map { ($0, .null) })
        do {
            _ = try await client.mergePatch(
                .secret,
                namespace: secret.namespace,
                name: secret.name,
                ["data": .object(removal)]
            )
        } catch {
            throw .staleKeysLeft(secret: secret.name, keys: keys, error)
        }
    }
}
