public import ArgumentParser

/// Names in one argument, separated by commas.
public struct NameList: ExpressibleByArgument, Sendable, Hashable {
    /// The names in their order, none of them empty; at least one.
    public let names: [String]

    /// Reads what the user gave; `nil` where it holds no name, which the parser reports.
    public init?(argument: String) {
        names = argument.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
        if names.isEmpty { return nil }
    }
}

extension [NameList] {
    /// All names, each once, in the order in which they were given.
    public var names: [String] {
        var seen: Set<String> = []
        return flatMap(\.names).filter { seen.insert($0).inserted }
    }
}
