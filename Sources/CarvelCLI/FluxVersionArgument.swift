public import ArgumentParser
public import CarvelCore

extension FluxVersion: ExpressibleByArgument {
    /// Reads what the user gave; `nil` for what is no version, which the parser reports.
    public init?(argument: String) {
        self.init(argument)
    }

    /// What is offered to choose from; releases are taken besides.
    public static var allValueStrings: [String] { apiVersions }
}
