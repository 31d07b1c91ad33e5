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
            otherwise. A delivery.yaml that is there already is never overwritten.
            What no flag says is taken from the repository: run clusters, namespaces
            and service accounts from <package>/<cluster>/packageinstall.yaml.

            EXAMPLES:
              # Two run clusters, by the names of their kubeconfig contexts
              kubectl carvel-deliver init --name shop \\
                --url https://git.example.com/shop/gitops.git \\
                --build build --run-cluster staging --run-cluster prod

              # A repository with installs, in a checkout of it; nothing is pushed
              kubectl carvel-deliver init --export

              # One more delivery, in a folder of its own
              kubectl carvel-deliver init --path team-b --run-cluster prod

              # See the files without touching anything
              kubectl carvel-deliver init --name shop \\
                --url https://git.example.com/shop/gitops.git \\
                --run-cluster staging=kind-staging --export
            """
    )

    @Option(
        help: ArgumentHelp(
            "The GitOps repository, as Flux will read it; by default the checkout's origin.",
            valueName: "url"
        )
    )
    var url: String?

    @Option(help: ArgumentHelp("The branch to deliver from.", valueName: "name"))
    var branch = RepositoryOptions.defaultBranch

    @Option(
        help: ArgumentHelp("The delivery's name; by default the folder's, or the repository's.", valueName: "name")
    )
    var name: String?

    @Option(
        help: ArgumentHelp(
            "The folder of the repository that is to have delivery.yaml; by default its root.",
            valueName: "folder"
        )
    )
    var path: String?

    @Option(help: ArgumentHelp("The kubeconfig context of the cluster that runs Flux.", valueName: "context"))
    var build = "build"

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The namespace on all clusters; by default that of the installs, or else the delivery's name.",
            valueName: "name"
        )
    )
    var namespace: String?

    @Option(
        help: ArgumentHelp(
            "A run cluster: its name, if its kubeconfig context has another name =CONTEXT; may be repeated."
                + " By default those that the repository has installs for.",
            valueName: "name[=context]"
        )
    )
    var runCluster: [String] = []

    @Option(
        help: ArgumentHelp(
            "The service account that installs the packages; by default the installs', or else the delivery's name and"
                + " -sa.",
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

    @OptionGroup var place: ChangeOptions

    @OptionGroup(title: "Git options") var git: GitOptions

    func run() async throws {
        let host = Host.process()
        let url = if let url { url } else { try await CheckoutRemote.url(of: place.local, host: host) }
        let proposal = proposal(url)
        try await place.change(
            host: host,
            root: try path.map { try Delivery.root(named: $0) } ?? "",
            remote: { host in
                (try GitRemote(url: url, credentials: git.credentials(host: host, for: url)), branch)
            },
            edit: { try proposal.edit($0) }
        )
    }

    private func proposal(_ url: String) -> DeliveryProposal {
        DeliveryProposal(
            name: name,
            repository: .init(
                url: url,
                branch: branch,
                access: publicRepository ? .anonymous : .secret(name: authSecret),
                isShared: shared
            ),
            buildContext: build,
            namespace: namespace,
            serviceAccountName: serviceAccount,
            runClusters: runCluster.map { .init($0) }
        )
    }
}
