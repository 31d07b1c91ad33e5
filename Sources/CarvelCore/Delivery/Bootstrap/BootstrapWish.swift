public import GitRepository

/// What a bootstrap shall come to.
public struct BootstrapWish: Sendable {
    /// Flux's install manifest, with all of its controllers.
    public var manifest: FluxManifest
    /// The repository that the cluster is to follow, as Flux reads it: http, https or ssh.
    public var url: String
    /// The branch of it, which is made where it is not there.
    public var branch: String
    /// The folder of it that the cluster follows; empty for all of it.
    public var path: String
    /// Where Flux runs.
    public var namespace = FluxManifest.usualNamespace
    /// The controllers; `nil` for the usual ones.
    public var components: [String]?
    /// How often Flux looks at the repository, as it writes durations.
    public var interval = "1m0s"
    /// With what the repository is logged in to, by us and by Flux.
    public var credentials: GitCredentials = .none
    /// Whether Flux needs no credentials to read the repository.
    public var isPublic = false
    /// Whether the Secret of git credentials is written anew where it is there already.
    public var replacesSecret = false
    /// What else is agreed to.
    public var consents: Consents = []

    /// What is refused unless somebody agrees to it.
    public struct Consents: OptionSet, Sendable {
        /// A number with a bit for each.
        public let rawValue: Int
        /// Consents of these bits.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// An older Flux takes the place of a newer one.
        public static let downgrade = Consents(rawValue: 1)
        /// A cluster that follows another repository, branch or folder follows this one; what only the other holds is
        /// deleted.
        public static let replacingSync = Consents(rawValue: 2)
        /// A Flux that something else has installed, such as Helm, is taken over.
        public static let takeover = Consents(rawValue: 4)
    }

    /// A wish with the rest as usual.
    public init(manifest: FluxManifest, url: String, branch: String, path: String) {
        self.manifest = manifest
        self.url = url
        self.branch = branch
        self.path = path
    }

    /// What of it is in the repository, and on the cluster.
    ///
    /// - Throws: `DeliveryError` where a part of it can't be.
    func layout() throws(DeliveryError) -> BootstrapLayout {
        guard ["http://", "https://", "ssh://"].contains(where: url.hasPrefix) else {
            throw DeliveryError(
                "the repository is \"\(MaskedURL.text(url))\", expected an http, https or ssh URL, which is all that Flux reads"
            )
        }
        let remote: GitRemote
        do {
            remote = try GitRemote(url: url)
        } catch {
            throw DeliveryError("\(error)")
        }
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard !parts.contains("..") else {
            throw DeliveryError("--path \(path) leads out of the repository, expected a folder in it")
        }
        let versions = ["v1", "v1beta2"]
        let sync = FluxSync(
            url: remote.url,
            branch: branch,
            path: parts.joined(separator: "/"),
            namespace: namespace,
            interval: interval,
            secretName: isPublic ? nil : FluxSync.usualSecretName,
            gitRepositoryType: try manifest.served(.gitRepository, versions: versions),
            kustomizationType: try manifest.served(.kustomization, versions: versions)
        )
        return BootstrapLayout(manifest: try manifest.choosing(components, namespace: namespace), sync: sync)
    }

    /// The files that are committed, in the order of their paths, with nothing looked at.
    ///
    /// - Throws: `DeliveryError` where they can't be made.
    public func files() throws(DeliveryError) -> [(path: String, text: String)] {
        try layout().files
    }
}
