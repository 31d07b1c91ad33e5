public import ArgumentParser
public import FoundationEssentials

/// How reports are printed besides what `OutputFormat` has; not each report can be shown in each of these ways.
public enum ReportFormat: String, CaseIterable, Sendable {
    /// XML as test runners write it, for a pipeline's list of tests.
    case junit
    /// A page that needs nothing else.
    case html
    /// Commands for GitHub's workflows, which make annotations of them.
    case github
}

/// Data that can be shown as a report too. There is no default, so that a new format asks each kind of report.
public protocol ReportPresentable: Presentable, SendableMetatype {
    /// What makes the text in a format, given the report and the time of day; `nil` where it can't be shown so.
    static func rendering(of format: ReportFormat) -> (@Sendable (_ report: Self, _ now: Date) -> String)?
}

/// How a command prints its report: in any of the ways that this kind of report can be shown in, and no other.
public struct ReportOutput<Report: ReportPresentable>: ExpressibleByArgument, Sendable, CustomStringConvertible {
    /// The format, where it is one that all data can be shown in.
    public let common: OutputFormat?
    private let name: String
    private let render: @Sendable (Report, Date) -> String

    private init(
        _ common: OutputFormat?,
        name: String,
        render: @escaping @Sendable (Report, Date) -> String
    ) {
        self.common = common
        self.name = name
        self.render = render
    }

    /// What all data can be shown as.
    public init(_ format: OutputFormat) {
        self.init(format, name: format.rawValue) { report, _ in format.text(report) }
    }

    /// Reads what the user gave; `nil` where there is no such format for this report, which the parser reports.
    public init?(argument: String) {
        if let format = OutputFormat(rawValue: argument) {
            self.init(format)
        } else if let render = ReportFormat(rawValue: argument).flatMap({ Report.rendering(of: $0) }) {
            self.init(nil, name: argument, render: render)
        } else {
            return nil
        }
    }

    /// A table for people.
    public static var table: ReportOutput { ReportOutput(.table) }

    /// The formats, for help and completion.
    public static var allValueStrings: [String] {
        OutputFormat.allCases.map(\.rawValue)
            + ReportFormat.allCases.filter { Report.rendering(of: $0) != nil }.map(\.rawValue)
    }

    /// Whether it is a table, which says nothing without rows.
    var isTable: Bool { common == .table || common == .wide }

    /// What is typed for it.
    public var description: String { name }

    /// Prints a report to stdout.
    ///
    /// - Parameter now: the time of day, which some formats tell.
    func write(_ report: Report, now: Date) {
        if let common {
            common.write(report)
        } else {
            Console.standard.write(render(report, now))
        }
    }

    /// The text of a report.
    ///
    /// - Parameter now: the time of day, which some formats tell.
    public func text(_ report: Report, now: Date) -> String {
        render(report, now)
    }
}
