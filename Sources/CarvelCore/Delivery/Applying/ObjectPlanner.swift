import OrderedCollections
import YAMLDocument

/// Compares manifests with what is on one cluster.
struct ObjectPlanner: Sendable {
    let cluster: String
    let client: ClusterClient
    /// Whether the server is asked what applying would come to.
    let asksServer: Bool
    /// What was read of it beforehand.
    var present = PresentObjects.none

    /// Compares one after the other, up to the first where the cluster does not answer: the others would not either.
    func plan(_ manifests: [Manifest]) async -> [PlannedObject] {
        var planned: [PlannedObject] = []
        for manifest in manifests {
            let (object, isUnreachable) = await plan(manifest)
            planned.append(object)
            if isUnreachable { break }
        }
        return planned
    }

    /// Compares one object.
    func plan(_ manifest: Manifest) async -> (object: PlannedObject, isUnreachable: Bool) {
        var planned = PlannedObject(cluster: cluster, manifest, basis: asksServer ? .server : .reading)
        do throws(ClusterError) {
            let before = try await find(manifest)
            // Of a namespace only its being there is wanted, and who may use one often may not change it.
            if let before, manifest.type == .namespace {
                planned.resourceVersion = before.resourceVersion
                return (planned, false)
            }
            switch OtherOwner.adapt(manifest, to: before) {
            case .failure(let error): planned.failure = error
            case .success(let manifest):
                planned.manifest = manifest
                Self.compare(before, try await outcome(of: manifest, before), &planned)
            }
            return (planned, false)
        } catch {
            planned.failure = DeliveryError(error)
            return (planned, error.isUnreachable)
        }
    }

    private func find(_ manifest: Manifest) async throws(ClusterError) -> KubernetesObject? {
        let (namespace, name) = (manifest.object.namespace, manifest.object.name)
        if let known = present.object(manifest.type, namespace: namespace, name: name) { return known }
        return try await client.find(manifest.type, namespace: namespace, name: name)
    }

    private struct Outcome {
        var after: KubernetesObject
        var conflicts: [FieldConflict] = []
        /// Why the server did not say so itself.
        var readingReason: String?
    }

    private func outcome(of manifest: Manifest, _ before: KubernetesObject?) async throws(ClusterError) -> Outcome {
        if let before, AppliedFields.hold(manifest.object, in: before) { return Outcome(after: before) }
        let merged = AppliedFields.merged(manifest.object.json, into: before?.json)
        let read = Outcome(after: KubernetesObject(merged))
        guard asksServer else { return read }
        do {
            return Outcome(after: try await client.apply(manifest.object, as: manifest.type, dryRun: true))
        } catch {
            guard let status = error.status else { throw error }
            let conflicts = FieldConflict.all(
                in: status,
                before: ShownObject.pair(before, nil).0 ?? [:],
                wanted: MaskedBody.masked(manifest.object.json)
            )
            switch status.reason {
            // Its namespace would be made first.
            case .notFound where before == nil && !error.isTypeAbsent: return read
            case .forbidden:
                var outcome = read
                outcome.readingReason = error.advice ?? error.reason
                return outcome
            case .conflict where !conflicts.isEmpty:
                let forced = try? await client.apply(manifest.object, as: manifest.type, force: true, dryRun: true)
                return Outcome(after: forced ?? read.after, conflicts: conflicts)
            default: throw error
            }
        }
    }

    private static func compare(_ before: KubernetesObject?, _ outcome: Outcome, _ planned: inout PlannedObject) {
        planned.resourceVersion = before?.resourceVersion
        planned.conflicts = outcome.conflicts
        if let reason = outcome.readingReason {
            planned.basis = .reading
            planned.readingReason = reason
        }
        if let before {
            if before.spec?["suspend"]?.bool == true {
                planned.notes.append("is suspended, and stays so; to go on: kubectl carvel-deliver resume")
            }
            if let word = CarvelStatus.stopped(before) {
                planned.notes.append("is \(word), and stays so; to go on: kubectl carvel-deliver resume")
            }
            if before.deletionTimestamp != nil { planned.notes.append("is being deleted") }
            let isSame = ShownObject.compared(before) == ShownObject.compared(outcome.after)
            planned.action = isSame && outcome.conflicts.isEmpty ? .unchanged : .update
        } else {
            planned.action = .create
        }
        guard planned.action != .unchanged else { return }
        (planned.before, planned.after) = ShownObject.pair(before, outcome.after)
        if let before = planned.before, let after = planned.after {
            planned.changes = FieldChange.all(from: before, to: after)
        }
    }
}
