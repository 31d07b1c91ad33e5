import ArgumentParser
import CarvelCLI
import CarvelCore

struct PromoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Take the version that is proven on one run cluster to others.",
        discussion: """
            The version selected on the one cluster becomes the exact version on the
            others. Refused, unless --force is given, where the package is not verified
            on the first cluster, from commit to running version. Values are not
            promoted.

            EXAMPLES:
              kubectl carvel-deliver promote app.default.tap \\
                --from staging --to prod
              kubectl carvel-deliver promote app.default.tap \\
                --from staging --to prod-eu,prod-us --dry-run=client
              kubectl carvel-deliver promote app.default.tap \\
                --from staging --to prod --force
            """
    )

    @Argument(help: "The package's name, or its folder in the repository.")
    var package: String

    @Option(help: ArgumentHelp("The run cluster that has the version.", valueName: "cluster"))
    var from: String

    @Option(help: ArgumentHelp("The run clusters that are to get it, separated by commas.", valueName: "cluster,…"))
    var to: [NameList]

    @Flag(help: "Go on where the version is not proven, with a warning.")
    var force = false

    @OptionGroup var place: DeliveryChangeOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: KubernetesOptions

    func run() async throws {
        let host = kubernetes.host()
        let promotion = try Promotion(package: package, from: from, to: to.names)
        let asked = [from] + to.names
        let tree = try await place.deliveryRepository(host: host).read().withOffers(
            of: asked,
            from: Result { try kubernetes.clusters(host: host) }
        )
        let version = try promotion.version(in: tree)
        // What is refused anyway need not wait for the clusters.
        _ = try promotion.edit(tree, version: version)
        try await prove(promotion, version, in: tree, on: try kubernetes.clusters(host: host))
        let values = ValuesEncryption(host: host, package: package, clusters: to.names)
        try await place.make(
            host: host,
            askingAbout: asked,
            on: Result { try kubernetes.clusters(host: host) },
            edit: { try await values.edit($0) { try promotion.edit($0, version: version) } }
        )
    }

    /// Looks at the clusters, and tells of what is not verified there.
    private func prove(
        _ promotion: Promotion,
        _ version: String,
        in tree: RepositoryTree,
        on clusters: ClusterDirectory
    ) async throws {
        let report = try await DeliveryVerifier(tree, clusters: clusters).verify()
        try Task.checkCancellation()
        let evidence = try promotion.evidence(in: report, of: tree)
        let console = Console.standard
        guard !Promotion.isProof(evidence) else {
            console.tell(.success, "\(package) \(version) is verified on \(from)")
            return
        }
        for link in evidence where link.verdict != .verified {
            let object = "\(link.cluster ?? "git"): \(link.kind)/\(link.name)"
            console.tell(force ? .warning : .failure, "\(object) \(link.verdict.rawValue): \(link.reason ?? "")")
        }
        guard force else {
            throw DeliveryError(
                "\(package) \(version) is not verified on \(from), so it is not promoted",
                hint: "wait for it with \"kubectl carvel-verify --wait\", or go on with --force"
            )
        }
        console.tell(.warning, "\(package) \(version) is not verified on \(from), and promoted all the same")
    }
}
