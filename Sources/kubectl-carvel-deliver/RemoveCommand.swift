import ArgumentParser
import CarvelCLI
import CarvelCore

struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take a package's install out of the repository.",
        discussion: """
            Removes PACKAGE/CLUSTER/packageinstall.yaml and params.yaml, commits and
            pushes. Other files in that folder are kept. The package goes on running
            until "apply --prune" deletes its Kustomizations, which then prune it. With
            the engine kapp-controller the objects are taken out of their files, and
            the App deletes the install when it next syncs.

            EXAMPLES:
              kubectl carvel-deliver remove app.default.tap --cluster staging
              kubectl carvel-deliver remove app.default.tap \\
                --cluster staging,prod --dry-run=client
            """
    )

    @OptionGroup var install: InstallOptions

    @OptionGroup var place: DeliveryChangeOptions

    func run() async throws {
        let change = RemovePackage(package: install.package, clusters: install.cluster.names)
        try await place.make(host: .process()) { try change.edit($0) }
    }
}
