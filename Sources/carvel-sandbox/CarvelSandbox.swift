import ArgumentParser
import CarvelCLI
import Glibc

/// `carvel-sandbox`: a delivery's clusters and git repository in one process, for a first try and for tests.
@main
struct CarvelSandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carvel-sandbox",
        abstract: "Run build, staging and prod clusters and a git repository on this machine.",
        discussion: """
            Kubernetes API servers, a git server with a password, and stand-ins for
            Flux and kapp-controller, all on loopback. Nothing is left behind.

            EXAMPLES:
              # In one terminal …
              carvel-sandbox up
              # … and in another, what it printed, such as
              export KUBECONFIG=/tmp/…/kubeconfig

              # One command in a sandbox of its own
              carvel-sandbox run -- kubectl --context staging get packages -A
            """,
        subcommands: [UpCommand.self, RunCommand.self, InstallManifestCommand.self]
    )

    static func main() async {
        // A client that hangs up is no reason to end.
        signal(SIGPIPE, SIG_IGN)
        if await Plugin.answerQuestion(of: Self.self) { return }
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Glibc.exit(Plugin.report(error, of: Self.self))
        }
    }
}
