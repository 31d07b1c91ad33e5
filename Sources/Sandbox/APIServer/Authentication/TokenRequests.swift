import FoundationEssentials
import YAMLDocument

/// Issues the tokens of service accounts: on request, and into Secrets of their kind.
struct TokenRequests: Sendable {
    private static let minimumSeconds = 600
    private static let defaultSeconds = 3600
    /// The longest that the real server grants: 2³² seconds.
    private static let maximumSeconds = 1 << 32

    private let store: ObjectStore
    private let types: ServerTypes
    private let authenticator: Authenticator
    private let authorityPEM: String
    private let now: @Sendable () -> Date

    init(
        store: ObjectStore,
        types: ServerTypes,
        authenticator: Authenticator,
        authorityPEM: String,
        now: @escaping @Sendable () -> Date
    ) {
        self.store = store
        self.types = types
        self.authenticator = authenticator
        self.authorityPEM = authorityPEM
        self.now = now
    }

    /// Answers `POST …/serviceaccounts/NAME/token`.
    ///
    /// - Parameter manager: Who asked, as owner of the fields of the request.
    /// - Throws: 404 without the account or the Secret to bind to, 409 for another Secret of that name, 422 for too short
    ///   a life.
    func issue(
        _ request: JSONValue,
        namespace: String,
        name: String,
        manager: String
    ) throws(StatusError) -> JSONValue {
        let account = try store.get(types.serviceAccounts, namespace: namespace, name: name)
        let seconds = request[path: "spec", "expirationSeconds"]?.int ?? Self.defaultSeconds
        try Self.check(seconds)
        var audiences = request[path: "spec", "audiences"]?.array?.compactMap(\.string) ?? []
        if audiences.isEmpty { audiences = [ServiceAccountTokens.issuer] }

        let boundSecret = try boundSecret(request[path: "spec", "boundObjectRef"], namespace: namespace)
        let issued = now()
        let uid = account[path: "metadata", "uid"]?.string ?? ""
        let claims = ServiceAccountTokens.Claims(
            namespace: namespace,
            name: name,
            uid: uid,
            audiences: audiences,
            expires: Int(issued.timeIntervalSince1970) + seconds,
            identifier: UUID().uuidString.lowercased(),
            boundSecret: boundSecret
        )
        var metadata: JSONValue = [
            "name": .string(name), "namespace": .string(namespace), "uid": .string(uid),
            "creationTimestamp": .string(issued.formatted(.iso8601)),
        ]
        metadata["managedFields"] = QuestionFields.managed(
            request["spec"] ?? [:],
            apiVersion: "authentication.k8s.io/v1",
            by: manager,
            time: issued.formatted(.iso8601),
            subresource: "token"
        )
        return [
            "kind": "TokenRequest",
            "apiVersion": "authentication.k8s.io/v1",
            "metadata": metadata,
            "spec": [
                "audiences": DiscoveryDocuments.strings(audiences),
                "expirationSeconds": .int(Int64(seconds)),
                "boundObjectRef": request[path: "spec", "boundObjectRef"] ?? .null,
            ],
            "status": [
                "token": .string(try sign(claims)),
                "expirationTimestamp": .string(issued.addingTimeInterval(Double(seconds)).formatted(.iso8601)),
            ],
        ]
    }

    /// The Secret that a token shall end with, where the request names one.
    private func boundSecret(
        _ reference: JSONValue?,
        namespace: String
    ) throws(StatusError) -> ServiceAccountTokens.BoundSecret? {
        guard reference?["kind"]?.string == "Secret", let name = reference?["name"]?.string else { return nil }
        let secret = try store.get(types.secrets, namespace: namespace, name: name)
        let uid = secret[path: "metadata", "uid"]?.string ?? ""
        if let wanted = reference?["uid"]?.string, !wanted.isEmpty, wanted != uid {
            throw StatusError(
                code: 409,
                reason: "Conflict",
                message: "the UID in the bound object reference (\(wanted)) does not match the UID in record",
                details: StatusError.details(name: name, group: "", kind: "secrets")
            )
        }
        return ServiceAccountTokens.BoundSecret(name: name, uid: uid)
    }

    private static func check(_ seconds: Int) throws(StatusError) {
        let complaint: String
        if seconds < minimumSeconds {
            complaint = "may not specify a duration less than 10 minutes"
        } else if seconds > maximumSeconds {
            complaint = "may not specify a duration larger than 2^32 seconds"
        } else {
            return
        }
        throw .invalid(
            group: "authentication.k8s.io",
            kind: "TokenRequest",
            name: "",
            causes: [
                StatusError.Cause(
                    reason: "FieldValueInvalid",
                    message: "Invalid value: \(seconds): \(complaint)",
                    field: "spec.expirationSeconds"
                )
            ]
        )
    }

    private func sign(_ claims: ServiceAccountTokens.Claims) throws(StatusError) -> String {
        do {
            return try authenticator.sign(claims)
        } catch {
            throw .internalError("signing a token failed: \(error)")
        }
    }

    // MARK: Secrets

    /// Fills in a Secret of type `kubernetes.io/service-account-token`, as the controller manager of a cluster does.
    ///
    /// - Parameter secret: A Secret that was just written; any other kind is left alone.
    /// - Throws: What the store says to the write.
    func fillIn(_ secret: JSONValue) throws(StatusError) {
        let metadata = secret["metadata"]
        guard secret["type"]?.string == "kubernetes.io/service-account-token",
            secret[path: "data", "token"] == nil,
            let namespace = metadata?["namespace"]?.string,
            let secretName = metadata?["name"]?.string,
            let name = metadata?[path: "annotations", "kubernetes.io/service-account.name"]?.string,
            let account = try? store.get(types.serviceAccounts, namespace: namespace, name: name)
        else { return }
        let uid = account[path: "metadata", "uid"]?.string ?? ""
        let token = try sign(
            ServiceAccountTokens.Claims(
                namespace: namespace,
                name: name,
                uid: uid,
                audiences: [],
                secretName: secretName
            )
        )
        func encoded(_ text: String) -> JSONValue { .string(Data(text.utf8).base64EncodedString()) }
        let patch: JSONValue = [
            "metadata": ["annotations": ["kubernetes.io/service-account.uid": .string(uid)]],
            "data": ["ca.crt": encoded(authorityPEM), "namespace": encoded(namespace), "token": encoded(token)],
        ]
        _ = try store.patch(
            types.secrets,
            namespace: namespace,
            name: secretName,
            type: .merge,
            body: patch,
            subresource: nil,
            options: WriteOptions(fieldManager: "kube-controller-manager")
        )
    }
}
