import CarvelCore
import OrderedCollections
import YAMLDocument

/// Finds what kapp has to change so that a cluster has what is wanted.
struct KappPlanning {
    typealias Wanted = (object: KubernetesObject, type: ResourceType)

    let kapp: Kapp
    let record: KappRecord

    private var client: ClusterClient { kapp.client }

    /// The objects with their namespaces, and the marks by which kapp finds them again.
    ///
    /// - Throws: `KappError` where the cluster does not know a kind.
    func prepare(_ objects: [KubernetesObject]) async throws -> [Wanted] {
        var prepared: [Wanted] = []
        for var object in objects {
            let type = try await type(of: object)
            object.setMetadata(
                "namespace",
                type.isNamespaced ? .string(kapp.namespaces.destination(of: object.namespace)) : nil
            )
            object.encodeSecretText()
            let identity = KappIdentity(object, type)
            object.addLabels([(Kapp.appLabel, record.label), ("kapp.k14s.io/association", identity.association)])
            var annotations = object.json[path: "metadata", "annotations"] ?? [:]
            annotations["kapp.k14s.io/identity"] = .string(identity.text)
            object.setMetadata("annotations", annotations)
            prepared.append((object, type))
        }
        return prepared
    }

    /// What is to be created, brought up to date and deleted.
    ///
    /// - Throws: `KappError`.
    func changes(to wanted: [Wanted]) async throws -> [KappChange] {
        var changes: [KappChange] = []
        for (object, type) in wanted {
            if let change = try await change(to: object, type) { changes.append(change) }
        }
        return changes + (try await deletions(besides: wanted))
    }

    private func type(of object: KubernetesObject) async throws -> ResourceType {
        do {
            return try await client.resource(apiVersion: object.apiVersion, kind: object.kind).type
        } catch {
            let error = kapp.failure(error)
            throw KappError(
                error.isUnreachable
                    ? error.message
                    : "Expected to find kind '\(object.apiVersion)/\(object.kind)', but did not: - \(error.message)"
            )
        }
    }

    private func change(to wanted: KubernetesObject, _ type: ResourceType) async throws -> KappChange? {
        let existing: KubernetesObject?
        do {
            existing = try await client.find(type, namespace: wanted.namespace, name: wanted.name)
        } catch {
            let subject = KappChange.subject(wanted, type)
            throw KappError("Getting resource \(subject): API server says", kapp.failure(error))
        }
        guard let existing else { return KappChange(operation: .create, object: wanted, type: type) }
        if let owner = existing.label(Kapp.appLabel), owner != record.label {
            try checkSharing(existing, wanted, type, owner: owner)
            return nil
        }
        let replacement = Self.replacement(of: existing, by: wanted)
        let isSame = ObjectDifference.mergePatch(from: existing.json, to: replacement.json) == nil
        let change = KappChange(operation: isSame ? .noop : .update, object: replacement, type: type)
        guard isSame else { return change }
        // What is as it should be, and has not succeeded, is waited for all the same.
        let isDone = (try? KappWaiting(kapp: kapp, change: change).isDone(existing)) == true
        return isDone || !kapp.waits ? nil : change
    }

    private func checkSharing(
        _ existing: KubernetesObject,
        _ wanted: KubernetesObject,
        _ type: ResourceType,
        owner: String
    ) throws(KappError) {
        guard kapp.sharesIdenticalObjects else {
            throw KappError(
                "Ownership errors:\n- Resource '\(KappChange.subject(wanted, type))' is already associated with a "
                    + "different app (label '\(Kapp.appLabel)=\(owner)')"
            )
        }
        guard ObjectDifference.isSubset(wanted.spec ?? [:], of: existing.spec ?? [:]) else {
            throw KappError(
                "Rebase resource \(KappChange.subject(wanted, type)): Error: Conflicting resources: "
                    + "\(wanted.kind)/\(wanted.name) is already present but not identical (mismatch in spec)"
            )
        }
    }

    /// What is wanted, with what only the server or others have put there.
    private static func replacement(of existing: KubernetesObject, by wanted: KubernetesObject) -> KubernetesObject {
        var object = wanted
        object.json["status"] = existing.status
        var metadata = existing.json["metadata"] ?? [:]
        for member in ["labels", "annotations"] {
            var merged = metadata[member]?.object ?? [:]
            merged.merge(wanted.json[path: "metadata", member]?.object ?? [:]) { _, new in new }
            metadata[member] = .object(merged)
        }
        object.json["metadata"] = metadata
        return object
    }

    private func deletions(besides wanted: [Wanted]) async throws -> [KappChange] {
        let kept = Set(wanted.map { KappIdentity($0.object, $0.type).text })
        var changes: [KappChange] = []
        for use in record.uses {
            do {
                let type = try await client.resource(apiVersion: use.apiVersion, kind: use.kind).type
                let found = try await client.list(
                    type,
                    namespace: use.namespace,
                    labelSelector: "\(Kapp.appLabel)=\(record.label)"
                )
                for object in found where !kept.contains(KappIdentity(object, type).text) {
                    changes.append(KappChange(operation: .delete, object: object, type: type))
                }
            } catch {
                let isAnswer = error.status != nil
                throw KappError("Listing resources" + (isAnswer ? ": API server says" : ""), kapp.failure(error))
            }
        }
        return changes
    }
}

extension Kapp {
    /// A failed request in kapp's words.
    func failure(_ error: ClusterError) -> RequestFailure {
        RequestFailure(error, server: client.connection.server)
    }
}

extension KubernetesObject {
    /// Puts a Secret's plain texts where the server keeps them, or the Secret would never be the same as there.
    fileprivate mutating func encodeSecretText() {
        guard apiVersion == "v1", kind == "Secret", let texts = json["stringData"]?.object else { return }
        var data = json["data"]?.object ?? [:]
        for (key, text) in texts { data[key] = .string(Base64.encode((text.string ?? "").utf8)) }
        json["stringData"] = nil
        json["data"] = .object(data)
    }
}
