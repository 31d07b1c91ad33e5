import OrderedCollections
import YAMLDocument

/// Works out what a write makes of an object and of the ownership of its fields: server-side apply.
struct FieldManager: Sendable {
    let definition: ResourceDefinition
    let subresource: String?
    /// The time of the write, in RFC 3339.
    let time: String

    /// Fields that nobody owns.
    private static let unowned: [FieldPath] =
        [["apiVersion"], ["kind"], ["metadata"]].map { $0.map(FieldPathElement.field) }
        + [
            "name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields",
            "resourceVersion",
        ]
        .map { [.field("metadata"), .field($0)] }

    private var schema: StructuralSchema { definition.schema }

    // MARK: Writes of whole objects

    /// The ownership after a write other than apply.
    ///
    /// - Parameters:
    ///   - live: The object as it was; `nil` for a creation.
    ///   - new: What the write makes of it.
    ///   - owners: The ownership before.
    func update(
        live: JSONValue?,
        new: JSONValue,
        owners: ManagedFields,
        manager name: String
    ) -> ManagedFields {
        let changes = compare(live ?? [:], new)
        var owners = owners
        let changed = changes.added.union(changes.modified)
        for other in owners.managers {
            guard let entry = owners[other] else { continue }
            let rest = entry.fields.subtracting(entry.fields.intersection(changed)).subtracting(changes.removed)
            if rest != entry.fields { owners[other] = ManagedFields.Entry(fields: rest, time: entry.time) }
        }
        let taken = strip(changed)
        guard !taken.isEmpty else { return owners }
        let manager = self.manager(name, .update)
        let fields = (owners[manager]?.fields ?? FieldSet()).union(taken)
        owners[manager] = ManagedFields.Entry(fields: fields, time: time)
        return owners
    }

    // MARK: Apply

    /// What an apply makes of an object, and the ownership after it.
    ///
    /// - Throws: 409 where others own what it would change, unless forced; 500 where the configuration has fields
    ///   that the schema does not know.
    func apply(
        _ configuration: JSONValue,
        to live: JSONValue?,
        manager name: String,
        force: Bool
    ) throws(StatusError) -> (object: JSONValue, owners: ManagedFields) {
        let errors = schema.typeErrors(of: configuration)
        guard errors.isEmpty else { throw untyped(configuration, errors) }

        let base = live.map(withoutManagedFields) ?? [:]
        var owners = live.map(ManagedFields.init) ?? ManagedFields()
        if live != nil && owners.entries.isEmpty {
            // Nobody tracked the object so far; all that is there counts as updated before.
            owners = update(live: nil, new: base, owners: owners, manager: "before-first-apply")
        }
        reconcile(&owners)

        let manager = self.manager(name, .apply)
        let previous = owners[manager]
        let applied = strip(schema.fieldSet(of: reset(configuration)))
        owners[manager] = ManagedFields.Entry(fields: applied, time: previous?.time)

        let merged = schema.merge(base, configuration)
        let object = prune(merged, previous: previous?.fields, owners: owners)
        let changes = compare(base, object)
        try settleConflicts(&owners, manager: manager, changes: changes, force: force)
        if object != base, let entry = owners[manager] {
            owners[manager] = ManagedFields.Entry(fields: entry.fields, time: time)
        }
        return (object, owners)
    }

    private func settleConflicts(
        _ owners: inout ManagedFields,
        manager: ManagedFields.Manager,
        changes: TypedComparison,
        force: Bool
    ) throws(StatusError) {
        let changed = changes.added.union(changes.modified)
        var conflicts: [(manager: ManagedFields.Manager, fields: FieldSet)] = []
        for other in owners.managers where other != manager {
            guard let entry = owners[other] else { continue }
            let disputed = entry.fields.intersection(changed)
            if !disputed.isEmpty { conflicts.append((other, disputed)) }
            let rest = entry.fields.subtracting(disputed).subtracting(changes.removed)
            if rest != entry.fields { owners[other] = ManagedFields.Entry(fields: rest, time: entry.time) }
        }
        guard force || conflicts.isEmpty else { throw ApplyConflict.status(conflicts) }
    }

