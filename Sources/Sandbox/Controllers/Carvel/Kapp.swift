import CarvelCore
import OrderedCollections
import YAMLDocument

/// The third stage of an App: brings objects onto a cluster as kapp does, with the rights of the App's own identity.
///
/// kapp gets, lists, creates, updates and deletes; it never patches.
struct Kapp {
    static let appLabel = "kapp.k14s.io/app"

    /// What a deployment leaves to tell.
    struct Result {
        var output: String
        var summary: JSONValue
    }

    let app: KubernetesObject
    let client: ClusterClient

    private var namespace: String { app.namespace ?? "" }
    private var targetLine: String { "Target cluster '\(client.connection.server)'" }

    /// Makes these objects those of the App, and deletes what no longer belongs to it.
    ///
    /// - Throws: `StageFailure`.
    func deploy(_ objects: [KubernetesObject]) async throws -> Result {
        do {
            let record = try await KappRecord.find(for: app, client: client)
            let wanted = KindOrder.sorted(try await prepare(objects, label: record.label)) { $0.object.kind }
            var changes = try await wanted.asyncMap { try await self.change(to: $0.object, $0.type, record) }
            changes += try await deletions(wanted, record)
            let updated = record.using(wanted.map { ($0.type, $0.object.namespace) })
            try await updated.write(client)
            changes = changes.filter { $0.operation != .none }
            for change in changes { try await carryOut(change) }
            try await KappWaiting(client: client).wait(for: changes)
            return Result(
                output: KappReport(target: targetLine, changes: changes).text,
                summary: updated.summary
            )
        } catch let error as KappError {
            throw StageFailure.program(
                "Deploying",
                standardError: error.text,
                standardOutput: targetLine
            )
        }
    }

    /// Deletes everything that belongs to the App, and the record of it.
    ///
    /// - Returns: whether all of it is gone; what has finalizers of its own takes longer.
    /// - Throws: `StageFailure`.
    func delete() async throws -> Bool {
        do {
            let record = try await KappRecord.find(for: app, client: client)
            let changes = try await deletions([], record)
            for change in changes { try await carryOut(change) }
            guard try await deletions([], record).isEmpty else { return false }
            try await record.delete(client)
            return true
        } catch let error as KappError {
            throw StageFailure.program("Deleting", standardError: error.text, standardOutput: targetLine)
        }
    }

    // MARK: Finding the changes

    private func prepare(
        _ objects: [KubernetesObject],
        label: String
    ) async throws -> [(object: KubernetesObject, type: ResourceType)] {
        var prepared: [(object: KubernetesObject, type: ResourceType)] = []
        for var object in objects {
            let type: ResourceType
            do {
                type = try await client.resource(apiVersion: object.apiVersion, kind: object.kind).type
            } catch {
                let error = failure(error)
                throw KappError(
                    error.isUnreachable
                        ? error.message
                        : "Expected to find kind '\(object.apiVersion)/"
                            + "\(object.kind)', but did not: - \(error.message)"
                )
            }
            object.setMetadata(
                "namespace",
                type.isNamespaced ? .string(object.namespace ?? defaultNamespace) : nil
            )
            let identity = KappIdentity(object, type)
            object.addLabels([(Self.appLabel, label), ("kapp.k14s.io/association", identity.association)])
            var annotations = object.json[path: "metadata", "annotations"] ?? [:]
            annotations["kapp.k14s.io/identity"] = .string(identity.text)
            object.setMetadata("annotations", annotations)
            prepared.append((object, type))
        }
        return prepared
    }

    private var defaultNamespace: String {
        app.spec?["deploy"]?.array?.first?["kapp"]?["intoNs"]?.string
            ?? app.spec?["defaultNamespace"]?.string ?? namespace
    }

    private func change(
        to wanted: KubernetesObject,
        _ type: ResourceType,
        _ record: KappRecord
    ) async throws -> KappChange {
        let existing: KubernetesObject?
        do {
            existing = try await client.find(type, namespace: wanted.namespace, name: wanted.name)
        } catch {
            throw KappError("Getting resource \(KappChange.subject(wanted, type)): API server says", failure(error))
        }
        guard let existing else { return KappChange(operation: .create, object: wanted, type: type) }
        if let owner = existing.label(Self.appLabel), owner != record.label {
            throw KappError(
                "Ownership errors:\n- Resource '\(KappChange.subject(wanted, type))' is already associated with a "
                    + "different app (label '\(Self.appLabel)=\(owner)')"
            )
        }
        let replacement = Self.replacement(of: existing, by: wanted)
        let isSame = ObjectDifference.mergePatch(from: existing.json, to: replacement.json) == nil
        return KappChange(operation: isSame ? .none : .update, object: replacement, type: type)
    }

    /// What is wanted, with what only the server or others have put there.
    private static func replacement(
        of existing: KubernetesObject,
        by wanted: KubernetesObject
    ) -> KubernetesObject {
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

    private func deletions(
        _ wanted: [(object: KubernetesObject, type: ResourceType)],
        _ record: KappRecord
    ) async throws -> [KappChange] {
        let kept = Set(wanted.map { KappIdentity($0.object, $0.type).text })
        var changes: [KappChange] = []
        for use in record.uses {
            let found: [KubernetesObject]
            do {
                let type = try await client.resource(apiVersion: use.apiVersion, kind: use.kind).type
                found = try await client.list(
                    type,
                    namespace: use.namespace,
                    labelSelector: "\(Self.appLabel)=\(record.label)"
                )
                for object in found where !kept.contains(KappIdentity(object, type).text) {
                    changes.append(KappChange(operation: .delete, object: object, type: type))
                }
            } catch {
                let isAnswer = error.status != nil
                throw KappError("Listing resources" + (isAnswer ? ": API server says" : ""), failure(error))
            }
        }
        return changes
    }

    // MARK: Making them

    private func carryOut(_ change: KappChange) async throws {
        let subject = KappChange.subject(change.object, change.type)
        do {
            switch change.operation {
            case .none: break
            case .create: _ = try await client.create(change.object, as: change.type)
            case .update: try await client.update(change.object, as: change.type)
            case .delete:
                try await client.delete(change.type, namespace: change.object.namespace, name: change.object.name)
            }
        } catch {
            throw KappError(Self.applying(change, subject), failure(error))
        }
    }

    private static func applying(_ change: KappChange, _ subject: String) -> String {
        let action = change.operation.rawValue
        let progressive = action.prefix(1).uppercased() + action.dropFirst().dropLast() + "ing"
        return "Applying \(action) \(subject): \(progressive) resource \(subject): API server says"
    }

    private func failure(_ error: ClusterError) -> RequestFailure {
        RequestFailure(error, server: client.connection.server)
    }
}

extension Sequence {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
