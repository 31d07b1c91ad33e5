import ArgumentParser
import CarvelCLI
import CarvelCore

struct VersionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions",
        abstract: "List a package's versions, and which of them is selected.",
        discussion: """
            Newest first, with the run clusters that select them. With --constraint it
            says which version kapp-controller would select, or its reason why none;
            then the exit status is 1. Needs git and no cluster, but for the engine
            kapp-controller: there run clusters say which versions they offer.

            EXAMPLES:
              kubectl carvel-deliver versions app.default.tap
              kubectl carvel-deliver versions app.default.tap \\
                --constraint '>=1.0.0 <2.0.0'
              kubectl carvel-deliver versions app.default.tap \\
                --constraint '>=1.0.0' --prereleases=rc,beta
              kubectl carvel-deliver versions app.default.tap --local . -o json \\
                | jq -r '.status.versions[0].version'

            JSON and YAML: apiVersion carvel-delivery/v1alpha1, kind VersionSelection.
              spec                what was asked for: constraints, prereleases
              status.versions[]   version, clusters that select it
              status.clusters[]   name, constraints, prereleases, selected or reason
              status.selected     the version that was asked for, or
              status.reason       why there is none
            """
    )

    @Argument(help: "The package's name, or its folder in the repository.")
    var package: String

    @Option(help: ArgumentHelp("The constraint to select by, such as '>=1.0.0'.", valueName: "constraint"))
    var constraint: String?

    @Option(
        defaultAsFlag: "",
        parsing: .next,
        help: ArgumentHelp("Take prereleases too; with =rc,beta only such.", valueName: "id,…")
    )
    var prereleases: String?

    @Option(name: [.short, .long], help: "How to print the versions.")
    var output = OutputFormat.table

    @OptionGroup var source: ReadOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: DeliveryKubernetesOptions

    func run() async throws {
        let host = kubernetes.host()
        let tree = try await source.deliveryRepository(host: host).read().withOffers(
            from: Result { try kubernetes.clusters(host: host) }
        )
        let versions = try PackageVersions(of: package, in: tree, selection: selection)
        let console = Console.standard
        let text = output.text(versions)
        if !text.isEmpty { console.write(text) }
        for cluster in versions.clusters {
            if let reason = cluster.request.reason { console.tell(.warning, "\(cluster.name): \(reason)") }
        }
        for gap in versions.gaps { console.tell(.warning, gap) }
        if let reason = versions.query?.reason {
            console.tell(.failure, reason)
            throw ExitStatus.failure
        }
    }

    private var selection: VersionSelection? {
        guard constraint != nil || prereleases != nil else { return nil }
        return VersionSelection(
            constraints: constraint,
            prereleases: prereleases.map { identifiers in
                .init(identifiers: NameList(argument: identifiers)?.names ?? [])
            }
        )
    }
}
