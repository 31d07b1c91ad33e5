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
            nothing. Secrets are left out: their content is not in the repository.

            EXAMPLES:
              kubectl carvel-deliver export
              kubectl carvel-deliver export --cluster staging \\
                | kubectl --context staging apply --server-side -f -
              kubectl carvel-deliver export --cluster build --flux-version v1beta2
            """
    )

    @Option(
        help: ArgumentHelp("Only this cluster: build, or a run cluster's name.", valueName: "name")
    )
    var cluster: String?

    @Option(
        help: ArgumentHelp(
            "The version of Flux's API on the build cluster: v1, or v1beta2 for Flux before 2.0.",
            valueName: "version"
        )
    )
    var fluxVersion: FluxVersion = .v1

    @OptionGroup var repository: RepositoryOptions

    enum FluxVersion: String, ExpressibleByArgument, CaseIterable {
        case v1, v1beta2
    }

    func run() async throws {
        let host = Host.process()
        let manifests = try DeliveryManifests(
            try await tree(host),
            gitRepository: ResourceType.gitRepository.version(fluxVersion.rawValue),
            kustomization: ResourceType.kustomization.version(fluxVersion.rawValue)
        )
        let sections = try manifests.sections(cluster: cluster)
        let console = Console.standard
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
