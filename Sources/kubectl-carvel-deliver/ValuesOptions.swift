import ArgumentParser
import CarvelCLI
import CarvelCore

/// The values of a package.
struct ValuesOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The values file.", valueName: "file"), completion: .file())
    var values: String?

    @Option(
        help: ArgumentHelp(
            "One value, such as replicas=2 or db.host=localhost; wins over the file; may be repeated.",
            valueName: "key=value"
        )
    )
    var set: [String] = []

    /// The values as one file; `nil` where none are given.
    func file(host: Host) throws -> ValuesFile? {
        let text = try values.map { try host.files.readText(host.absolutePath($0)) }
        let file = text.map { ValuesFile(name: values ?? "", text: $0) }
        return try ValuesAssignment.apply(set, to: file)
    }
}
