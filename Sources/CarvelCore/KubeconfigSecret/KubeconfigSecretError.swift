/// Why a kubeconfig Secret could not be made, or could not be written.
public enum KubeconfigSecretError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kubeconfig can't be read, or lacks what the context needs.
    case kubeconfig(KubeconfigError)
    /// Flux could not use what the context says.
    case refused(KubeconfigRefusal)
    /// The Secret holds keys that no kubeconfig Secret has, so it is something else; it is as it was.
    case otherKeys(secret: String, keys: [String])
    /// The Secret could not be written; it is as it was.
    case notWritten(ClusterError)
    /// There is no namespace for the Secret; nothing was changed.
    case noNamespace(name: String, cluster: String)
    /// The build cluster did not say what there is.
    case notRead(ClusterError)
    /// The run cluster did not do what it takes to log in to it.
    case runCluster(ClusterError)
    /// The new credentials can't do what they are for; the Secret is as it was.
    case newCredentialsFail(KubeconfigFinding)
    /// Others still use what is to be deleted.
    case inUse(title: String, users: [String])
    /// There is nothing of the name.
    case missing(title: String, cluster: String)
    /// The Secret was written, but keys that are not ours are still in it, and Flux may read those instead.
    case staleKeysLeft(secret: String, keys: [String], ClusterError)

    /// What went wrong, and what was changed before it did; never a secret.
    public var description: String {
        switch self {
        case .kubeconfig(let error): error.description
        case .refused(let refusal): refusal.description
        case .notWritten(let error), .notRead(let error), .runCluster(let error): error.description
        case .newCredentialsFail(let finding):
            "the new credentials can't be used: \(finding.description); the Secret is as it was"
        case .inUse(let title, let users):
            "\(title) is used by \(users.joined(separator: ", ")); delete those first, or give --force"
        case .noNamespace(let name, let cluster):
            "\(cluster) has no namespace \"\(name)\" for the Secret; make it by kubectl carvel-deliver apply, or by kubectl"
                + " create namespace"
        case .missing(let title, let cluster): "there is no \(title) on \(cluster)"
        case .otherKeys(let secret, let keys):
            "Secret \"\(secret)\" holds \(keys.joined(separator: ", ")), so it is no kubeconfig Secret; give another"
                + " name with --name, or delete it first"
        case .staleKeysLeft(let secret, let keys, let error):
            "Secret \"\(secret)\" was written, but its old keys (\(keys.joined(separator: ", "))) could not be removed,"
                + " and Flux may read them instead; run the command again: \(error)"
        }
    }
}
