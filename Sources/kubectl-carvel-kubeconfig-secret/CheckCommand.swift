import ArgumentParser
import CarvelCLI
import CarvelCore

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Log in by kubeconfig Secrets as Flux would, and say what is wrong, and until when they work.",
        discussion: """
            Reads each Secret as Flux does (which key, what it drops), connects by
            it, asks who it is there and for every right that Flux and the delivery
            need, and looks at the ends of token and certificates. Without
            RUN_CLUSTER: those of delivery.yaml, or all that are used in the
            namespace.

            EXAMPLES:
              # In a checkout of the GitOps repository
              kubectl carvel-kubeconfig-secret check

              # From cron: fails two weeks before the first end
              kubectl carvel-kubeconfig-secret check staging prod \\
                --context build -n shop --warn-before 336h

              # Which rights there are
              kubectl carvel-kubeconfig-secret check staging -o json |
                jq '.items[].rights'

            EXIT STATUS: 0 all is well, 1 something fails or soon will, 2 it could
            not be told.
            """
    )

    @Argument(help: ArgumentHelp("The run clusters' names.", valueName: "run-cluster"))
    var runClusters: [String] = []

    @OptionGroup var secret: SecretOptions

    @OptionGroup var inspection: InspectionOptions

    func validate() throws {
        if secret.name != nil && runClusters.count != 1 { throw ValidationError("--name goes with one RUN_CLUSTER") }
    }

    func run() async throws {
        try await inspection.run(connects: true) { inspector, place in
            let names = runClusters.isEmpty ? place.delivery?.runClusters.map(\.name) ?? [] : runClusters
            guard !names.isEmpty else {
                return try await .all(inspector, namespace: place.namespace, delivery: place.delivery)
            }
            let references = names.map { place.reference($0, name: secret.name, key: secret.key) }
            return try await .check(inspector, references, delivery: place.delivery)
        }
    }
}

/// Which Secret of a run cluster is meant.
struct SecretOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The Secret's name; by default RUN_CLUSTER-kubeconfig.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("The Secret's key, where nothing that uses it names one.", valueName: "key"))
    var key: String?
}
