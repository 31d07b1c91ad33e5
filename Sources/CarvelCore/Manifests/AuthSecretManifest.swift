public import GitRepository
import OrderedCollections
import YAMLDocument

/// The Secret with which Flux logs in to the GitOps repository.
///
/// Source: Flux, GitRepository, "Basic access authentication", "Bearer token authentication" and "SSH authentication".
public enum AuthSecretManifest {
    /// - Parameter knownHosts: the lines of `known_hosts` about the server, without which Flux takes no ssh key.
    /// - Returns: `nil` where there are no credentials to put in.
    public static func secret(
        named name: String,
        credentials: GitCredentials,
        knownHosts: String = "",
        _ delivery: Delivery
    ) -> Manifest? {
        secret(
            NamespacedName(namespace: delivery.build.namespace, name: name),
            credentials: credentials,
            knownHosts: knownHosts,
            labels: Labels.of(delivery)
        )
    }

    static func secret(
        _ place: NamespacedName,
        credentials: GitCredentials,
        knownHosts: String,
        labels: [String: String]
    ) -> Manifest? {
        let data: [(String, String)]
        switch credentials {
        case .none: return nil
        case .password(let username, let password): data = [("username", username), ("password", password)]
        case .token(let token): data = [("bearerToken", token)]
        case .sshKey(let key, let passphrase):
            let phrase = passphrase.map { [("password", $0)] } ?? []
            data = [("identity", key), ("known_hosts", knownHosts)] + phrase
        }
        let members = data.map { ($0.0, JSONValue.string(Base64.encode($0.1.utf8))) }
        return Manifest(
            .secret,
            KubernetesObject(
                .secret,
                name: place.name,
                namespace: place.namespace,
                labels: labels,
                [
                    "type": "Opaque",
                    "data": .object(JSONObject(uniqueKeysWithValues: members)),
                ]
            )
        )
    }
}
