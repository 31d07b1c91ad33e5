import YAMLDocument

/// A token of a service account, and until when it is good. Whatever prints it does not print the token.
public struct ServiceAccountToken: Sendable, Hashable {
    /// The bearer token.
    public var token: String
    /// When it ends, as the server tells it: RFC 3339, in UTC.
    public var expirationTimestamp: String
}

extension ServiceAccountToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Until when it is good.
    public var description: String { "a token until \(expirationTimestamp)" }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// Nothing but the end, for what looks into values to print them.
    public var customMirror: Mirror { Mirror(self, children: ["expirationTimestamp": expirationTimestamp]) }
}

/// The object whose end is also the end of a token, such as a Secret or a Pod in the service account's namespace.
public struct TokenBinding: Sendable, Hashable {
    /// The type of the object; servers know Secret, Pod and Node.
    public var type: ResourceType
    /// The object's name.
    public var name: String
    /// The object's UID; `nil` for whichever object has the name now.
    public var uid: String?

    /// An object to bind a token to.
    public init(type: ResourceType, name: String, uid: String? = nil) {
        self.type = type
        self.name = name
        self.uid = uid
    }

    var json: JSONValue {
        var reference: JSONValue = [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "name": .string(name),
        ]
        reference["uid"] = uid.map(JSONValue.string)
        return reference
    }
}

extension ClusterClient {
    /// Has a token made for a service account.
    ///
    /// Source: Kubernetes, `TokenRequest` of `authentication.k8s.io/v1`.
    ///
    /// - Parameters:
    ///   - account: the service account's name.
    ///   - audiences: whom it is for; empty for the API server itself.
    ///   - expirationSeconds: how long it shall be good; `nil` for the server's own choice, an hour. The server may
    ///     give less or more, and refuses less than ten minutes.
    ///   - binding: the object whose end shall also be the token's.
    public func requestToken(
        forServiceAccount account: String,
        namespace: String,
        audiences: [String] = [],
        expirationSeconds: Int? = nil,
        boundTo binding: TokenBinding? = nil
    ) async throws(ClusterError) -> ServiceAccountToken {
        var spec: JSONValue = [:]
        if !audiences.isEmpty { spec["audiences"] = .array(audiences.map(JSONValue.string)) }
        spec["expirationSeconds"] = expirationSeconds.map { .int(Int64($0)) }
        spec["boundObjectRef"] = binding?.json
        let type = ResourceType.serviceAccount
        var call = ClusterCall(
            ResourceAction("create", type, namespace: namespace, name: account, subresource: "token"),
            method: "POST",
            path: type.path(namespace: namespace, name: account, subresource: "token")
        )
        call.contentType = "application/json"
        call.body = JSONWriter.bytes([
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec,
        ])
        // One token more than is used does no harm.
        call.repetition = .isSafe
        let status = try await value(call)["status"]
        guard let token = status?["token"]?.string, let end = status?["expirationTimestamp"]?.string else {
            throw error(call, .malformed("the server's answer has no token"))
        }
        return ServiceAccountToken(token: token, expirationTimestamp: end)
    }
}
