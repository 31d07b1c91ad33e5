import ArgumentParser
import CarvelCLI
import CarvelCore

/// The repository of a delivery, and where a change of it goes.
struct DeliveryChangeOptions: ParsableArguments {
    @OptionGroup var change: ChangeOptions

    @OptionGroup var repository: RepositoryOptions

    func validate() throws {
        if change.local != nil && (repository.repository != nil || repository.branch != nil) {
            throw ValidationError("--local names the repository, so --repository and --branch say nothing")
        }
    }

    /// The repository that the change is of.
    func deliveryRepository(host: Host) throws -> DeliveryRepository {
        let root = try repository.root(host: host, local: change.local)
        return try change.repository(host: host, root: root) { try repository.place(host: $0) }
    }

    /// Makes a change of the repository, and says what came of it.
    func make(host: Host, edit: @escaping @Sendable (RepositoryTree) async throws -> RepositoryEdit) async throws {
        let root = try repository.root(host: host, local: change.local)
        try await change.change(host: host, root: root, remote: { try repository.place(host: $0) }, edit: edit)
    }

    /// Makes a change of the repository that depends on which packages there are, and says what came of it. Where they
    /// are not in the repository, run clusters are asked.
    func make(
        host: Host,
        askingAbout clusters: [String],
        on directory: Result<ClusterDirectory, any Error>,
        edit: @escaping @Sendable (RepositoryTree) async throws -> RepositoryEdit
    ) async throws {
        try await make(host: host) { tree in
            try await edit(try await tree.withOffers(of: clusters, from: directory))
        }
    }
}
