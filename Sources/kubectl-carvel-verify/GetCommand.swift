import ArgumentParser
import CarvelCLI
import CarvelCore

/// `kubectl carvel-verify get`: the objects of a delivery, on every cluster.
struct GetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "List the objects of a delivery, on every cluster.",
        discussion: """
            KIND is all, gitrepositories, kustomizations, helmrepositories,
            helmreleases, packagerepositories, packages, packageinstalls or apps;
            singular and short names work too. Without --context: Flux's objects from
            the build cluster of delivery.yaml, kapp-controller's from its run clusters.

            EXAMPLES:
              # In a checkout of the GitOps repository: all of it
              kubectl carvel-verify get

              # The PackageInstalls of all run clusters, in all namespaces
              kubectl carvel-verify get packageinstalls -A

              # Of one cluster, whatever delivers to it
              kubectl carvel-verify get apps --context prod -n shop

            EXIT STATUS: 0 all are ready, 1 some are not, 2 a cluster did not answer.
            """
    )

    @Argument(help: ArgumentHelp("What to list.", valueName: "kind"))
    var kind = Selected.all

    @Flag(name: [.customShort("A"), .long], help: "List the objects of all namespaces.")
    var allNamespaces = false

    @Option(name: [.short, .long], help: "How to print the list.")
    var output = OutputFormat.table

    @OptionGroup(title: "Kubernetes options") var kubernetes: KubernetesOptions

    /// What to list.
    enum Selected: ExpressibleByArgument, CustomStringConvertible {
        case all
        case one(StateKind)

        init?(argument: String) {
            if argument == "all" {
                self = .all
            } else if let kind = StateKind(name: argument) {
                self = .one(kind)
            } else {
                return nil
            }
        }

        static var allValueStrings: [String] { ["all"] + StateKind.allCases.map(\.rawValue) }

        var description: String {
            switch self {
            case .all: "all"
            case .one(let kind): kind.rawValue
            }
        }

        var kinds: [StateKind] {
            switch self {
            case .all: StateKind.allCases
            case .one(let kind): [kind]
            }
        }
    }

    func run() async throws {
        let host = kubernetes.host()
        if kubernetes.namesOneCluster {
            let client = try kubernetes.client(host: host)
            let namespace = allNamespaces ? nil : client.connection.namespace
            let sections = kind.kinds.map { StateSection($0, on: client, namespace: namespace) }
            let isAll = if case .all = kind { true } else { false }
            try await StateOutput(sections, output: output, showsCluster: false, passesOverAbsentKinds: isAll).run()
        } else {
            let delivery = try Delivery.find(host: host).delivery
            let sections = try StateSection.all(
                kind.kinds,
                of: delivery,
                on: try kubernetes.clusters(host: host),
                allNamespaces: allNamespaces
            )
            try await StateOutput(sections, output: output, showsCluster: true).run()
        }
    }
}
