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

    /// Makes the Secret on the server what the manifest says, and takes away the keys that Flux might read instead.
    ///
    /// - Parameters:
    ///   - manifest: what `manifest(…)` gives.
    ///   - force: whether to take over fields that another manager owns.
    /// - Throws: `KubeconfigSecretError` with `otherKeys` or `notWritten`, or with `staleKeysLeft` where the Secret was written and
    ///   the rest failed.
    public static func apply(
        _ manifest: KubernetesObject,
        to client: ClusterClient,
        force: Bool = false
    ) async throws(KubeconfigSecretError) -> Outcome {
        let before: KubernetesObject?
        do {
            before = try await client.find(.secret, namespace: manifest.namespace, name: manifest.name)
        } catch {
            throw .notWritten(error)
        }
        let others = keys(of: before).subtracting(keys(of: manifest)).subtracting(fluxKeys)
        guard others.isEmpty else { throw .otherKeys(secret: manifest.name, keys: others.sorted()) }
        let applied: KubernetesObject
        do {
            applied = try await client.apply(manifest, as: .secret, force: force)
        } catch {
            throw .notWritten(error)
        }
        let stale = keys(of: applied).subtracting(keys(of: manifest)).intersection(fluxKeys).sorted()
        if !stale.isEmpty { try await remove(stale, from: manifest, client) }

        let isUnchanged = before?.resourceVersion == applied.resourceVersion && stale.isEmpty
        let change: ApplyOutcome = before == nil ? .created : isUnchanged ? .unchanged : .configured
        return Outcome(change: change, removedKeys: stale)
    }

    /// The keys that Flux reads unasked, the first one first.
    private static let fluxKeys: Set<String> = ["value", "value.yaml"]

    private static func keys(of secret: KubernetesObject?) -> Set<String> {
        Set(secret?.json["data"]?.object?.keys ?? [])
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
