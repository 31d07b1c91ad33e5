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

    /// How the repository is logged in to.
    @OptionGroup(title: "Git options") public var git: GitOptions

    /// The options as they stand before the command line is read.
    public init() {}

    /// The repository at its remote.
    public func remote(host: Host) throws -> DeliveryRepository {
        let place = try place(host: host)
        return DeliveryRepository(.remote(place.remote, branch: place.branch), host: host)
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
