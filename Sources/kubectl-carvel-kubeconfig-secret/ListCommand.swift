import ArgumentParser
import CarvelCLI
import CarvelCore

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the kubeconfigs that Kustomizations, HelmReleases and Apps use, and when they end.",
        discussion: """
            Looks at the build cluster alone; check also logs in.

            EXAMPLES:
              kubectl carvel-kubeconfig-secret list
              kubectl carvel-kubeconfig-secret list -A -o wide --context build

              # For alerting: whatever ends within two weeks
              kubectl carvel-kubeconfig-secret list -A --warn-before 336h -o json |
                jq -r '.items[] | select(.health != "Healthy") | .name'

            EXIT STATUS: 0 all is well, 1 something fails or soon will, 2 it could
            not be told.
            """
    )

    @Flag(name: [.customShort("A"), .long], help: "List those of all namespaces.")
    var allNamespaces = false

    @OptionGroup var inspection: InspectionOptions

    func run() async throws {
        try await inspection.run(connects: false) { inspector, place in
            let namespace = allNamespaces ? nil : place.namespace
            return try await .all(inspector, namespace: namespace, delivery: place.delivery)
        }
    }
}
