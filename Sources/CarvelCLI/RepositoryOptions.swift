public import ArgumentParser
public import CarvelCore
public import GitRepository

/// Which GitOps repository is meant.
public struct RepositoryOptions: ParsableArguments {
    /// The URL that the flag names; `nil` to go by the `delivery.yaml` at hand.
    @Option(
        help: ArgumentHelp(
            "The GitOps repository's URL; by default that of the delivery.yaml in this folder or above.",
            valueName: "url"
        )
    )
    public var repository: String?

    /// The branch that the flag names; `nil` for the usual one.
    @Option(
        help: ArgumentHelp("The repository's branch; by default that of delivery.yaml, or main.", valueName: "name")
    )
    public var branch: String?

    /// The folder that the flag names; `nil` for the usual one.
    @Option(
        help: ArgumentHelp(
            "The folder of delivery.yaml in the repository; by default the one at hand, or the root.",
            valueName: "folder"
        )
    )
    public var path: String?

    /// How the repository is logged in to.
    @OptionGroup(title: "Git options") public var git: GitOptions

    /// The options as they stand before the command line is read.
    public init() {}

    /// The repository at its remote.
    public func remote(host: Host) throws -> DeliveryRepository {
        let place = try place(host: host)
        return DeliveryRepository(
            .remote(place.remote, branch: place.branch),
            host: host,
            root: try root(host: host, local: nil)
        )
    }

    /// The folder of the delivery within the repository; empty for the root.
    ///
    /// - Parameter local: the checkout that is worked on, where the user names one.
    public func root(host: Host, local: String?) throws -> String {
        if let path { return try Delivery.root(named: path) }
        guard let local else { return repository == nil ? Delivery.root(host: host) : "" }
        var place = host
        place.currentDirectory = host.absolutePath(local)
        return Delivery.root(host: place)
    }

    /// The remote, and the branch of it.
    public func place(host: Host) throws -> (remote: GitRemote, branch: String) {
        if let repository {
            return (try remote(repository, host), branch ?? Self.defaultBranch)
        }
        let found = try Delivery.find(host: host).delivery.repository
        return (try remote(found.url, host), branch ?? found.branch)
    }

    private func remote(_ url: String, _ host: Host) throws -> GitRemote {
        try GitRemote(url: url, credentials: git.credentials(host: host, for: url))
    }

    /// The branch where nothing names one.
    public static let defaultBranch = "main"
}
