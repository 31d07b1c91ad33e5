import ArgumentParser
import CarvelCLI
import CarvelCore

struct SetValuesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-values",
        abstract: "Change the values of a package that is installed.",
        discussion: """
            Edits the values in PACKAGE/CLUSTER/params.yaml in place, commits and
            pushes. Values that the Package's schema does not take are refused before
            that. With --values the file takes the place of all values; --set and
            --unset change single ones, and leave the rest and its comments alone.
            Encrypted values stay so; --encrypt encrypts those in plain text.

            EXAMPLES:
              kubectl carvel-deliver set-values app.default.tap \\
                --cluster staging --set replicas=3 --unset hostname

              kubectl carvel-deliver set-values app.default.tap \\
                --cluster staging,prod --values values.yaml

              # From a program
              envsubst < values.yaml | kubectl carvel-deliver set-values \\
                app.default.tap --cluster prod --values -
            """
    )

    @OptionGroup var install: InstallOptions

    @OptionGroup var values: ValuesOptions

    @OptionGroup var encryption: EncryptionOptions

    @Option(
        help: ArgumentHelp(
            "One value to take out, so that the package's default counts; may be repeated.",
            valueName: "key"
        )
    )
    var unset: [String] = []

    @OptionGroup var place: DeliveryChangeOptions

    @OptionGroup(title: "Kubernetes options") var kubernetes: DeliveryKubernetesOptions

    func validate() throws {
        if values.values == nil && values.set.isEmpty && unset.isEmpty && encryption.encrypt == nil {
            throw ValidationError("expected one of --values, --set, --unset and --encrypt")
        }
        let set = values.set.map { $0.prefix { $0 != "=" } }
        if let both = unset.first(where: { set.contains($0[...]) }) {
            throw ValidationError("--set and --unset both name \(both)")
        }
    }

    func run() async throws {
        let host = kubernetes.host()
        let change = SetValues(
            package: install.package,
            clusters: install.cluster.names,
            values: try values.file(host: host),
            assignments: try values.assignments() + unset.map { try ValuesAssignment(unset: $0) }
        )
        let encryption = encryption.values(
            of: install.package,
            on: install.cluster.names,
            host: host,
            needsPlainText: true
        )
        try await place.make(
            host: host,
            askingAbout: install.cluster.names,
            on: Result { try kubernetes.clusters(host: host) },
            edit: { try await encryption.edit($0) { try change.edit($0) } }
        )
    }
}
