import ArgumentParser
import CarvelCLI
import CarvelCore

/// The values of a package.
struct ValuesOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The values file.", valueName: "file"), completion: .file())
    var values: String?

    @Option(
        help: ArgumentHelp(
            "One value, such as replicas=2 or db.host=localhost, in the file or in the values that are there; may be repeated.",
            valueName: "key=value"
        )
    )
    var set: [String] = []

    /// The values file; `nil` where none is given.
    func file(host: Host) throws -> ValuesFile? {
        try values.map { ValuesFile(name: $0, text: try host.files.readText(host.absolutePath($0))) }
    }
}
