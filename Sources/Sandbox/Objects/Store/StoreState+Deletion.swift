import OrderedCollections
import YAMLDocument

extension StoreState {
    private static let permanent: Set = ["default", "kube-public", "kube-system"]

    /// Deletes an object, or marks it where finalizers hold it.
    ///
    /// - Returns: What the server answers: the object while it is still there, a `Status` once it is gone.
    mutating func delete(
        _ request: WriteRequest,
        _ options: DeleteOptions
    ) throws(StatusError) -> JSONValue {
        let definition = request.definition
        guard let object = object(request.key) else { throw .notFound(definition, name: request.name) }
        try check(options, object, request)
        if request.key.type == Self.namespaces && Self.permanent.contains(request.name) {
            throw .forbidden(definition, name: request.name, because: "this namespace may not be deleted")
        }
        if options.isDryRun { return answer(object, definition) }

        let uid = object[path: "metadata", "uid"]?.string ?? ""
        switch options.propagation {
        case .orphan: release(dependantsOf: uid)
        case .foreground: collect(dependantsOf: uid, time: request.time)
        case .background: break
        }
        discard(request.key, time: request.time)
        if let held = self.object(request.key) { return answer(held, definition, isGone: false) }
        return answer(
            definition.groupResource == Self.namespaces ? terminating(object, request.time) : object,
            definition
        )
    }

    private func check(_ options: DeleteOptions, _ object: JSONValue, _ request: WriteRequest) throws(StatusError) {
        let checks = [
            ("UID", options.uid, object[path: "metadata", "uid"]?.string),
            ("ResourceVersion", options.resourceVersion, object[path: "metadata", "resourceVersion"]?.string),
        ]
        for (name, wanted, found) in checks {
            guard let wanted, !wanted.isEmpty, wanted != found else { continue }
            throw .conflict(
                request.definition,
                name: request.name,
                because: "Precondition failed: \(name) in precondition: \(wanted), "
                    + "\(name) in object meta: \(found ?? "")"
            )
        }
    }

    private func answer(_ object: JSONValue, _ definition: ResourceDefinition, isGone: Bool = true) -> JSONValue {
        // Namespaces go in their own time, and kapp-controller answers with what it deleted.
        let showsObject = definition.groupResource == Self.namespaces || definition.origin == .aggregated
        if !isGone || showsObject { return definition.converting(object) }
        var details = JSONObject()
        details["name"] = object[path: "metadata", "name"]
        if !definition.group.isEmpty { details["group"] = .string(definition.group) }
        details["kind"] = .string(definition.plural)
        details["uid"] = object[path: "metadata", "uid"]
        return [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": .object(details),
        ]
    }

    /// Whether nothing holds an object any more that is to be deleted.
    static func isReleased(_ object: JSONValue) -> Bool {
        object[path: "metadata", "deletionTimestamp"] != nil
            && object[path: "metadata", "finalizers"]?.array?.isEmpty != false
            && object[path: "spec", "finalizers"]?.array?.contains("kubernetes") != true
    }

    /// Removes an object, or marks it where finalizers hold it.
    private mutating func discard(_ key: Key, time: String) {
        guard let object = object(key) else { return }
        if key.type == Self.namespaces {
            empty(key, object, time: time)
        } else if object[path: "metadata", "finalizers"]?.array?.isEmpty != false {
            remove(key, time: time)
        } else {
            mark(key, object, time: time)
        }
    }

    private mutating func mark(_ key: Key, _ object: JSONValue, time: String) {
        guard object[path: "metadata", "deletionTimestamp"] == nil else { return }
        _ = put(marked(object, time), key)
    }

    private func marked(_ object: JSONValue, _ time: String) -> JSONValue {
        var metadata = object["metadata"] ?? [:]
        metadata["deletionTimestamp"] = .string(time)
        metadata["deletionGracePeriodSeconds"] = 0
        if let generation = metadata["generation"]?.int { metadata["generation"] = .int(Int64(generation + 1)) }
        var object = object
        object["metadata"] = metadata
        return object
    }

    /// Removes an object for good, then what depended on it, then its namespace if that waits to be empty.
    mutating func remove(_ key: Key, time: String) {
        guard let object = object(key) else { return }
        take(key)
        if key.type == Self.definitions { unserve(key) }
        if let uid = object[path: "metadata", "uid"]?.string { collect(dependantsOf: uid, time: time) }
        if !key.namespace.isEmpty { removeNamespaceIfEmpty(key.namespace, time: time) }
    }
}

// MARK: Owners

extension StoreState {
    /// Deletes what has no other owner than this one; others just lose the reference.
    private mutating func collect(dependantsOf uid: String, time: String) {
        for key in (dependants[uid] ?? []).sorted() {
            guard let object = object(key) else { continue }
            let references = object[path: "metadata", "ownerReferences"]?.array ?? []
            if references.allSatisfy({ $0["uid"]?.string == uid }) {
                discard(key, time: time)
            } else {
                removeReference(to: uid, from: object, key)
            }
        }
    }

    private mutating func release(dependantsOf uid: String) {
        for key in (dependants[uid] ?? []).sorted() {
            if let object = object(key) { removeReference(to: uid, from: object, key) }
        }
    }

    private mutating func removeReference(to uid: String, from object: JSONValue, _ key: Key) {
        let references = (object[path: "metadata", "ownerReferences"]?.array ?? []).filter { $0["uid"]?.string != uid }
        _ = put(object.settingMetadata("ownerReferences", .array(references)), key)
    }
}

// MARK: Namespaces

extension StoreState {
    private mutating func empty(_ key: Key, _ namespace: JSONValue, time: String) {
        if namespace[path: "metadata", "deletionTimestamp"] == nil { _ = put(terminating(namespace, time), key) }
        for type in shelves.keys.sorted() {
            let content = shelves[type]?.objects.entries(in: key.name).map(\.position.name) ?? []
            for name in content { discard(Key(type: type, namespace: key.name, name: name), time: time) }
        }
        removeNamespaceIfEmpty(key.name, time: time)
    }

    private func terminating(_ namespace: JSONValue, _ time: String) -> JSONValue {
        var status = namespace["status"] ?? [:]
        status["phase"] = "Terminating"
        var namespace = marked(namespace, time)
        namespace["status"] = status
        return namespace
    }

    private mutating func removeNamespaceIfEmpty(_ name: String, time: String) {
        let key = Key(type: Self.namespaces, namespace: "", name: name)
        guard let namespace = object(key), namespace[path: "metadata", "deletionTimestamp"] != nil,
            namespace[path: "metadata", "finalizers"]?.array?.isEmpty != false,
            shelves.values.allSatisfy({ $0.objects.isEmpty(in: name) })
        else { return }
        take(key)
    }
}
