extension APIStatus {
    /// Reasons as the API names them; new ones are met as they come.
    ///
    /// Source: Kubernetes, `StatusReason` of `k8s.io/apimachinery/pkg/apis/meta/v1`.
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
        /// HTTP 429: the server has too much to do.
        public static let tooManyRequests = Reason(rawValue: "TooManyRequests")
        /// HTTP 503: what answers the request does not run at present.
        public static let serviceUnavailable = Reason(rawValue: "ServiceUnavailable")
        /// The body was not a Status, as for a group or version that is not served, or the Status gives no reason.
        public static let noStatus = Reason(rawValue: "")
    }
}

extension APIStatus.Cause {
    /// The reason of a cause that tells of a field which another manager owns.
    static let fieldManagerConflict = "FieldManagerConflict"
}
