import ArgumentParser
import CarvelCLI

/// Which installs of a package are meant.
struct InstallOptions: ParsableArguments {
    @Argument(help: "The package's name, or its folder in the repository.")
    var package: String

    @Option(help: ArgumentHelp("The run clusters, separated by commas.", valueName: "cluster,…"))
    var cluster: [NameList]
}
