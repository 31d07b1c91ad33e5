import GitRepository
import OrderedCollections
import YAMLDocument

/// The Secret with which an App logs in to the GitOps repository.
///
/// Source: kapp-controller, "App CR spec", `fetch.git.secretRef`.
enum AppAuthSecretManifest {
    /// - Parameter knownHosts: the lines of `known_hosts` about the server; without them it would not be checked.
    /// - Throws: `DeliveryError` for credentials that kapp-controller can't use, and without any.
    static func secret(
        named name: String,
        namespace: String,
        credentials: GitCredentials,
        knownHosts: String = "",
        _ delivery: Delivery
    ) throws(DeliveryError) -> Manifest {
        let isSSH = delivery.repository.url.hasPrefix("ssh://")
        let data: [(String, String)]
        switch credentials {
        case .none:
            throw DeliveryError(
                "there are no credentials with which kapp-controller could log in to the repository",
                hint: isSSH
                    ? "name the file of a key that it may use in CARVEL_GIT_SSH_KEY_FILE"
                    : "give --git-username and --git-password-file"
            )
        case .password(let username, let password): data = [("username", username), ("password", password)]
        case .token:
            throw DeliveryError(
                "kapp-controller logs in to git with a user name and a password, and knows no bearer token",
                hint: "give the token as the password: --git-username and --git-password-file"
            )
        case .sshKey(let key, let passphrase):
            guard passphrase == nil else {
                throw DeliveryError(
                    "kapp-controller takes no ssh key with a passphrase",
                    hint: "name the file of a key without one in CARVEL_GIT_SSH_KEY_FILE"
                )
            }
            data = [("ssh-privatekey", key), ("ssh-knownhosts", knownHosts)]
        }
        let members = data.map { ($0.0, JSONValue.string(Base64.encode($0.1.utf8))) }
        return Manifest(
            .secret,
            KubernetesObject(
                .secret,
                name: name,
                namespace: namespace,
                labels: Labels.of(delivery),
                ["type": "Opaque", "data": .object(JSONObject(uniqueKeysWithValues: members))]
            )
        )
    }
}
