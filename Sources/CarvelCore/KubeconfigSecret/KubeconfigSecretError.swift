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
    /// The Secret was written, but keys that are not ours are still in it, and Flux may read those instead.
    case staleKeysLeft(secret: String, keys: [String], ClusterError)

    /// What went wrong, and what was changed before it did; never a secret.
    public var description: String {
        switch self {
        case .kubeconfig(let error): error.description
        case .refused(let refusal): refusal.description
        case .notWritten(let error): error.description
        case .otherKeys(let secret, let keys):
            "Secret \"\(secret)\" holds \(keys.joined(separator: ", ")), so it is no kubeconfig Secret; give another"
                + " name with --name, or delete it first"
        case .staleKeysLeft(let secret, let keys, let error):
            "Secret \"\(secret)\" was written, but its old keys (\(keys.joined(separator: ", "))) could not be removed,"
                + " and Flux may read them instead; run the command again: \(error)"
        }
    }
}
