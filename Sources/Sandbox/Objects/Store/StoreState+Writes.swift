import YAMLDocument

/// Which object a write is about, and how it is to be done.
struct WriteRequest {
    var definition: ResourceDefinition
    /// Empty for objects of the whole cluster.
    var namespace: String
    /// Empty for a creation.
    var name: String
    var subresource: String?
    var options: WriteOptions
    /// RFC 3339
    var time: String

    var key: StoreState.Key {
        StoreState.Key(type: definition.groupResource, namespace: namespace, name: name)
    }

    var preparation: ObjectPreparation {
        ObjectPreparation(definition: definition, subresource: subresource, time: time)
    }

    var decoder: RequestDecoder {
        RequestDecoder(definition: definition, namespace: namespace, validation: options.fieldValidation)
    }

    fileprivate var fieldManager: FieldManager {
        FieldManager(definition: definition, subresource: subresource, time: time)
    }

    /// Who owns what after a write other than apply.
    fileprivate func owners(live: JSONValue?, new: JSONValue) -> ManagedFields {
        let owners = ManagedFields(sent: new, live: live)
        guard definition.origin == .aggregated else {
            let manager = options.fieldManager ?? "unknown"
            return fieldManager.update(live: live, new: new, owners: owners, manager: manager)
        }
        return packageOwners(live: live, new: new, owners: owners)
    }

    /// kapp-controller writes packages through, so that whatever a write changes becomes its own, but for creations
    /// that name a manager.
    fileprivate func packageOwners(live: JSONValue?, new: JSONValue, owners: ManagedFields) -> ManagedFields {
        var stored = definition
        if stored.kind == "Package" { stored.schema = ResourceCatalog.storedPackageSchema }
        return FieldManager(definition: stored, subresource: subresource, time: time)
            .update(live: live, new: new, owners: owners, manager: packageManager(isCreation: live == nil))
    }

    private func packageManager(isCreation: Bool) -> String {
        guard isCreation, options.namesManager, let manager = options.fieldManager else { return PackageRules.manager }
        return manager
    }
}

extension StoreState {
    mutating func create(_ request: WriteRequest, _ object: JSONValue) throws(StatusError) -> WriteResult {
        let decoder = request.decoder
        var (new, warnings) = try decoder.decode(object)
        new = try decoder.placed(new)
        if !(new[path: "metadata", "resourceVersion"]?.string ?? "").isEmpty {
            throw .failure("resourceVersion should not be set on objects to be created")
        }
        new = request.preparation.named(new) { name in
            shelves[request.definition.groupResource]?[.init(namespace: request.namespace, name: name)] != nil
        }
        new = request.definition.completed(new)
        let owners = request.owners(live: nil, new: new)
        warnings += MetadataRules.warnings(live: nil, new: new)
        return try insert(request, new, owners, warnings)
    }

    mutating func update(_ request: WriteRequest, _ object: JSONValue) throws(StatusError) -> WriteResult {
        let live = try self.live(request)
        let decoder = request.decoder
        var (new, warnings) = try decoder.decode(object)
        new = try decoder.placed(new)
        try decoder.checkName(new, request.name)
        if (new[path: "metadata", "resourceVersion"]?.string ?? "").isEmpty && request.definition.origin == .custom {
            let detail = "must be specified for an update"
            throw request.definition.invalid(
                new,
                [
                    StatusError.Cause(
                        reason: "FieldValueInvalid",
                        message: "Invalid value: 0x0: \(detail)",
                        field: "metadata.resourceVersion"
                    )
                ]
            )
        }
        try checkPreconditions(request, live: live, new: new)
        warnings += MetadataRules.warnings(live: live, new: new)
        return try replace(request, live, new, request.owners(live: live, new: new), warnings)
    }

    mutating func patch(_ request: WriteRequest, _ type: PatchType, _ body: JSONValue) throws(StatusError)
        -> WriteResult
    {
        if type == .strategicMerge && request.definition.origin == .custom {
            throw .unsupportedMediaType(
                accepted: [
                    "application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml",
                ]
            )
        }
        let live = try self.live(request)
        let patched: JSONValue
        switch type {
        case .json: patched = try JSONPatch(body).applied(to: live)
        case .merge: patched = MergePatch.apply(body, to: live)
        case .strategicMerge: patched = StrategicMergePatch.apply(body, to: live, schema: request.definition.schema)
        }
        let decoder = request.decoder
        var (new, warnings) = try decoder.decode(patched)
        new = try decoder.placed(new)
        try decoder.checkName(new, request.name)
        try checkPreconditions(request, live: live, new: new)
        warnings += MetadataRules.warnings(live: live, new: new)
        return try replace(request, live, new, request.owners(live: live, new: new), warnings)
    }

    mutating func apply(
        _ request: WriteRequest,
        _ configuration: JSONValue,
        force: Bool
    ) throws(StatusError) -> WriteResult {
        let definition = request.definition
        guard let manager = request.options.fieldManager, !manager.isEmpty else {
            throw .invalid(
                group: "meta.k8s.io",
                kind: "PatchOptions",
                name: "",
                causes: [.required("fieldManager", "is required for apply patch")]
            )
        }
        try checkType(of: configuration, definition)
        let stored = object(request.key).map(definition.converting)
        if stored == nil && request.subresource != nil { throw .notFound(definition, name: request.name) }
        var (merged, owners) = try request.fieldManager.apply(
            configuration,
            to: stored,
            manager: manager,
            force: force
        )
        let decoder = request.decoder
        merged = try decoder.placed(merged)
        try decoder.checkName(merged, request.name)
        if let problem = BuiltInRules.dataProblem(merged, definition) {
            throw .failure("failed to convert new object (\(request.namespace)/\(request.name)): \(problem)")
        }
        merged = definition.completed(merged)
        if definition.origin == .aggregated {
            owners = request.packageOwners(live: stored, new: merged, owners: owners)
        }
        let warnings = MetadataRules.warnings(live: stored, new: merged)
        guard let stored else { return try insert(request, merged, owners, warnings) }
        try checkPreconditions(request, live: stored, new: merged)
        return try replace(request, stored, merged, owners, warnings)
    }

