import YAMLDocument

/// Answers create, update, patch, apply and delete.
struct ResourceWrites: Sendable {
    private let store: ObjectStore
    private let reads: ResourceReads
    private let escalation: EscalationGuard
    private let tokens: TokenRequests
    private let types: ServerTypes

    init(
        store: ObjectStore,
        reads: ResourceReads,
        escalation: EscalationGuard,
        tokens: TokenRequests,
        types: ServerTypes
    ) {
        self.store = store
        self.reads = reads
        self.escalation = escalation
        self.tokens = tokens
        self.types = types
    }

    // MARK: Verbs

    func create(
        _ request: APIRequest,
        _ definition: ResourceDefinition,
        _ place: RequestTarget.Resource
    ) throws(StatusError) -> APIResponse {
        let object = try BodyReader.object(request, kind: definition.kind)
        let options = try WriteParameters.options(request, optionsKind: "CreateOptions")
        return try write(request, definition, place, options) { options throws(StatusError) in
            try store.create(definition, namespace: place.namespace, object: object, options: options)
        }
    }

    func update(
        _ request: APIRequest,
        _ definition: ResourceDefinition,
        _ place: RequestTarget.Resource
    ) throws(StatusError) -> APIResponse {
        let object = try BodyReader.object(request, kind: definition.kind)
        let options = try WriteParameters.options(request, optionsKind: "UpdateOptions")
        return try write(request, definition, place, options) { options throws(StatusError) in
            try store.update(
                definition,
                namespace: place.namespace,
                name: place.name,
                object: object,
                subresource: place.subresource.isEmpty ? nil : place.subresource,
                options: options
            )
        }
    }

    func patch(
        _ request: APIRequest,
        _ definition: ResourceDefinition,
        _ place: RequestTarget.Resource
    ) throws(StatusError) -> APIResponse {
        let type = request.contentType?.essence ?? ""
        let subresource = place.subresource.isEmpty ? nil : place.subresource
        if type == "application/apply-patch+yaml" {
            let options = try WriteParameters.options(request, optionsKind: "PatchOptions", isApply: true)
            let object = try BodyReader.yaml(request.body)
            let force = request.query.isTrue("force")
            return try write(request, definition, place, options) { options throws(StatusError) in
                try store.apply(
                    definition,
                    namespace: place.namespace,
                    name: place.name,
                    object: object,
                    force: force,
                    subresource: subresource,
                    options: options
                )
            }
        }
        guard let patchType = PatchType(rawValue: type), Self.patchTypes(definition).contains(type) else {
            throw .unsupportedMediaType(accepted: Self.patchTypes(definition))
        }
        let options = try WriteParameters.options(request, optionsKind: "PatchOptions")
        let patch = try BodyReader.json(request.body, kind: definition.kind)
        return try write(request, definition, place, options) { options throws(StatusError) in
            try store.patch(
                definition,
                namespace: place.namespace,
                name: place.name,
                type: patchType,
                body: patch,
                subresource: subresource,
                options: options
            )
        }
    }

    private static func patchTypes(_ definition: ResourceDefinition) -> [String] {
        let strategic = definition.origin == .custom ? [] : [PatchType.strategicMerge.rawValue]
        return [PatchType.json.rawValue, PatchType.merge.rawValue] + strategic + ["application/apply-patch+yaml"]
    }

    func delete(
        _ request: APIRequest,
        _ definition: ResourceDefinition,
        _ place: RequestTarget.Resource
    ) throws(StatusError) -> APIResponse {
        let representation = try Representation.negotiate(request.accept)
        let options = try WriteParameters.deleteOptions(request)
        let answer = try store.delete(definition, namespace: place.namespace, name: place.name, options: options)
        return .json(answer, contentType: representation.contentType)
    }

    func deleteCollection(
        _ request: APIRequest,
        _ definition: ResourceDefinition,
        _ place: RequestTarget.Resource
    ) throws(StatusError) -> APIResponse {
        let options = try WriteParameters.deleteOptions(request)
        let selection = try Selection(request.query, definition: definition)
        let snapshot = store.snapshot(definition)
        let selected = snapshot.objects.entries(in: place.namespace.isEmpty ? nil : place.namespace).filter {
            selection.isEverything || selection.contains(definition.converting($0.object.value))
        }
        for (namespace, name) in selected.map({ ($0.position.namespace, $0.position.name) }) {
            do throws(StatusError) {
                _ = try store.delete(definition, namespace: namespace, name: name, options: options)
            } catch  where error.code == 404 {
                // Gone meanwhile, which is what was asked for.
            }
        }
        let metadata: JSONValue = ["resourceVersion": .string(String(snapshot.resourceVersion))]
        let body = ResourceReads.body(selected.map(\.object), definition, metadata: metadata)
        return APIResponse(status: 200, contentType: "application/json", body: .list(body))
    }

    // MARK: What all writes share

    private func write(
        _ request: APIRequest,
        _ definition: ResourceDefinition,
        _ place: RequestTarget.Resource,
        _ options: WriteOptions,
        _ action: (WriteOptions) throws(StatusError) -> WriteResult
    ) throws(StatusError) -> APIResponse {
        let representation = try Representation.negotiate(request.accept)
        if EscalationGuard.guards(definition) {
            // Tried without effect first, to see what the write would grant.
            var trial = options
            trial.isDryRun = true
            let outcome = try action(trial).object
            let previous = try? store.get(definition, namespace: place.namespace, name: place.name)
            try escalation.check(
                outcome,
                previous: previous,
                definition: definition,
                namespace: place.namespace,
                user: request.user
            )
        }
        let result = try action(options)
        if definition.groupResource == types.secrets.groupResource, !options.isDryRun {
            try tokens.fillIn(result.object)
        }
        var response = reads.present(
            result.object,
            request: request,
            definition: definition,
            as: representation,
            status: result.wasCreated ? 201 : 200
        )
        response.warnings = result.warnings
        return response
    }
}
