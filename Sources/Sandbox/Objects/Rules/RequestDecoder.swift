import OrderedCollections
import YAMLDocument

/// Takes in the objects of writes other than apply: checks that they are what the request says, and drops what the
/// schema does not know.
struct RequestDecoder {
    let definition: ResourceDefinition
    let namespace: String
    let validation: WriteOptions.FieldValidation

    /// The object, complete with defaults, and warnings about fields that were dropped.
    ///
    /// - Throws: 400 where the object cannot be read as the type, or, if strict, has unknown fields.
    func decode(_ object: JSONValue) throws(StatusError) -> (object: JSONValue, warnings: [String]) {
        var object = object
        try checkType(&object)
        if definition.origin != .custom, let mismatch = definition.schema.mismatch(of: object, at: []) {
            throw cannotHandle(mismatch.message(kind: definition.kind))
        }
        if let problem = BuiltInRules.dataProblem(object, definition) { throw cannotHandle(problem) }

        var unknown: [String] = []
        object = definition.schema.pruning(object, unknown: &unknown)
        let warnings = unknown.map { "unknown field \"\($0)\"" }
        if validation == .strict && !warnings.isEmpty {
            throw cannotHandle("strict decoding error: " + warnings.joined(separator: ", "))
        }
        return (definition.completed(object), validation == .warn ? warnings : [])
    }

    private func checkType(_ object: inout JSONValue) throws(StatusError) {
        guard object.object != nil else {
            throw .badRequest("the object provided is unrecognized (must be of type \(definition.kind))")
        }
        let kind = object["kind"]?.string ?? ""
        let apiVersion = object["apiVersion"]?.string ?? ""
        if definition.origin != .custom {
            // Typed decoders take the type from the path where the object does not say.
            if kind.isEmpty { object["kind"] = .string(definition.kind) }
            if apiVersion.isEmpty { object["apiVersion"] = .string(definition.apiVersion) }
        } else if kind.isEmpty {
            throw .badRequest(
                "the object provided is unrecognized (must be of type \(definition.kind)): Object 'Kind' is missing"
            )
        }
        if !kind.isEmpty && kind != definition.kind {
            if definition.origin == .custom {
                let cause = StatusError.Cause.invalid("kind", .string(kind), "must be \(definition.kind)")
                throw definition.invalid(object, [cause])
            }
            throw .badRequest("\(kind) in version \"\(definition.version)\" cannot be handled as a \(definition.kind)")
        }
        if (!apiVersion.isEmpty || definition.origin == .custom) && apiVersion != definition.apiVersion {
            throw .badRequest(
                "the API version in the data (\(apiVersion)) does not match the expected API version "
                    + "(\(definition.apiVersion))"
            )
        }
        if let metadata = object["metadata"], metadata.object == nil, !metadata.isNull {
            throw cannotHandle("metadata must be an object")
        }
    }

    /// The object with the namespace of the request.
    ///
    /// - Throws: 400 if it names another one.
    func placed(_ object: JSONValue) throws(StatusError) -> JSONValue {
        var object = object
        var metadata = object["metadata"] ?? [:]
        let named = metadata["namespace"]?.string ?? ""
        guard named.isEmpty || named == namespace else {
            throw .badRequest(
                "the namespace of the provided object does not match the namespace sent on the request"
            )
        }
        metadata["namespace"] = namespace.isEmpty ? JSONValue?.none : .string(namespace)
        object["metadata"] = metadata
        return object
    }

    /// - Throws: 400 if the object does not have the name of the request's path.
    func checkName(_ object: JSONValue, _ name: String) throws(StatusError) {
        let named = object[path: "metadata", "name"]?.string ?? ""
        guard !named.isEmpty else {
            throw .badRequest(
                "the name of the object (\(name) based on URL) was undeterminable: name must be provided"
            )
        }
        guard named == name else {
            throw .badRequest("the name of the object (\(named)) does not match the name on the URL (\(name))")
        }
    }

    private func cannotHandle(_ problem: String) -> StatusError {
        .badRequest(
            "\(definition.kind) in version \"\(definition.version)\" cannot be handled as a \(definition.kind): "
                + problem
        )
    }
}

extension ResourceDefinition {
    /// 422 about an object of this type.
    func invalid(_ object: JSONValue, _ causes: [StatusError.Cause]) -> StatusError {
        let name = object[path: "metadata", "name"]?.string ?? ""
        // kapp-controller's API server leaves out of what kind the object is.
        if origin == .aggregated { return .invalid(group: "", kind: "", name: name, causes: causes) }
        return .invalid(group: group, kind: kind, name: name, causes: causes)
    }

    /// The object with everything that the server adds by itself.
    func completed(_ object: JSONValue) -> JSONValue {
        switch origin {
        case .builtIn: BuiltInRules.completed(object, self)
        case .custom: schema.defaulting(object)
        case .aggregated: PackageRules.completed(object)
        }
    }

    /// An object of one version in this one, as the server converts: by name and schema alone.
    func converting(_ object: JSONValue) -> JSONValue {
        guard object["apiVersion"]?.string != apiVersion else { return object }
        var unknown: [String] = []
        var object = schema.pruning(object, unknown: &unknown)
        object["apiVersion"] = .string(apiVersion)
        return schema.defaulting(object)
    }
}

/// A value of another type than its field has, as the typed decoder meets it.
private struct DecodingMismatch {
    var path: [String]
    var found: String
    var expected: String

    func message(kind: String) -> String {
        "json: cannot unmarshal \(found) into Go struct field \(([kind] + path).joined(separator: ".")) "
            + "of type \(expected)"
    }
}

extension StructuralSchema {
    fileprivate func mismatch(of value: JSONValue, at path: [String]) -> DecodingMismatch? {
        if value.isNull { return nil }
        guard accepts(value) else { return DecodingMismatch(path: path, found: value.jsonType, expected: goType) }
        switch value {
        case .object(let members):
            for (name, value) in members {
                guard let schema = member(name) else { continue }
                // Go names the field that holds a map, not the map's key.
                let inner = properties[name] == nil ? path : path + [name]
                if let mismatch = schema.mismatch(of: value, at: inner) { return mismatch }
            }
        case .array(let values):
            for value in values {
                if let mismatch = element.mismatch(of: value, at: path) { return mismatch }
            }
        default: break
        }
        return nil
    }

    private var goType: String {
        switch type {
        case .string: "string"
        case .boolean: "bool"
        case .integer: "int64"
        case .number: "float64"
        case .integerOrString: "intstr.IntOrString"
        case .array: "[]\(element.goType)"
        case .object, .any: additionalProperties.map { "map[string]\($0.goType)" } ?? "object"
        }
    }
}

extension JSONValue {
    fileprivate var jsonType: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int, .uint, .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
