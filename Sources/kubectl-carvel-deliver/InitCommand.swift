import ArgumentParser
import CarvelCLI
import CarvelCore
import GitRepository

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Begin a delivery: write delivery.yaml and .gitignore into the GitOps repository.",
        discussion: """
            The files are committed and pushed, unless --local or --export says
            otherwise. A delivery.yaml that is there already is never overwritten. With
            --layout pipeline there is no delivery.yaml, which is about Packages on run
            clusters: only the folders of one cluster's Helm releases, and .gitignore.

            EXAMPLES:
              # Two run clusters, by the names of their kubeconfig contexts
              kubectl carvel-deliver init --name shop \\
                --url https://git.example.com/shop/gitops.git \\
                --build build --run-cluster staging --run-cluster prod

              # See the files without touching anything
              kubectl carvel-deliver init --name shop \\
                --url https://git.example.com/shop/gitops.git \\
                --run-cluster staging=kind-staging --export

              # Folders for what bootstrap made a cluster follow, in a checkout
              kubectl carvel-deliver init --layout pipeline \\
                --path clusters/dev --local .
            """
    )

    @Option(help: "What the repository is for: a delivery of Packages, or one cluster's Helm releases.")
    var layout = Layout.delivery

    @Option(
        help: ArgumentHelp("With --layout pipeline: the folder that the cluster follows.", valueName: "folder")
    )
    var path: String?

    @Option(help: ArgumentHelp("The GitOps repository, as Flux will read it.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("The branch to deliver from.", valueName: "name"))
    var branch = RepositoryOptions.defaultBranch

    @Option(help: ArgumentHelp("The delivery's name.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("The kubeconfig context of the cluster that runs Flux.", valueName: "context"))
    var build = "build"

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("The namespace on all clusters; by default the delivery's name.", valueName: "name")
    )
    var namespace: String?

    @Option(
        help: ArgumentHelp(
            "A run cluster: its name, if its kubeconfig context has another name =CONTEXT; may be repeated.",
            valueName: "name[=context]"
        )
    )
    var runCluster: [String] = []

    @Option(
        help: ArgumentHelp(
            "The service account that installs the packages; by default the delivery's name and -sa.",
            valueName: "name"
        )
    )
    var serviceAccount: String?

    @Option(
        help: ArgumentHelp(
            "The Secret with which Flux logs in to the repository; by default PACKAGE-gitops-auth.",
            valueName: "name"
        )
    )
    var authSecret: String?

    @Flag(help: "Flux needs no credentials to read the repository.")
    var publicRepository = false

    @Flag(help: "One GitRepository serves all packages, instead of one a package.")
    var shared = false

    @OptionGroup var encryption: EncryptionOptions

    @OptionGroup var place: ChangeOptions

    @OptionGroup(title: "Git options") var git: GitOptions

    /// What a repository is for.
    enum Layout: String, ExpressibleByArgument, CaseIterable {
        case delivery, pipeline
    }

    func validate() throws {
        switch layout {
        case .delivery:
            if path != nil { throw ValidationError("--path goes with --layout pipeline") }
            let missing = [
                ("--url", url == nil), ("--name", name == nil), ("--run-cluster", runCluster.isEmpty),
            ].filter(\.1).map(\.0)
            guard missing.isEmpty else {
                throw ValidationError("a delivery needs \(missing.joined(separator: ", ")) too")
            }
        case .pipeline:
            if name != nil || !runCluster.isEmpty {
                throw ValidationError("--name and --run-cluster are about a delivery, and --layout pipeline makes none")
            }
            if url == nil, place.local == nil {
                throw ValidationError("there is no repository; give --url, or a checkout of it as --local")
            }
        }
    }

    func run() async throws {
        let edit = try edit()
        try await place.change(
            host: .process(),
            remote: { host in
                let url = url ?? ""
                return (try GitRemote(url: url, credentials: git.credentials(host: host, for: url)), branch)
            },
            edit: edit
        )
    }

    private func edit() throws -> @Sendable (RepositoryTree) throws -> RepositoryEdit {
        switch layout {
        case .delivery:
            let initialisation = try InitDelivery(try delivery(), recipients: encryption.age.names)
            return { try initialisation.edit($0) }
        case .pipeline:
            let layout = try PipelineLayout(path: path ?? PipelineLayout.usualPath)
            return { layout.edit($0) }
        }
    }

    private func delivery() throws -> Delivery {
        guard let name, let url else { throw ValidationError("a delivery needs --url and --name") }
        let namespace = namespace ?? name
        var delivery = Delivery(
            name: name,
            repository: .init(
                url: url,
                branch: branch,
                access: publicRepository ? .anonymous : .secret(name: authSecret),
                isShared: shared
            ),
            build: .init(context: build, namespace: namespace),
            runClusters: runCluster.map { argument in
                let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return .init(
                    name: String(parts[0]),
                    context: String(parts.last ?? parts[0]),
                    namespace: namespace,
                    serviceAccountName: serviceAccount ?? "\(name)-sa"
                )
            }
        )
        if encryption.encrypt != nil { delivery.encryption = Delivery.Encryption() }
        return delivery
    }
}
