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

    @Option(
        help: ArgumentHelp("Push to this branch, for a pull request.", valueName: "name")
    )
    var branchForReview: String?

    @Flag(help: "End the commit's message with Signed-off-by.")
    var signoff = false

    @Option(
        help: ArgumentHelp("client: print what would be committed, as a diff; change nothing.", valueName: "client")
    )
    var dryRun: ChangeDryRun?

    @Flag(help: "Print the files as they would be, and change nothing.")
    var export = false

    /// The options as they stand before the command line is read.
    public init() {}

    /// Refuses options that exclude each other.
    public func validate() throws {
        if local != nil && branchForReview != nil {
            throw ValidationError("--local pushes nothing, so --branch-for-review says nothing")
        }
        if dryRun != nil && export { throw ValidationError("--dry-run and --export exclude each other") }
    }

    /// Makes a change of the repository, and says what came of it.
    ///
    /// - Parameters:
    ///   - remote: the repository and its branch, where no checkout is named.
    ///   - root: the delivery's folder within the repository; empty for the root.
    ///   - edit: the files as they should be.
    public func change(
        host: Host,
        root: String = "",
        remote: (Host) throws -> (remote: GitRemote, branch: String),
        edit: @escaping @Sendable (RepositoryTree) async throws -> RepositoryEdit
    ) async throws {
        let repository = try repository(host: host, root: root, remote: remote)
        if export {
            show(try await repository.preview(edit).edit)
        } else if dryRun != nil {
            show(try await repository.preview(edit))
        } else {
            tell(try await repository.change(edit))
        }
    }

    /// The repository that the change is of.
    ///
    /// - Parameters:
    ///   - root: the delivery's folder within the repository; empty for the root.
    ///   - remote: the repository and its branch, where no checkout is named.
    public func repository(
        host: Host,
        root: String = "",
        remote: (Host) throws -> (remote: GitRemote, branch: String)
    ) throws -> DeliveryRepository {
        DeliveryRepository(try place(host: host, remote: remote), host: host, signsOff: signoff, root: root)
    }

    private func place(
        host: Host,
        remote: (Host) throws -> (remote: GitRemote, branch: String)
    ) throws -> DeliveryRepository.Place {
        if let local { return .checkout(path: local) }
        let remote = try remote(host)
        guard let branchForReview else { return .remote(remote.remote, branch: remote.branch) }
        guard branchForReview != remote.branch else {
            throw ValidationError("--branch-for-review names the branch that is delivered, expected another one")
        }
        return .review(remote.remote, branch: remote.branch, review: branchForReview)
    }
}

/// The dry run of a change: there is no server that could be asked.
enum ChangeDryRun: String, ExpressibleByArgument, CaseIterable {
    case client
}

// MARK: What came of it

extension ChangeOptions {
    private func show(_ edit: RepositoryEdit) {
        for (path, text) in edit.files.sorted(by: { $0.key < $1.key }) {
            Console.standard.write("# \(path)\n\(text)")
        }
        for path in edit.removals.sorted() { Console.standard.tell(.action, "would remove \(path)") }
        if edit.paths.isEmpty { Console.standard.tell(.success, "nothing to change") }
        advise(edit)
    }

    private func show(_ preview: RepositoryPreview) {
        if preview.edit.paths.isEmpty {
            Console.standard.tell(.success, "nothing to change")
        } else {
            Console.standard.write(preview.diff)
            Console.standard.tell(.success, "dry run: nothing was committed")
        }
        advise(preview.edit)
    }

    private func tell(_ outcome: RepositoryOutcome) {
        let console = Console.standard
        if outcome.fate != .unchanged { outcome.edit.paths.forEach { console.tell(.action, $0) } }
        let commit = outcome.commit.map { String($0.prefix(7)) }
        switch outcome.fate {
        case .unchanged:
            console.tell(.success, "nothing to change" + (commit.map { ", \($0) has it all" } ?? ""))
        case .committed:
            console.tell(.success, "committed \(commit ?? ""); push it to deliver it")
        case .pushed:
            console.tell(.success, "pushed \(commit ?? "")")
        case .pushedForReview(let request):
            console.tell(.success, "pushed \(commit ?? "") to \(request.branch); \(request.advice)")
        }
        advise(outcome.edit)
    }

    private func advise(_ edit: RepositoryEdit) {
        for sentence in edit.advice { Console.standard.tell(.warning, sentence) }
    }
}
