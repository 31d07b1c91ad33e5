import YAMLDocument

/// What an API server says went wrong: a `Status` object.
///
/// Source: Kubernetes, `k8s.io/apimachinery/pkg/apis/meta/v1`.
public struct APIStatus: Sendable, Hashable {
    /// The HTTP status code.
    public var code: Int
    /// The reason, for machines.
    public var reason: Reason
    /// The reason, for people.
    public var message: String
    /// What exactly was wrong, such as one cause for each field in conflict.
    public var causes: [Cause]
    /// How long the server asks to be left alone, in seconds.
    public var retryAfterSeconds: Int?
    /// Of an expired list (HTTP 410): the token with which it can go on, with the objects as they are now.
    public var continueToken: String?

    /// Reasons as the API names them; new ones are met as they come.
    public struct Reason: Sendable, Hashable, RawRepresentable {
        /// The reason as the API writes it, such as `NotFound`; empty for `noStatus`.
        public var rawValue: String
        /// Any reason, known here or not.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// HTTP 404: there is no such object.
        public static let notFound = Reason(rawValue: "NotFound")
        /// HTTP 403: this user may not do that.
        public static let forbidden = Reason(rawValue: "Forbidden")
        /// HTTP 401: the credentials were refused.
        public static let unauthorized = Reason(rawValue: "Unauthorized")
        /// HTTP 409: another manager owns a field, or the object has changed since it was read.
        public static let conflict = Reason(rawValue: "Conflict")
        /// HTTP 409: an object of that name is there.
        public static let alreadyExists = Reason(rawValue: "AlreadyExists")
        /// HTTP 422: the object breaks a rule of its type.
        public static let invalid = Reason(rawValue: "Invalid")
        /// HTTP 410: the resourceVersion or the continue token is too old.
        public static let expired = Reason(rawValue: "Expired")
        /// HTTP 410: what was asked for is there no more.
        public static let gone = Reason(rawValue: "Gone")
        /// The body was not a Status, as for a group or version that is not served.
        public static let noStatus = Reason(rawValue: "")
    }

    /// One of several things that were wrong.
    public struct Cause: Sendable, Hashable {
        /// For machines, such as `FieldManagerConflict`.
        public var reason: String
        /// The cause, for people.
        public var message: String
        /// The path of the field, such as `.spec.interval`.
        public var field: String
    }

    /// A status in its parts.
    init(code: Int, reason: Reason, message: String, causes: [Cause], retryAfterSeconds: Int? = nil) {
        self.code = code
        self.reason = reason
        self.message = message
        self.causes = causes
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// Reads the body of an answer that was no success.
    init(code: Int, body: [UInt8]) {
        if let status = try? JSONReader.value(body), status["kind"]?.string == "Status" {
            self.init(status, code: code)
        } else {
            let text = String(decoding: body.prefix(300), as: UTF8.self)
            let line = text.split(whereSeparator: \.isNewline).first
            self.init(
                code: code,
                reason: .noStatus,
                message: line.map(String.init) ?? "no explanation",
                causes: []
            )
        }
    }

    /// Reads a Status object, as an answer's body or in an ERROR event of a watch.
    init(_ status: JSONValue, code: Int) {
        self.code = status["code"]?.int ?? code
        reason = Reason(rawValue: status["reason"]?.string ?? "")
        message = status["message"]?.string ?? "no explanation"
        causes = (status[path: "details", "causes"]?.array ?? []).map { cause in
            Cause(
                reason: cause["reason"]?.string ?? "",
                message: cause["message"]?.string ?? "",
                field: cause["field"]?.string ?? ""
            )
        }
        retryAfterSeconds = status[path: "details", "retryAfterSeconds"]?.int
        let token = status[path: "metadata", "continue"]?.string
        continueToken = token?.isEmpty == false ? token : nil
    }
}