    private func checkType(of configuration: JSONValue, _ definition: ResourceDefinition) throws(StatusError) {
        let kind = configuration["kind"]?.string ?? ""
        let apiVersion = configuration["apiVersion"]?.string ?? ""
        guard kind == definition.kind && apiVersion == definition.apiVersion else {
            let qualified = apiVersion.contains("/") ? apiVersion : "/\(apiVersion)"
            throw .badRequest("invalid object type: \(qualified), Kind=\(kind)")
        }
        if let entries = configuration[path: "metadata", "managedFields"], !entries.isNull {
            throw .badRequest("metadata.managedFields must be nil")
        }
    }
}

// MARK: What all writes share

extension StoreState {
    private func live(_ request: WriteRequest) throws(StatusError) -> JSONValue {
        guard let object = object(request.key) else { throw .notFound(request.definition, name: request.name) }
        return request.definition.converting(object)
    }

    /// - Throws: 409 if the write is about another object of that name, or about an older state.
    private func checkPreconditions(_ request: WriteRequest, live: JSONValue, new: JSONValue) throws(StatusError) {
        let uid = new[path: "metadata", "uid"]?.string ?? ""
        let liveUID = live[path: "metadata", "uid"]?.string ?? ""
        if !uid.isEmpty && uid != liveUID {
            throw .conflict(
                request.definition,
                name: request.name,
                because: "Precondition failed: UID in precondition: \(uid), UID in object meta: \(liveUID)"
            )
        }
        let version = new[path: "metadata", "resourceVersion"]?.string ?? ""
        if !version.isEmpty && version != live[path: "metadata", "resourceVersion"]?.string {
            throw .staleResourceVersion(request.definition, name: request.name)
        }
    }

    private mutating func insert(
        _ request: WriteRequest,
        _ new: JSONValue,
        _ owners: ManagedFields,
        _ warnings: [String]
    ) throws(StatusError) -> WriteResult {
        let definition = request.definition
        let name = new[path: "metadata", "name"]?.string ?? ""
        var key = request.key
        key.name = name
        try checkNamespace(request, name: name)
        let object = try request.preparation.creation(of: new, owners: owners)
        if self.object(key) != nil { throw .alreadyExists(definition, name: name) }
        if key.type == Self.definitions { try checkDefinition(object, live: nil, of: definition) }
        let stored = catalog.stored(definition).converting(object)
        if request.options.isDryRun {
            return WriteResult(object: definition.converting(stored), wasCreated: true, warnings: warnings)
        }
        let kept = put(stored, key)
        if key.type == Self.namespaces { furnish(name, time: request.time) }
        // As on a real server, the answer does not say yet that it is served.
        if key.type == Self.definitions { _ = serve(kept, key, time: request.time) }
        return WriteResult(object: definition.converting(kept), wasCreated: true, warnings: warnings)
    }

    private mutating func replace(
        _ request: WriteRequest,
        _ live: JSONValue,
        _ new: JSONValue,
        _ owners: ManagedFields,
        _ warnings: [String]
    ) throws(StatusError) -> WriteResult {
        let definition = request.definition
        let object = try request.preparation.update(of: live, to: new, owners: owners)
        let isSame =
            object.settingMetadata("managedFields", nil) == live.settingMetadata("managedFields", nil)
            && owners.isSame(as: ManagedFields(live))
        if isSame { return WriteResult(object: live, wasCreated: false, warnings: warnings) }
        if request.key.type == Self.definitions { try checkDefinition(object, live: live, of: definition) }
        let stored = catalog.stored(definition).converting(object)
        if request.options.isDryRun {
            return WriteResult(object: definition.converting(stored), wasCreated: false, warnings: warnings)
        }
        if Self.isReleased(stored) {
            // The last finalizer went: the object is gone, and what it was is the answer.
            remove(request.key, time: request.time)
            return WriteResult(object: definition.converting(stored), wasCreated: false, warnings: warnings)
        }
        var kept = put(stored, request.key)
        if request.key.type == Self.definitions { kept = serve(kept, request.key, time: request.time) }
        return WriteResult(object: definition.converting(kept), wasCreated: false, warnings: warnings)
    }

    private func checkNamespace(_ request: WriteRequest, name: String) throws(StatusError) {
        guard request.definition.isNamespaced, let type = catalog.stored(groupResource: Self.namespaces) else { return }
        let key = Key(type: Self.namespaces, namespace: "", name: request.namespace)
        guard let namespace = object(key) else { throw .notFound(type, name: request.namespace) }
        guard namespace[path: "metadata", "deletionTimestamp"] != nil else { return }
        var status = StatusError.forbidden(
            request.definition,
            name: name,
            because: "unable to create new content in namespace \(request.namespace) because it is being terminated"
        )
        status.details?["causes"] = [
            [
                "reason": "NamespaceTerminating",
                "message": .string("namespace \(request.namespace) is being terminated"),
                "field": "metadata.namespace",
            ]
        ]
        throw status
    }
}
