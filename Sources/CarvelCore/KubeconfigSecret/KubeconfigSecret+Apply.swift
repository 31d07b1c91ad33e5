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
    ///   - manifest: what `manifest(…)` gives, or the ConfigMap of a workload identity.
    ///   - type: what the manifest is of.
    ///   - force: whether to take over fields that another manager owns.
    ///   - dryRun: whether the server only says what it would do.
    /// - Throws: `KubeconfigSecretError` with `otherKeys` or `notWritten`, or with `staleKeysLeft` where the Secret was written and
    ///   the rest failed.
    public static func apply(
        _ manifest: KubernetesObject,
        as type: ResourceType = .secret,
        to client: ClusterClient,
        force: Bool = false,
        dryRun: Bool = false
    ) async throws(KubeconfigSecretError) -> Outcome {
        let readKeys = type == .secret ? Set(FluxReading.defaultKeys) : WorkloadIdentity.keys
        let before: KubernetesObject?
        do {
            before = try await client.find(type, namespace: manifest.namespace, name: manifest.name)
        } catch {
            throw .notWritten(error)
        }
        let others = keys(of: before).subtracting(keys(of: manifest)).subtracting(readKeys)
        guard others.isEmpty else { throw .otherKeys(secret: manifest.name, keys: others.sorted()) }
        let applied: KubernetesObject
        do {
            applied = try await client.apply(manifest, as: type, force: force, dryRun: dryRun)
        } catch  where error.isNotFound && error.status?.subject?.kind == "namespaces" {
            throw .noNamespace(name: manifest.namespace ?? "", cluster: client.connection.name)
        } catch {
            throw .notWritten(error)
        }
        let stale = keys(of: applied).subtracting(keys(of: manifest)).intersection(readKeys).sorted()
        if !stale.isEmpty, !dryRun { try await remove(stale, from: manifest, type, client) }

        let isSame =
            dryRun
            ? before.map { hasSameContent($0, applied) } ?? false : before?.resourceVersion == applied.resourceVersion
        let change: ApplyOutcome = before == nil ? .created : isSame && stale.isEmpty ? .unchanged : .configured
        return Outcome(change: change, removedKeys: stale)
    }

    private static func hasSameContent(_ before: KubernetesObject, _ after: KubernetesObject) -> Bool {
        before.json["data"] == after.json["data"]
            && before.json[path: "metadata", "labels"] == after.json[path: "metadata", "labels"]
    }

    private static func keys(of secret: KubernetesObject?) -> Set<String> {
        Set(secret?.json["data"]?.object?.keys ?? [])
    }

    private static func remove(
        _ keys: [String],
        from secret: KubernetesObject,
        _ type: ResourceType,
        _ client: ClusterClient
    ) async throws(KubeconfigSecretError) {
        let removal = JSONObject(uniqueKeysWithValues: keys.map { ($0, .null) })
        do {
            _ = try await client.mergePatch(
                type,
                namespace: secret.namespace,
                name: secret.name,
                ["data": .object(removal)]
            )
        } catch {
            throw .staleKeysLeft(secret: secret.name, keys: keys, error)
        }
    }
}
