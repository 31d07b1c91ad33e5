import ArgumentParser
import CarvelCLI
import CarvelCore

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print the manifests that apply would make, by cluster.",
        discussion: """
            Reads the checkout that you are in, with changes that are not committed,
            or the repository that --repository names. Needs no cluster, and touches
            nothing. Secrets are left out: their content is not in the repository. With
            the engine kapp-controller: what lies in app/, and the namespaces for it.

            EXAMPLES:
              kubectl carvel-deliver export
              kubectl carvel-deliver export --cluster staging \\
                | kubectl --context staging apply --server-side -f -
              kubectl carvel-deliver export --cluster build --flux-version 2.5
            """
    )

    @Option(
        help: ArgumentHelp("Only this cluster: build, or a run cluster's name.", valueName: "name")
    )
    var cluster: String?

    @Option(
        help: ArgumentHelp(
            "Flux on the build cluster: its release, such as 2.5, or its API, v1 or v1beta2; by default build.fluxVersion.",
            valueName: "version"
        )
    )
    var fluxVersion: FluxVersion?

    @OptionGroup var repository: RepositoryOptions

    func run() async throws {
        let host = Host.process()
        let console = Console.standard
        let sections = try await tree(host).sections(cluster: cluster, types: fluxVersion?.types) {
            console.tell(.warning, $0)
        }
        for section in sections {
            console.write("# cluster: \(section.cluster)\n---\n\(Manifest.yaml(section.manifests))")
        }
        for section in sections where !section.leftOut.isEmpty {
            console.tell(
                .warning,
                "left out on \(section.cluster): \(section.leftOut.joined(separator: ", "))"
            )
        }
    }

    private func tree(_ host: Host) async throws -> RepositoryTree {
        if repository.repository != nil || repository.path != nil {
            return try await repository.remote(host: host).read()
        }
        return try RepositoryTree(folder: Delivery.find(host: host).folder, files: host.files)
    }
}
