import FoundationEssentials
import OrderedCollections
import YAMLDocument

/// The tokens of one service account for one kubeconfig Secret, each of which ends with a Secret of its own in the
/// account's namespace: so each can be revoked by itself.
struct AccountTokens: Sendable {
    /// The run cluster, as somebody who may make tokens there.
    let client: ClusterClient
    let account: NamespacedName
    /// The UID of the kubeconfig Secret on the build cluster that the tokens are for, which no other build cluster has
    /// too; `nil` where it is not there yet.
    let purpose: String?

    /// How long a token lasts.
    enum Kind: Sendable, Hashable {
        /// Made on request, for so many seconds; the server may give another time.
        case bound(seconds: Int)
        /// Held by a Secret, for as long as that is there.
        case longLived
    }

    /// A token, and the Secret with which it ends.
    struct Issued: Sendable, Hashable {
        var token: String
        /// The name of a Secret in the account's namespace.
        var secret: String
        var secretUID: String?
    }

    private static let purposeLabel = "carvel-delivery/kubeconfig-secret-uid"
    private static let tokenType = "kubernetes.io/service-account-token"
    private static let accountAnnotation = "kubernetes.io/service-account.name"
    /// How long the controller of tokens may take to fill in a Secret.
    private static let patience = Duration.seconds(30)
    /// What is younger than this, in seconds, may be of a rotation that is under way.
    private static let longestRotation: Double = 3600

    /// Makes a token. Where that fails, nothing is left of it, unless the run cluster can't be reached any more.
    func issue(_ kind: Kind) async throws(ClusterError) -> Issued {
        let secret = try await makeSecret(kind)
        do {
            let token = try await token(kind, secret)
            return Issued(token: token, secret: secret.name, secretUID: secret.uid)
        } catch {
            // What is left is swept away by a later rotation.
            _ = try? await revoke(secret: secret.name, uid: secret.uid)
            throw error
        }
    }

    private func token(_ kind: Kind, _ secret: KubernetesObject) async throws(ClusterError) -> String {
        switch kind {
        case .bound(let seconds):
            return try await client.requestToken(
                forServiceAccount: account.name,
                namespace: account.namespace ?? "",
                expirationSeconds: seconds,
                boundTo: TokenBinding(type: .secret, name: secret.name, uid: secret.uid)
            ).token
        case .longLived:
            if let token = try await heldToken(secret) { return token }
            throw ClusterError(
                cluster: client.connection.name,
                request: "get secrets \"\(secret.name)\"",
                cause: .malformed("no token was put into it within \(Self.patience.components.seconds) s")
            )
        }
    }

    /// Deletes the Secret with which a token ends.
    ///
    /// - Parameter uid: which Secret of that name is meant; `nil` for whichever there is.
    /// - Returns: whether there was one.
    @discardableResult
    func revoke(secret: String, uid: String?) async throws(ClusterError) -> Bool {
        try await client.delete(.secret, namespace: account.namespace, name: secret, DeleteOptions(uid: uid))
    }

    /// The Secret that a token ends with, if that is for nothing else, and on this very cluster.
    ///
    /// - Parameter token: the token; a Secret that holds another one, such as that of another cluster, is not meant.
    /// - Returns: `nil` where there is none any more.
    /// - Throws: `NotOurs` where it is something else, or for another kubeconfig Secret.
    func find(_ bound: WebToken.BoundSecret, of token: String) async throws -> KubernetesObject? {
        guard let secret = try await client.find(.secret, namespace: account.namespace, name: bound.name) else {
            return nil
        }
        if let uid = bound.uid, uid != secret.uid { return nil }
        let owner = secret.label(Self.purposeLabel)
        let isForTokens =
            bound.holdsToken
            ? secret.json["type"]?.string == Self.tokenType && Self.readToken(secret) == token
            : secret.label(Labels.managedBy) == ClusterClient.fieldManager
        guard isForTokens, owner == nil || owner == purpose else { throw NotOurs() }
        return secret
    }

    /// That a Secret is not to be deleted, though a token would end with it.
    struct NotOurs: Error {}

    /// Marks the Secret of a token that was made before there was the Secret which it is for, so that it is swept away
    /// if it is left.
    func mark(secret: String) async throws(ClusterError) {
        guard let purpose else { return }
        _ = try await client.mergePatch(
            .secret,
            namespace: account.namespace,
            name: secret,
            ["metadata": ["labels": [Self.purposeLabel: .string(purpose)]]]
        )
    }

    /// Deletes the Secrets of tokens for the same purpose that earlier rotations have left.
    ///
    /// - Parameter kept: the Secret of the token that is in use.
    /// - Returns: how many there were.
    func sweep(keeping kept: String) async throws(ClusterError) -> Int {
        guard let purpose else { return 0 }
        let secrets = try await client.list(
            .secret,
            namespace: account.namespace,
            labelSelector: "\(Self.purposeLabel)=\(purpose)",
            reading: .only("metadata.name", "metadata.namespace", "metadata.uid", "metadata.creationTimestamp")
        )
        var count = 0
        for secret in secrets where secret.name != kept && isLeft(secret) {
            if try await revoke(secret: secret.name, uid: secret.uid) { count += 1 }
        }
        return count
    }

    private func isLeft(_ secret: KubernetesObject) -> Bool {
        guard let text = secret.json[path: "metadata", "creationTimestamp"]?.string,
            let created = try? Date(text, strategy: .iso8601)
        else { return false }
        return client.session.host.now().timeIntervalSince(created) > Self.longestRotation
    }

    private func makeSecret(_ kind: Kind) async throws(ClusterError) -> KubernetesObject {
        var labels = [Labels.managedBy: ClusterClient.fieldManager]
        labels[Self.purposeLabel] = purpose
        var annotations: [String: String] = [:]
        if kind == .longLived { annotations[Self.accountAnnotation] = account.name }
        var secret = KubernetesObject(
            .secret,
            name: "",
            namespace: account.namespace,
            labels: labels,
            annotations: annotations,
            ["type": .string(kind == .longLived ? Self.tokenType : "Opaque")]
        )
        secret.json["metadata"]?["name"] = nil
        secret.json["metadata"]?["generateName"] = .string(String(account.name.prefix(200)) + "-kubeconfig-")
        return try await client.create(secret, as: .secret, fieldManager: ClusterClient.fieldManager)
    }

    /// Waits for the token that the run cluster puts into a Secret.
    private func heldToken(_ secret: KubernetesObject) async throws(ClusterError) -> String? {
        if let token = Self.readToken(secret) { return token }
        let condition = ObjectCondition(client, .secret, namespace: secret.namespace, name: secret.name) { secret in
            secret.flatMap(Self.readToken) == nil ? .notYet("there is no token yet") : .met
        }
        _ = await ConditionWait([condition]).states(within: Self.patience)
        return try await client.find(.secret, namespace: secret.namespace, name: secret.name).flatMap(Self.readToken)
    }

    private static func readToken(_ secret: KubernetesObject) -> String? {
        secret.json[path: "data", "token"]?.string.flatMap(Base64.decode)
            .flatMap { String(validating: $0, as: UTF8.self) }
            .flatMap { $0.isEmpty ? nil : $0 }
    }
}
