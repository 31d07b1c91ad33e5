import ArgumentParser
import CarvelCLI
import CarvelCore

struct SetVersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-version",
        abstract: "Change the version of a package that is installed.",
        discussion: """
            Changes one line of PACKAGE/CLUSTER/packageinstall.yaml, commits and
            pushes. Refused before that: a version that kapp-controller would not
            select, one that does not take the values in place, and one that is lower
            than that in place, for which there is "rollback". With the engine
            kapp-controller the run cluster is asked which versions it offers.

            EXAMPLES:
              kubectl carvel-deliver set-version app.default.tap \\
                --cluster staging --version 20230321004057.0.0

              # Whatever version is the newest, now and later
              kubectl carvel-deliver set-version app.default.tap \\
                --cluster staging,prod --latest

              # See the difference without touching anything
              kubectl carvel-deliver set-version app.default.tap \\
                --cluster prod --version 20230321004057.0.0 --dry-run=client

              # As a branch for a pull request
              kubectl carvel-deliver set-version app.default.tap \\
                --cluster prod --version 20230321004057.0.0 \\
                --branch-for-review app-prod
            """
    )

    @OptionGroup var install: InstallOptions

    @Option(help: ArgumentHelp("The version.", valueName: "version"))
    var version: String?

    @Flag(help: "Always the newest version, also of those that are pushed later.")
    var latest = false

    @OptionGroup var place: DeliveryChangeOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: DeliveryKubernetesOptions

    func validate() throws {
        if (version != nil) == latest { throw ValidationError("expected one of --version and --latest") }
    }

    func run() async throws {
        let host = kubernetes.host()
        let change = SetVersion(
            package: install.package,
            clusters: install.cluster.names,
            version: version.map { .exactly($0) } ?? .newestAlways
        )
        let values = ValuesEncryption(host: host, package: install.package, clusters: install.cluster.names)
        try await place.make(
            host: host,
            askingAbout: install.cluster.names,
            on: Result { try kubernetes.clusters(host: host) },
            edit: { try await values.edit($0) { try change.edit($0) } }
        )
    }
}
