import YAMLDocument

/// What the query of a write says, checked.
enum WriteParameters {
    /// - Parameter optionsKind: The kind that refusals name, such as `PatchOptions`.
    /// - Throws: 422 for values that are not known.
    static func options(_ request: APIRequest, optionsKind: String, isApply: Bool = false) throws(StatusError)
        -> WriteOptions
    {
        var options = WriteOptions()
        options.fieldManager = namedManager(of: request)
        options.namesManager = options.fieldManager != nil
        if options.fieldManager == nil, !isApply { options.fieldManager = manager(of: request) }
        if let value = request.query["fieldValidation"], !value.isEmpty {
            guard let validation = WriteOptions.FieldValidation(rawValue: value) else {
                throw unsupported("fieldValidation", value, of: optionsKind, supported: ["Ignore", "Strict", "Warn"])
            }
            options.fieldValidation = validation
        }
        options.isDryRun = try isDryRun(request.query.all("dryRun"), optionsKind: optionsKind)
        return options
    }

    /// What a deletion is asked to do, by its query and its body.
    ///
    /// - Throws: 422 for values that are not known.
    static func deleteOptions(_ request: APIRequest) throws(StatusError) -> DeleteOptions {
        let body = try BodyReader.deleteOptions(request)
        var options = DeleteOptions()
        options.uid = body?[path: "preconditions", "uid"]?.string
        options.resourceVersion = body?[path: "preconditions", "resourceVersion"]?.string
        if let value = body?["propagationPolicy"]?.string ?? request.query["propagationPolicy"] {
            guard let propagation = DeleteOptions.Propagation(rawValue: value) else {
                throw unsupported(
                    "propagationPolicy",
                    value,
                    of: "DeleteOptions",
                    supported: ["Foreground", "Background", "Orphan"]
                )
            }
            options.propagation = propagation
        }
        let dryRun = (body?["dryRun"]?.array?.compactMap(\.string) ?? []) + request.query.all("dryRun")
        options.isDryRun = try isDryRun(dryRun, optionsKind: "DeleteOptions")
        return options
    }

    private static func isDryRun(_ values: [String], optionsKind: String) throws(StatusError) -> Bool {
        let given = values.filter { !$0.isEmpty }
        if let unknown = given.first(where: { $0 != "All" }) {
            throw unsupported("dryRun", unknown, of: optionsKind, supported: ["All"])
        }
        return !given.isEmpty
    }

    private static func unsupported(_ field: String, _ value: String, of kind: String, supported: [String])
        -> StatusError
    {
        let list = supported.map { "\"\($0)\"" }.joined(separator: ", ")
        return .invalid(
            group: "meta.k8s.io",
            kind: kind,
            name: "",
            causes: [
                StatusError.Cause(
                    reason: "FieldValueNotSupported",
                    message: "Unsupported value: \"\(value)\": supported values: \(list)",
                    field: field
                )
            ]
        )
    }

    private static func namedManager(of request: APIRequest) -> String? {
        request.query["fieldManager"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The manager of fields: the one that the client names, else its user agent up to the first `/`.
    static func manager(of request: APIRequest) -> String {
        namedManager(of: request) ?? String(request.userAgent.prefix { $0 != "/" }.prefix(128))
    }
}
