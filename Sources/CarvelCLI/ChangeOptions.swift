public import ArgumentParser
public import CarvelCore
public import GitRepository

/// Where a change of the repository goes.
public struct ChangeOptions: ParsableArguments {
    /// The checkout to commit in; `nil` to change the repository at its remote.
    @Option(
        help: ArgumentHelp("Commit in this checkout, and push nothing.", valueName: "folder"),
        completion: .directory
    )
    public var local: String?

    @Flag(help: "Print the files as they would be, and change nothing.")
    var export = false

    /// The options as they stand before the command line is read.
    public init() {}

    /// Makes a change of the repository, and says what came of it.
    ///
    /// - Parameters:
    ///   - remote: the repository and its branch, where no checkout is named.
    ///   - message: the commit's message.
    ///   - edit: the files as they should be.
    public func change(
        host: Host,
        remote: (Host) throws -> (remote: GitRemote, branch: String),
        message: @escaping @Sendable (RepositoryEdit) -> String,
        edit: @escaping @Sendable (RepositoryTree) throws -> RepositoryEdit
    ) async throws {
        let place: DeliveryRepository.Place
        if let local {
            place = .checkout(path: local)
        } else {
            let remote = try remote(host)
            place = .remote(remote.remote, branch: remote.branch)
        }
        let repository = DeliveryRepository(place, host: host)
        if export {
            let tree = try await repository.read()
            show(try edit(tree))
        } else {
            tell(try await repository.change(message: message, edit))
        }
    }

    private func show(_ edit: RepositoryEdit) {
        for (path, text) in edit.files.sorted(by: { $0.key < $1.key }) {
            Console.standard.write("# \(path)\n\(text)")
        }
        if edit.files.isEmpty { Console.standard.tell(.success, "nothing to change") }
    }

    private func tell(_ outcome: RepositoryOutcome) {
        let console = Console.standard
        switch outcome {
        case .unchanged(let commit):
            console.tell(.success, "nothing to change" + (commit.map { ", \($0.prefix(7)) has it all" } ?? ""))
        case .committed(let commit, let paths):
            paths.forEach { console.tell(.action, $0) }
            console.tell(.success, "committed \(commit.prefix(7)); push it to deliver it")
        case .pushed(let commit, let paths):
            paths.forEach { console.tell(.action, $0) }
            console.tell(.success, "pushed \(commit.prefix(7))")
        }
    }
}
