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
    /// What it is about, where the server says so.
    public var subject: Subject?
    /// What exactly was wrong, such as one cause for each field in conflict.
    public var causes: [Cause]
    /// How long the server asks to be left alone, in seconds.
    public var retryAfterSeconds: Int?
    /// Of an expired list (HTTP 410): the token with which it can go on, with the objects as they are now.
    public var continueToken: String?

    /// What a failure is about.
    public struct Subject: Sendable, Hashable {
        /// The object's name; empty where it is about no single object.
        public var name: String
        /// The API group; empty for the core group.
        public var group: String
        /// The kind, or the plural of the type.
        public var kind: String
        /// The object's UID; empty where the server does not tell it.
        public var uid: String
    }

    /// One of several things that were wrong.
    public struct Cause: Sendable, Hashable {
        /// For machines, such as `FieldManagerConflict`.
        public var reason: String
        /// The cause, for people.
        public var message: String
        /// The path of the field, such as `.spec.interval`; empty where it is about no field.
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
        let details = status["details"]
        self.code = status["code"]?.int ?? code
        reason = Reason(rawValue: status["reason"]?.string ?? "")
        message = status["message"]?.string ?? "no explanation"
        if let details {
            let texts = ["name", "group", "kind", "uid"].map { details[$0]?.string ?? "" }
            if texts.contains(where: { !$0.isEmpty }) {
                subject = Subject(name: texts[0], group: texts[1], kind: texts[2], uid: texts[3])
            }
        }
        causes = (details?["causes"]?.array ?? []).map { cause in
            Cause(
                reason: cause["reason"]?.string ?? "",
                message: cause["message"]?.string ?? "",
                field: cause["field"]?.string ?? ""
            )
        }
        retryAfterSeconds = details?["retryAfterSeconds"]?.int
        continueToken = status[path: "metadata", "continue"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }
}
