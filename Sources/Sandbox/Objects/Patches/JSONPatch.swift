import CarvelCore
import YAMLDocument

/// Changes to a document, one after the other (RFC 6902), with the answers of a server where they are none, or don't
/// fit.
struct JSONPatch {
    private let body: JSONValue

    /// - Throws: 400 if the body is no list of operations.
    init(_ body: JSONValue) throws(StatusError) {
        guard let entries = body.array else {
            throw .badRequest("error decoding patch: expected a list of operations, found \(body.openAPIType)")
        }
        guard entries.allSatisfy({ $0["op"]?.string != nil && $0["path"]?.string != nil }) else {
            throw .badRequest("error decoding patch: expected each operation to have an op and a path")
        }
        self.body = body
    }

    /// The document after all operations.
    ///
    /// - Throws: 422 if one of them is none, or does not fit the document.
    func applied(to document: JSONValue) throws(StatusError) -> JSONValue {
        do {
            return try CarvelCore.JSONPatch(body).applied(to: document)
        } catch {
            throw Self.unfit
        }
    }

    /// What the server answers, whatever it was that did not fit.
    private static let unfit = StatusError(
        code: 422,
        reason: "Invalid",
        message: "the server rejected our request due to an error in our request",
        details: [:]
    )
}
