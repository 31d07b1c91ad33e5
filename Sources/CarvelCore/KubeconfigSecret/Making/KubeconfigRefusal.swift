/// Why a context can't be handed to Flux: its controllers would silently drop what the context logs in with, or
/// trusts, and then fail to reach the cluster.
public struct KubeconfigRefusal: Sendable, Hashable, CustomStringConvertible {
    /// The file and the entry, such as `/home/me/.kube/config: user "admin"`.
    public var place: String
    /// The field of the entry, such as `exec`.
    public var field: String
    /// What is wrong with it.
    public var reason: Reason

    /// What Flux can't use.
    public enum Reason: Sendable, Hashable, CaseIterable {
        case exec
        case authProvider
        case skipsTLSVerification
        case impersonation
        case tokenFile
        case noCredentials
        case certificateWithoutKey
        case keyWithoutCertificate
    }

    /// The place, the reason and the way out, in one sentence without any secret.
    public var description: String {
        "\(place): \(field): \(reason.explanation); \(reason.wayOut)"
    }
}

extension KubeconfigRefusal.Reason {
    /// Why Flux could not use it.
    var explanation: String {
        switch self {
        case .exec: "Flux drops it, since its controllers run no login programs"
        case .authProvider: "Flux drops it, since its controllers run no login plugins"
        case .skipsTLSVerification: "Flux drops it, and would then refuse the server's certificate"
        case .impersonation: "Flux drops it, and would act as the user itself"
        case .tokenFile: "Flux would look for the file in its controller's own pod, and a copy of it would go stale"
        case .noCredentials: "there are no credentials, so Flux would be anonymous"
        case .certificateWithoutKey: "there is a certificate, but no client-key or client-key-data for it"
        case .keyWithoutCertificate: "there is a key, but no client-certificate or client-certificate-data for it"
        }
    }

    private static let otherLogin =
        "choose a context with a token or a client certificate, or make a token by kubectl carvel-kubeconfig-secret"
        + " create --service-account"

    /// What to do instead.
    var wayOut: String {
        switch self {
        case .exec:
            "\(Self.otherLogin), or, where the controllers run with --insecure-kubeconfig-exec, give --allow-exec"
        case .authProvider, .noCredentials:
            Self.otherLogin
        case .skipsTLSVerification:
            "give the cluster its certificate-authority-data instead, and tls-server-name if its certificate bears"
                + " another name, or, where the controllers run with --insecure-kubeconfig-tls, give --allow-insecure-tls"
        case .impersonation: "choose a context of the user that Flux shall be"
        case .tokenFile: "put a lasting token under token"
        case .certificateWithoutKey, .keyWithoutCertificate: "give both"
        }
    }
}
