public import ArgumentParser
public import CarvelCore

/// Which GitOps repository is read.
public struct ReadOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Read the last commit of this checkout, and not the remote.", valueName: "folder"),
        completion: .directory
    )
    var local: String?

    @OptionGroup var repository: RepositoryOptions

    /// The options as they stand before the command line is read.
    public init() {}

    /// Refuses options that exclude each other.
    public func validate() throws {
        if local != nil && (repository.repository != nil || repository.branch != nil) {
            throw ValidationError("--local names the repository, so --repository and --branch say nothing")
        }
    }

    /// The repository that is read.
    public func deliveryRepository(host: Host) throws -> DeliveryRepository {
        if let local {
            let root = try repository.root(host: host, local: local)
            return DeliveryRepository(.checkout(path: local), host: host, root: root)
        }
        return try repository.remote(host: host)
    }
}
