public import GitRepository
import OrderedCollections
import YAMLDocument

/// The Secret with which Flux logs in to the GitOps repository.
///
/// Source: Flux, GitRepository, "Basic access authentication" and "Bearer token authentication".
public enum AuthSecretManifest {
    /// - Returns: `nil` where there are no credentials to put in.
    public static func secret(
        named name: String,
        credentials: GitCredentials,
        _ delivery: Delivery
    ) -> Manifest? {
        let data: [(String, String)]
        switch credentials {
        case .none: return nil
        case .password(let username, let password): data = [("username", username), ("password", password)]
        case .token(let token): data = [("bearerToken", token)]
        }
        let members = data.map { ($0.0, JSONValue.string(Base64.encode($0.1.utf8))) }
        return Manifest(
            .secret,
            KubernetesObject(
                .secret,
                name: name,
                namespace: delivery.build.namespace,
                labels: Labels.of(delivery),
                [
                    "type": "Opaque",
                    "data": .object(JSONObject(uniqueKeysWithValues: members)),
                ]
            )
        )
    }
}
