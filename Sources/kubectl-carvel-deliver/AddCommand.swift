import ArgumentParser
import CarvelCLI
import CarvelCore

struct AddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Put a package of the repository on run clusters.",
        discussion: """
            Writes PACKAGE/CLUSTER/packageinstall.yaml and params.yaml, checked
            against the versions in the repository and the Package's schema of
            values; commits and pushes. Files that are there already are edited in
            place: their comments, order and formatting stay. With the engine
            kapp-controller the objects go to packaging/packageinstalls.yml and
            values.yml, and run clusters are asked which packages they offer.

            EXAMPLES:
              # The newest version that the repository holds now, pinned
              kubectl carvel-deliver add app.default.tap --to staging,prod \\
                --values values.yaml

              # One version, with a single value
              kubectl carvel-deliver add app.default.tap --to staging \\
                --version 20230321004057.0.0 --set replicas=2

              # Values that nobody else may read in the repository
              kubectl carvel-deliver add app.default.tap --to staging \\
                --values values.yaml --encrypt sops --age age1...

              # Whatever version is the newest, now and later
              kubectl carvel-deliver add app.default.tap --to staging --latest

              # With kapp-controller: one of the PackageRepository's, after another
              kubectl carvel-deliver add contour.community.tanzu.vmware.com \\
                --to prod --version 1.17.1 --after cert-manager

              # See the files, or the difference, without touching anything
              kubectl carvel-deliver add app.default.tap --to staging --export
              kubectl carvel-deliver add app.default.tap --to staging \\
                --dry-run=client
            """
    )

    @Argument(help: "The package's name, or its folder in the repository.")
    var package: String

    @Option(help: ArgumentHelp("The run clusters, separated by commas.", valueName: "cluster,…"))
    var to: [NameList]

    @Option(
        help: ArgumentHelp(
            "The version; by default the one in place, or else the newest in the repository.",
            valueName: "version"
        )
    )
    var version: String?

    @Flag(help: "Always the newest version, also of those that are pushed later.")
    var latest = false

    @OptionGroup var values: ValuesOptions

    @OptionGroup var encryption: EncryptionOptions

    @Option(
        help: ArgumentHelp(
            "The PackageInstall's name; by default the package's up to its first dot.",
            valueName: "name"
        )
    )
    var name: String?

    @Option(
        help: ArgumentHelp(
            "With kapp-controller: the installs on the same cluster that come first, separated by commas.",
            valueName: "install,…"
        )
    )
    var after: [NameList] = []

    @OptionGroup var place: DeliveryChangeOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: DeliveryKubernetesOptions

    func validate() throws {
        if version != nil && latest { throw ValidationError("--version and --latest exclude each other") }
    }

    func run() async throws {
        let host = kubernetes.host()
        let addition = AddPackage(
            package: package,
            clusters: to.names,
            version: version.map { .exactly($0) } ?? (latest ? .newestAlways : .present),
            values: try values.file(host: host),
            assignments: try values.assignments(),
            installName: name,
            after: after.names
        )
        let needsPlainText = values.values != nil || !values.set.isEmpty
        let encryption = encryption.values(
            of: package,
            on: to.names,
            host: host,
            needsPlainText: needsPlainText
        )
        try await place.make(
            host: host,
            askingAbout: to.names,
            on: Result { try kubernetes.clusters(host: host) },
            edit: { try await encryption.edit($0) { try addition.edit($0) } }
        )
    }
}
