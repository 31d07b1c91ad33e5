import ArgumentParser
import CarvelCLI
import CarvelCore

/// The values of a package.
struct ValuesOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The values file; - for standard input.", valueName: "file|-"),
        completion: .file()
    )
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
        guard let values else { return nil }
        guard values != StandardInput.argument else {
            return ValuesFile(name: StandardInput.name, text: try StandardInput.text())
        }
        return ValuesFile(name: values, text: try host.files.readText(host.absolutePath(values)))
    }

    /// The single values.
    func assignments() throws -> [ValuesAssignment] {
        try set.map { try ValuesAssignment(set: $0) }
    }
}