    /// Takes out what the manager applied before, applies no longer, and nobody else owns.
    private func prune(_ merged: JSONValue, previous: FieldSet?, owners: ManagedFields) -> JSONValue {
        guard let previous = previous?.withNamedParents(schema), !previous.isEmpty else { return merged }
        var owned = FieldSet()
        for manager in owners.managers {
            if let entry = owners[manager] { owned.formUnion(entry.fields) }
        }
        let pruned = schema.removing(previous, from: merged)
        let kept = schema.fieldSet(of: pruned).withNamedParents(schema).union(owned.withNamedParents(schema))
        let dangling = schema.fieldSet(of: merged).withNamedParents(schema).subtracting(kept).intersection(previous)
        return schema.removing(dangling, from: merged)
    }

    // MARK: Helpers

    private func manager(_ name: String, _ operation: ManagedFields.Manager.Operation) -> ManagedFields.Manager {
        ManagedFields.Manager(
            name: name,
            operation: operation,
            apiVersion: definition.apiVersion,
            subresource: subresource ?? ""
        )
    }

    private func reconcile(_ owners: inout ManagedFields) {
        for manager in owners.managers {
            guard let entry = owners[manager] else { continue }
            let fields = entry.fields.collapsingAtomicFields(schema)
            if fields != entry.fields { owners[manager] = ManagedFields.Entry(fields: fields, time: entry.time) }
        }
    }

    private func compare(_ old: JSONValue, _ new: JSONValue) -> TypedComparison {
        schema.compare(reset(withoutManagedFields(old)), reset(withoutManagedFields(new)))
    }

    /// The object without what this write cannot change: its status, or all but its status.
    private func reset(_ object: JSONValue) -> JSONValue {
        guard definition.hasStatus, case .object(var members) = object else { return object }
        if subresource == "status" { return .object(members.filter { $0.key == "status" }) }
        members["status"] = nil
        return .object(members)
    }

    private func strip(_ fields: FieldSet) -> FieldSet {
        var fields = fields
        for path in Self.unowned { fields.remove(path: path) }
        return fields
    }

    private func withoutManagedFields(_ object: JSONValue) -> JSONValue {
        guard var metadata = object["metadata"], metadata["managedFields"] != nil else { return object }
        var object = object
        metadata["managedFields"] = nil
        object["metadata"] = metadata
        return object
    }

    private func untyped(_ configuration: JSONValue, _ errors: [String]) -> StatusError {
        let namespace = configuration[path: "metadata", "namespace"]?.string ?? ""
        let name = configuration[path: "metadata", "name"]?.string ?? ""
        let cause = errors.count == 1 ? errors[0] : "errors:\n" + errors.map { "  \($0)" }.joined(separator: "\n")
        return .failure(
            "failed to create typed patch object (\(namespace)/\(name); \(definition.groupVersionKind)): \(cause)"
        )
    }
}

/// How the server words that an apply would change fields of others.
private enum ApplyConflict {
    static func status(_ conflicts: [(manager: ManagedFields.Manager, fields: FieldSet)]) -> StatusError {
        let disputes = conflicts.map { (manager: $0.manager.description, paths: $0.fields.paths.map(\.description)) }
            .sorted { $0.manager < $1.manager }
        let causes = disputes.flatMap { dispute in
            dispute.paths.map { path in
                StatusError.Cause(
                    reason: "FieldManagerConflict",
                    message: "conflict with \(dispute.manager)",
                    field: path
                )
            }
        }
        let message: String
        if let only = causes.first, causes.count == 1 {
            message = "1 conflict: \(only.message): \(only.field)"
        } else {
            let lines = disputes.flatMap { ["conflicts with \($0.manager):"] + $0.paths.map { "- \($0)" } }
            message = "\(causes.count) conflicts: \(lines.joined(separator: "\n"))"
        }
        return StatusError(
            code: 409,
            reason: "Conflict",
            message: "Apply failed with \(message)",
            details: StatusError.details(causes: causes)
        )
    }
}
