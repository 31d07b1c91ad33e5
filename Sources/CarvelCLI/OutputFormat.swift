public import ArgumentParser
import CarvelCore
public import YAMLDocument

/// How data is printed, whatever it is. What only some data can be shown as is a `ReportFormat`.
public enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// A table for people.
    case table
    /// A table with all columns.
    case wide
    case json
    case yaml
    /// One `kind/name` a line.
    case name

    /// Prints data to stdout; a long table in pieces.
    func write(_ data: some Presentable, to console: Console = .standard) {
        let table: TextTable
        switch self {
        case .table: table = data.table(isWide: false)
        case .wide: table = data.table(isWide: true)
        case .json, .yaml, .name: return console.write(text(data))
        }
        table.write(width: console.columns) { console.write($0) }
    }

    /// The text of data that can be shown in all these ways.
    ///
    /// - Parameter width: the columns that a table has to fit; `nil` for any number. By default those of the terminal,
    ///   where stdout is one.
    public func text(_ data: some Presentable, width: Int? = Console.standard.columns) -> String {
        switch self {
        case .table: data.table(isWide: false).text(width: width)
        case .wide: data.table(isWide: true).text(width: width)
        case .json: JSONWriter.prettyString(data.json)
        case .yaml: YAMLWriter.string(data.json)
        case .name: data.names.joined(separator: "\n")
        }
    }
}

/// Data that every output format can show; a new format asks all of them for what it needs.
public protocol Presentable {
    func table(isWide: Bool) -> TextTable
    /// A documented, versioned object.
    var json: JSONValue { get }
    var names: [String] { get }
}
