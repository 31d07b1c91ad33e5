import OrderedCollections
import YAMLDocument

/// A refusal as a Kubernetes API server words it: the `Status` object of a failed request.
struct StatusError: Error, Sendable, Hashable {
    /// One reason of several, such as a field that is invalid.
    struct Cause: Sendable, Hashable {
        /// The machine's word for it, such as `FieldValueInvalid`.
        var reason: String
        var message: String
        /// The path of the field, such as `spec.interval`.
        var field: String
    }

    /// The HTTP status.
    var code: Int
    /// The machine's word, such as `NotFound`; empty where the server gives none.
    var reason: String
    var message: String
    var details: JSONValue?
    /// With which token a list can go on that is refused as it was; `nil` where it can't.
    var continueToken: String?

    /// The object that goes over the wire.
    var json: JSONValue {
        var status: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
        ]
        if let continueToken { status["metadata"] = ["continue": .string(continueToken)] }
        if !reason.isEmpty { status["reason"] = .string(reason) }
        if let details { status["details"] = details }
        status["code"] = .int(Int64(code))
        return status
    }

    /// The causes that the details list.
    var causes: [Cause] {
        (details?["causes"]?.array ?? []).map { cause in
            Cause(
                reason: cause["reason"]?.string ?? "",
                message: cause["message"]?.string ?? "",
                field: cause["field"]?.string ?? ""
            )
        }
    }
}

// MARK: Details

extension StatusError {
    /// What a status is about; empty members are left out, as Go's `omitempty` does.
    static func details(name: String = "", group: String = "", kind: String = "", causes: [Cause] = []) -> JSONValue {
        var members = JSONObject()
        if !name.isEmpty { members["name"] = .string(name) }
        if !group.isEmpty { members["group"] = .string(group) }
        if !kind.isEmpty { members["kind"] = .string(kind) }
        if !causes.isEmpty {
            members["causes"] = .array(
                causes.map { cause in
                    var entry: JSONValue = ["reason": .string(cause.reason), "message": .string(cause.message)]
                    if !cause.field.isEmpty { entry["field"] = .string(cause.field) }
                    return entry
                }
            )
        }
        return .object(members)
    }

    private static func details(_ definition: ResourceDefinition, _ name: String) -> JSONValue {
        details(name: name, group: definition.group, kind: definition.plural)
    }
}

// MARK: Refusals about an object

extension StatusError {
    static func notFound(_ definition: ResourceDefinition, name: String) -> StatusError {
        StatusError(
            code: 404,
            reason: "NotFound",
            message: "\(definition.groupResource) \"\(name)\" not found",
            details: details(definition, name)
        )
    }

    static func alreadyExists(_ definition: ResourceDefinition, name: String) -> StatusError {
        StatusError(
            code: 409,
            reason: "AlreadyExists",
            message: "\(definition.groupResource) \"\(name)\" already exists",
            details: details(definition, name)
        )
    }

    /// A write that cannot be done to the object as it is now.
    static func conflict(_ definition: ResourceDefinition, name: String, because cause: String) -> StatusError {
        StatusError(
            code: 409,
            reason: "Conflict",
            message: "Operation cannot be fulfilled on \(definition.groupResource) \"\(name)\": \(cause)",
            details: details(definition, name)
        )
    }

    /// A write that is based on an older state of the object.
    static func staleResourceVersion(_ definition: ResourceDefinition, name: String) -> StatusError {
        conflict(
            definition,
            name: name,
            because: "the object has been modified; please apply your changes to the latest version and try again"
        )
    }

    static func forbidden(_ definition: ResourceDefinition, name: String, because cause: String) -> StatusError {
        let subject = name.isEmpty ? definition.groupResource : "\(definition.groupResource) \"\(name)\""
        return StatusError(
            code: 403,
            reason: "Forbidden",
            message: "\(subject) is forbidden: \(cause)",
            details: details(definition, name)
        )
    }

    /// An object whose fields do not fit.
    static func invalid(group: String, kind: String, name: String, causes: [Cause]) -> StatusError {
        let listed = causes.map { "\($0.field): \($0.message)" }
        let errors = listed.count == 1 ? listed[0] : "[\(listed.joined(separator: ", "))]"
        let qualified = group.isEmpty ? kind : "\(kind).\(group)"
        return StatusError(
            code: 422,
            reason: "Invalid",
            message: "\(qualified) \"\(name)\" is invalid: \(errors)",
            details: details(name: name, group: group, kind: kind, causes: causes)
        )
    }
}

// MARK: Refusals about a request

extension StatusError {
    static func unauthorized() -> StatusError {
        StatusError(code: 401, reason: "Unauthorized", message: "Unauthorized", details: nil)
    }

    static func badRequest(_ message: String) -> StatusError {
        StatusError(code: 400, reason: "BadRequest", message: message, details: nil)
    }

    static func methodNotAllowed() -> StatusError {
        StatusError(
            code: 405,
            reason: "MethodNotAllowed",
            message: "the server does not allow this method on the requested resource",
            details: [:]
        )
    }

    static func unsupportedMediaType(accepted: [String]) -> StatusError {
        StatusError(
            code: 415,
            reason: "UnsupportedMediaType",
            message: "the body of the request was in an unknown format - accepted media types include: "
                + accepted.joined(separator: ", "),
            details: nil
        )
    }

    static func notAcceptable(available: [String]) -> StatusError {
        StatusError(
            code: 406,
            reason: "NotAcceptable",
            message: "406: Not Acceptable\n\nAvailable representations: " + available.joined(separator: ", "),
            details: [:]
        )
    }

    /// A version of the past that is no longer kept.
    static func expired(_ message: String) -> StatusError {
        StatusError(code: 410, reason: "Expired", message: message, details: nil)
    }

    /// A page of a list that began before what is still remembered.
    ///
    /// - Parameter token: With it the list can go on, with what is there now.
    static func expiredContinuation(_ token: String) -> StatusError {
        var status = expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list "
                + "without the continue parameter, or use the continue token in this response to retrieve the "
                + "remainder of the results. Continuing with the provided token results in an inconsistent list - "
                + "objects that were created, modified, or deleted between the time the first chunk was returned and "
                + "now may show up in the list."
        )
        status.continueToken = token
        return status
    }

    /// A watch from before what is still remembered.
    static func expired(requested: UInt64, oldest: UInt64) -> StatusError {
        expired("too old resource version: \(requested) (\(oldest))")
    }

    static func tooManyRequests(retryAfterSeconds: Int) -> StatusError {
        StatusError(
            code: 429,
            reason: "TooManyRequests",
            message: "Too many requests, please try again later.",
            details: ["retryAfterSeconds": .int(Int64(retryAfterSeconds))]
        )
    }

    /// A failure that the server has no reason word for; it answers such with 500.
    static func failure(_ message: String) -> StatusError {
        StatusError(code: 500, reason: "", message: message, details: nil)
    }

    static func internalError(_ message: String) -> StatusError {
        StatusError(code: 500, reason: "InternalError", message: message, details: nil)
    }
}
