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
            and service accounts from <package>/<cluster>/packageinstall.yaml. With
            --engine kapp-controller, the App of each run cluster, its rights and the
            PackageRepository are written too. With --layout pipeline there is no
            delivery.yaml, only folders for one cluster's Helm releases.

            EXAMPLES:
              # Two run clusters, by the names of their kubeconfig contexts
              kubectl carvel-deliver init --name shop \\
                --url https://git.example.com/shop/gitops.git \\
                --build build --run-cluster staging --run-cluster prod

              # In a checkout that has installs: see what they call for
              kubectl carvel-deliver init --export

              # Without Flux: an App on the run cluster syncs the repository
              kubectl carvel-deliver init --name shop --engine kapp-controller \\
                --url https://git.example.com/shop/gitops.git \\
                --run-cluster prod --package-repository corp \\
                --package-image registry.example.com/packages:1.0.0

              # Folders for what bootstrap made a cluster follow, in a checkout
              kubectl carvel-deliver init --layout pipeline \\
                --path clusters/dev --local .
            """
    )

    @Option(help: "What the repository is for: a delivery of Packages, or one cluster's Helm releases.")
    var layout = Layout.delivery

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
            "The folder of the repository that is to have delivery.yaml, by default its root; of a pipeline that which the"
                + " cluster follows, by default \(PipelineLayout.usualPath).",
            valueName: "folder"
        )
    )
    var path: String?

    @Option(
        help: ArgumentHelp("What delivers: flux, or kapp-controller, which then needs no Flux.", valueName: "engine")
    )
    var engine: DeliveryEngine = .flux

    @Option(
        help: ArgumentHelp(
            "The kubeconfig context of the cluster that runs Flux, by default build; with kapp-controller of that with"
                + " the Apps, by default each run cluster itself.",
            valueName: "context"
        )
    )
    var build: String?

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
                + " -sa; of Apps the delivery's name and -app-sa.",
            valueName: "name"
        )
    )
    var serviceAccount: String?

    @Option(
        help: ArgumentHelp(
            "The Secret with which the repository is logged in to; by default PACKAGE-gitops-auth, of Apps"
                + " DELIVERY-gitops-auth.",
            valueName: "name"
        )
    )
    var authSecret: String?

    @Flag(help: "No credentials are needed to read the repository.")
    var publicRepository = false

    @Flag(help: "One GitRepository serves all packages, instead of one a package.")
    var shared = false

    @OptionGroup(title: "With --engine kapp-controller") var apps: AppOptions

    @OptionGroup var encryption: EncryptionOptions

    @OptionGroup var place: ChangeOptions

    @OptionGroup(title: "Git options") var git: GitOptions

    /// What a repository is for.
    enum Layout: String, ExpressibleByArgument, CaseIterable {
        case delivery, pipeline
    }

    func validate() throws {
        if layout == .pipeline, name != nil || !runCluster.isEmpty || engine != .flux {
            throw ValidationError(
                "--name, --engine and --run-cluster are about a delivery, and --layout pipeline makes none"
            )
        }
        if engine == .flux { try apps.refuse() }
        if engine == .kappController, shared { throw ValidationError("--shared goes with --engine flux") }
    }

    func run() async throws {
        let host = Host.process()
        let url = if let url { url } else { try await CheckoutRemote.url(of: place.local, host: host) }
        try await place.change(
            host: host,
            root: layout == .pipeline ? "" : try path.map { try Delivery.root(named: $0) } ?? "",
            remote: { host in
                (try GitRemote(url: url, credentials: git.credentials(host: host, for: url)), branch)
            },
            edit: try edit(url)
        )
    }

    private func edit(_ url: String) throws -> @Sendable (RepositoryTree) throws -> RepositoryEdit {
        switch layout {
        case .delivery:
            let (proposal, recipients, apps) = (proposal(url), encryption.age.names, apps)
            return { tree in
                try proposal.edit(tree) { delivery in
                    try InitDelivery(delivery, apps: try apps.beginning(of: delivery), recipients: recipients)
                }
            }
        case .pipeline:
            let layout = try PipelineLayout(path: path ?? PipelineLayout.usualPath)
            return { layout.edit($0) }
        }
    }

    private func proposal(_ url: String) -> DeliveryProposal {
        DeliveryProposal(
            name: name,
            engine: engine == .flux ? .flux : .kappController,
            repository: .init(
                url: url,
                branch: branch,
                access: publicRepository ? .anonymous : .secret(name: authSecret),
                isShared: shared
            ),
            buildContext: build,
            namespace: namespace,
            serviceAccountName: serviceAccount,
            runClusters: runCluster.map { .init($0) },
            encryption: encryption.encrypt == nil ? nil : Delivery.Encryption()
        )
    }
}
