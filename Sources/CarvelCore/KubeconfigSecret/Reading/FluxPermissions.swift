/// What a cluster's Flux may do with kubeconfigs beyond what its controllers do by default.
///
/// Source: Flux, flags of kustomize-controller. No flag permits auth-provider, tokenFile, impersonation or paths of
/// files.
public struct FluxPermissions: OptionSet, Sendable, Hashable {
    /// One bit for each.
    public let rawValue: Int
    /// Permissions by their bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The controllers run with `--insecure-kubeconfig-exec`: a user's exec program is run in the controller's pod.
    public static let exec = FluxPermissions(rawValue: 1)
    /// The controllers run with `--insecure-kubeconfig-tls`: insecure-skip-tls-verify counts.
    public static let insecureTLS = FluxPermissions(rawValue: 2)
    /// What no flag of Flux permits, and kapp-controller takes: acting as somebody else.
    static let impersonation = FluxPermissions(rawValue: 4)

    /// What kapp-controller takes of the kubeconfigs of Apps.
    public static let ofKappController: FluxPermissions = [.insecureTLS, .impersonation]
}
