import CarvelCore
import YAMLDocument

/// Reads the objects, patches and options that clients send.
enum BodyReader {
    private static let objectTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]

    /// The object of a create or update.
    ///
    /// - Parameter kind: What the body should hold, for the refusal.
    /// - Throws: 415 for a type that cannot be read, 400 for a body that is none of its type.
    static func object(_ request: APIRequest, kind: String) throws(StatusError) -> JSONValue {
        switch request.contentType?.essence {
        case nil, "application/json": return try json(request.body, kind: kind)
        case "application/yaml": return try yaml(request.body)
        case "application/vnd.kubernetes.protobuf": return try protobuf(request.body)
        default: throw .unsupportedMediaType(accepted: objectTypes)
        }
    }

    /// The options in the body of a deletion; none without a body.
    ///
    /// - Throws: 415 or 400, as for objects.
    static func deleteOptions(_ request: APIRequest) throws(StatusError) -> JSONValue? {
        request.body.isEmpty ? nil : try object(request, kind: "DeleteOptions")
    }

    /// - Throws: 400 for a body that is none, 415 for a type that is not read in this form.
    private static func protobuf(_ body: [UInt8]) throws(StatusError) -> JSONValue {
        do {
            if let object = try ProtobufDecoder.object(body) { return object }
        } catch {
            throw .badRequest("provided data does not appear to be a protobuf message")
        }
        throw .unsupportedMediaType(accepted: ["application/json", "application/yaml"])
    }

    /// - Parameter kind: What the body should hold, for the refusal.
    /// - Throws: 400 for a body that is no JSON.
    static func json(_ body: [UInt8], kind: String) throws(StatusError) -> JSONValue {
        do {
            return try JSONReader.value(body)
        } catch {
            throw .badRequest(
                "the object provided is unrecognized (must be of type \(kind)): couldn't get version/kind; "
                    + "json parse error: \(error)"
            )
        }
    }

    /// - Throws: 400 in the words of the real server.
    static func yaml(_ body: [UInt8]) throws(StatusError) -> JSONValue {
        do {
            return try YAMLReader.document(String(decoding: body, as: UTF8.self))
        } catch {
            throw .badRequest(
                "error decoding YAML: error converting YAML to JSON: yaml: line \(error.line): \(error.message)"
            )
        }
    }
}
