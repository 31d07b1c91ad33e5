import ArgumentParser
import CarvelCLI
import CarvelCore

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Go back to an earlier version of a package.",
        discussion: """
            By default to the version that was in place before the present one, as
            "history" shows it; a second time, that is the one you came from. An install
            that goes to a lower version gets the annotation
            packaging.carvel.dev/downgradable, without which kapp-controller stays where
            it is. Values stay as they are; those that the version does not take are
            refused.

            EXAMPLES:
              kubectl carvel-deliver rollback app.default.tap --cluster prod
              kubectl carvel-deliver rollback app.default.tap --cluster prod \\
                --to 20230321004057.0.0
              kubectl carvel-deliver rollback app.default.tap --cluster prod \\
                --dry-run=client
            """
    )

    @OptionGroup var install: InstallOptions

    @Option(help: ArgumentHelp("The version to go back to.", valueName: "version"))
    var to: String?

    @OptionGroup var place: DeliveryChangeOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: DeliveryKubernetesOptions

    func run() async throws {
        let host = kubernetes.host()
        let clusters = install.cluster.names
        let history = try await place.deliveryRepository(host: host).history(of: install.package, on: clusters)
        let change = RollBack(package: install.package, clusters: clusters, version: to, history: history)
        let values = ValuesEncryption(host: host, package: install.package, clusters: clusters)
        try await place.make(
            host: host,
            askingAbout: clusters,
            on: Result { try kubernetes.clusters(host: host) },
            edit: { try await values.edit($0) { try change.edit($0) } }
        )
    }
}
