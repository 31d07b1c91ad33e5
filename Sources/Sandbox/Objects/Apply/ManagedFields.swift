import YAMLDocument

/// Who owns which fields of an object: its `metadata.managedFields`.
struct ManagedFields: Sendable, Hashable {
    /// Who owns fields, and by which kind of write. An applier is the same in every version.
    struct Manager: Sendable, Hashable {
        enum Operation: String, Sendable {
            case apply = "Apply"
            case update = "Update"
        }

        var name: String
        var operation: Operation
        var apiVersion: String
        var subresource: String

        static func == (left: Manager, right: Manager) -> Bool {
            left.name == right.name && left.operation == right.operation && left.subresource == right.subresource
                && (left.operation == .apply || left.apiVersion == right.apiVersion)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(name)
            hasher.combine(operation)
            hasher.combine(subresource)
        }
    }

    struct Entry: Sendable, Hashable {
        var fields: FieldSet
        /// When the manager last changed something, in RFC 3339; an applier that changed nothing has none.
        var time: String?
    }

    private(set) var entries: [Manager: Entry] = [:]

    subscript(manager: Manager) -> Entry? {
        get { entries[manager] }
        set {
            // Removed first, so that the manager's version is the one of this write.
            entries[manager] = nil
            if let newValue, !newValue.fields.isEmpty { entries[manager] = newValue }
        }
    }

    var managers: [Manager] { Array(entries.keys) }
}

extension ManagedFields.Manager {
    /// As conflicts name it: an applier by its name, others with their version too.
    var description: String {
        var text = "\"\(name)\""
        if !subresource.isEmpty { text += " with subresource \"\(subresource)\"" }
        return operation == .apply ? text : "\(text) using \(apiVersion)"
    }
}

// MARK: On the wire

extension ManagedFields {
    /// Reads `metadata.managedFields`; entries that are not well formed are passed over.
    init(_ object: JSONValue) {
        for entry in object[path: "metadata", "managedFields"]?.array ?? [] {
            guard let operation = Manager.Operation(rawValue: entry["operation"]?.string ?? ""),
                let fields = entry["fieldsV1"]
            else { continue }
            let manager = Manager(
                name: entry["manager"]?.string ?? "",
                operation: operation,
                apiVersion: entry["apiVersion"]?.string ?? "",
                subresource: entry["subresource"]?.string ?? ""
            )
            entries[manager] = Entry(fields: FieldSet(json: fields), time: entry["time"]?.string)
        }
    }

    /// What a write other than apply starts from: what it sends itself, or what is there.
    ///
    /// One empty entry asks to forget all ownership.
    init(sent new: JSONValue, live: JSONValue?) {
        let sent = new[path: "metadata", "managedFields"]?.array ?? []
        if sent == [[:]] {
            self.init()
        } else if sent.isEmpty {
            self = live.map(ManagedFields.init) ?? ManagedFields()
        } else {
            self.init(new)
        }
    }

    /// The entries in the server's order: appliers first, then the older, then by name.
    var json: JSONValue {
        let sorted = entries.sorted { left, right in
            let (one, other) = (left.key, right.key)
            if one.operation != other.operation { return one.operation == .apply }
            if left.value.time != right.value.time { return (left.value.time ?? "") < (right.value.time ?? "") }
            return (one.name, one.apiVersion, one.subresource) < (other.name, other.apiVersion, other.subresource)
        }
        return .array(
            sorted.map { manager, entry in
                var json: JSONValue = [
                    "manager": .string(manager.name), "operation": .string(manager.operation.rawValue),
                    "apiVersion": .string(manager.apiVersion),
                ]
                if let time = entry.time { json["time"] = .string(time) }
                json["fieldsType"] = "FieldsV1"
                json["fieldsV1"] = entry.fields.json
                if !manager.subresource.isEmpty { json["subresource"] = .string(manager.subresource) }
                return json
            }
        )
    }

    /// Whether the same managers own the same fields, whenever that was.
    func isSame(as other: ManagedFields) -> Bool {
        entries.count == other.entries.count
            && entries.allSatisfy { other.entries[$0.key]?.fields == $0.value.fields }
    }
}
