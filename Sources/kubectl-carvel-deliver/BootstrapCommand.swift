import ArgumentParser
import CarvelCLI
import CarvelCore

struct BootstrapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootstrap",
        abstract: "Install Flux on a cluster, from a git repository that it follows.",
        discussion: """
            Commits Flux's install manifest and its sync objects below PATH/flux-system,
            makes the Secret with which Flux logs in, installs Flux, and waits until it
            has applied the commit. Run again, it changes what differs: other manifests
            are an upgrade, which Flux then makes itself. The repository must be there,
            and may be empty; a branch is made where it is missing.

            EXAMPLES:
              kubectl carvel-deliver bootstrap --flux-version v2.9.0 \\
                --url https://git.example.com/shop/fleet.git \\
                --path clusters/dev --context dev

              # From a file, by ssh; the key is one that Flux may use
              CARVEL_GIT_SSH_KEY_FILE=key kubectl carvel-deliver bootstrap \\
                --manifests install.yaml --path clusters/dev \\
                --url ssh://git@git.example.com/shop/fleet.git

              # What it would do, and the files, without touching anything
              kubectl carvel-deliver bootstrap … --dry-run=server
              kubectl carvel-deliver bootstrap … --export
            """
    )

    @Option(help: ArgumentHelp("The repository that the cluster is to follow, as Flux reads it.", valueName: "url"))
    var url: String

    @Option(help: ArgumentHelp("The branch of the repository.", valueName: "name"))
    var branch = RepositoryOptions.defaultBranch

    @Option(help: ArgumentHelp("The folder that the cluster follows; by default all of it.", valueName: "folder"))
    var path = ""

    @OptionGroup var flux: FluxManifestOptions

    @Option(help: ArgumentHelp("How often Flux looks at the repository, such as 1m.", valueName: "duration"))
    var interval = DurationArgument(.seconds(60))

    @Flag(help: "Flux needs no credentials to read the repository.")
    var publicRepository = false

    @Flag(help: "Write the Secret of git credentials anew, where it is there already.")
    var updateGitSecret = false

    @Flag(help: "Let an older Flux take the place of a newer one.")
    var allowDowngrade = false

    @Flag(help: "Follow this place instead of the one that is followed; what only that holds goes.")
    var replaceSync = false

    @Flag(help: "Take over a Flux that something else has installed.")
    var takeOver = false

    @Flag(inversion: .prefixedNo, help: "Wait until Flux has applied the commit.")
    var wait = true

    @Option(help: ArgumentHelp("The longest time to wait.", valueName: "duration"))
    var timeout = DurationArgument(.seconds(300))

    @Option(
        help: ArgumentHelp(
            "Show what would change; client: by reading; server: ask the cluster.",
            valueName: "client|server"
        )
    )
    var dryRun: ClusterDryRun?

    @Flag(help: "Print the files as they would be, and change nothing.")
    var export = false

    @Option(name: [.short, .long], help: "How to print what --dry-run shows.")
    var output: OutputFormat?

    @OptionGroup(title: "Git options") var git: GitOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: KubernetesOptions

    func validate() throws {
        if dryRun != nil, export { throw ValidationError("--dry-run and --export exclude each other") }
        if output != nil, dryRun == nil { throw ValidationError("-o goes with --dry-run") }
        if interval.duration < .seconds(1) { throw ValidationError("--interval is too short, expected 1s or more") }
    }

    func run() async throws {
        let host = kubernetes.host()
        let wish = try await wish(host)
        if export {
            for file in try wish.files() { Console.standard.write("# \(file.path)\n\(file.text)") }
            return
        }
        let bootstrap = try BootstrapFlux(wish, on: try kubernetes.client(host: host), host: host)
        if let dryRun {
            let plan = try await bootstrap.plan(asksServer: dryRun == .server)
            Console.standard.write((output ?? .table).text(plan))
            BootstrapOutput.summarise(plan)
            if plan.hasFailed { throw ExitStatus.failure }
            return
        }
        try await bootstrap.run(timeout: timeout.duration, waits: wait) { BootstrapOutput.tell($0) }
        Console.standard.tell(.success, wait ? "Flux follows \(bootstrap.url)" : "Flux is to follow \(bootstrap.url)")
    }

    private func wish(_ host: Host) async throws -> BootstrapWish {
        let manifest = try await flux.manifest(host: host)
        var wish = BootstrapWish(manifest: manifest, url: url, branch: branch, path: path)
        wish.namespace = kubernetes.namespace ?? FluxManifest.usualNamespace
        wish.components = flux.components.isEmpty ? nil : flux.components.names
        wish.interval = interval.inGo
        wish.credentials = try git.credentials(host: host, for: url)
        wish.isPublic = publicRepository
        wish.replacesSecret = updateGitSecret
        if allowDowngrade { wish.consents.insert(.downgrade) }
        if replaceSync { wish.consents.insert(.replacingSync) }
        if takeOver { wish.consents.insert(.takeover) }
        return wish
    }
}
