import ArgumentParser
import CarvelCore

/// What brings the repository to the clusters.
enum DeliveryEngine: String, ExpressibleByArgument, CaseIterable {
    case flux
    case kappController = "kapp-controller"
}

/// What `init` writes for kapp-controller's engine.
struct AppOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The name of the PackageRepository to write.", valueName: "name"))
    var packageRepository: String?

    @Option(help: ArgumentHelp("The imgpkg bundle that it is fetched from.", valueName: "image"))
    var packageImage: String?

    @Option(
        help: ArgumentHelp("The service account of the PackageInstalls; by default NAME-pkgi-sa.", valueName: "name")
    )
    var installServiceAccount: String?

    @Flag(help: "Let the App and its installs do everything on the run cluster, rather than the least.")
    var clusterAdmin = false

    func validate() throws {
        if (packageRepository == nil) != (packageImage == nil) {
            throw ValidationError("--package-repository and --package-image go together")
        }
    }

    /// Refuses the options where another engine delivers.
    func refuse() throws {
        let given: [(String, Bool)] = [
            ("--package-repository", packageRepository != nil), ("--package-image", packageImage != nil),
            ("--install-service-account", installServiceAccount != nil), ("--cluster-admin", clusterAdmin),
        ]
        if let first = given.first(where: \.1) {
            throw ValidationError("\(first.0) goes with --engine kapp-controller")
        }
    }

    /// What is written; `nil` where Flux delivers.
    func beginning(of delivery: Delivery) throws -> AppBeginning? {
        guard delivery.engine == .kappController else { return nil }
        var source: PackageRepositorySource?
        if let name = packageRepository, let image = packageImage {
            source = try PackageRepositorySource(name: name, image: image)
        }
        return AppBeginning(
            repository: source,
            installAccount: installServiceAccount ?? "\(delivery.name)-pkgi-sa",
            isClusterAdmin: clusterAdmin
        )
    }
}
