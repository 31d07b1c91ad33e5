import ArgumentParser
import CarvelCLI
import CarvelCore

/// `kubectl carvel-verify repo`: the repository alone, without any cluster.
struct RepoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repo",
        abstract: "Check the repository alone, offline; for pull requests.",
        discussion: """
            Checks the files of a checkout as they lie there, committed or not: layout
            and names, versions that kapp-controller would select, values against the
            schemas of their packages, YAML traps, kustomization files that hide others,
            secrets in plain text. All findings of all files are told at once.

            EXAMPLES:
              # In a checkout of the GitOps repository
              kubectl carvel-verify repo

              # In a pull request: annotations, and no downgrade by mistake
              kubectl carvel-verify repo -o github --base origin/main

              # A commit; warnings count too
              kubectl carvel-verify repo --revision HEAD~1 --strict

            EXIT STATUS: 0 no errors, 1 errors, or with --strict warnings, 2 the
            repository could not be read.
            """
    )

    @Argument(
        help: ArgumentHelp("The checkout; by default that of the current folder.", valueName: "folder"),
        completion: .directory
    )
    var folder: String?

    @Option(help: ArgumentHelp("Check this commit, and not the files as they lie there.", valueName: "commit"))
    var revision: String?

    @Option(
        help: ArgumentHelp(
            "Compare versions with this commit: a lower one must be marked as a downgrade.",
            valueName: "commit"
        )
    )
    var base: String?

    @Flag(help: "Let warnings count as errors do.")
    var strict = false

    @Option(name: [.short, .long], help: "How to print the findings.")
    var output = ReportOutput<RepositoryReport>.table

    func run() async throws {
        let host = Host.process()
        let report: RepositoryReport
        do {
            let snapshot =
                if let revision {
                    try await RepositorySnapshot.commit(revision, in: folder, host: host)
                } else {
                    try await RepositorySnapshot.workingFiles(in: folder, host: host)
                }
            var earlier: RepositorySnapshot?
            if let base { earlier = try await .commit(base, in: folder, host: host) }
            report = await RepositoryCheck(snapshot, base: earlier, isStrict: strict).report()
            try Task.checkCancellation()
        } catch  where !Task.isCancelled {
            Console.standard.tell(.failure, "\(error)")
            throw ExitStatus.undetermined
        }
        try RepositoryOutput.finish(report, output: output, now: host.now())
    }
}
