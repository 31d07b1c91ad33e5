import ArgumentParser
import CarvelCLI
import CarvelCore

/// Which part of a delivery is meant.
struct SelectionOptions: ParsableArguments {
    @Argument(help: "The package's name, or its folder in the repository; by default all packages.")
    var package: String?

    @Option(help: ArgumentHelp("Only these run clusters, separated by commas.", valueName: "cluster,…"))
    var cluster: [NameList] = []

    var part: DeliveryPart { DeliveryPart(package: package, clusters: cluster.names) }
}
