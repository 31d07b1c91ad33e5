public import ArgumentParser
public import CarvelCore
import YAMLDocument

/// How a plan is printed.
public enum PlanFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// The difference of each object, as `diff -u` prints it.
    case diff
    /// A row for each object that differs.
    case table
    /// A row for each field that differs.
    case wide
    case json
    case yaml
    /// One `kind/name` a line.
    case name

    /// The text of a plan.
    public func text(_ plan: DeliveryPlan) -> String {
        switch self {
        case .diff: plan.objects.map(\.diff).joined()
        case .table: OutputFormat.table.text(plan)
        case .wide: OutputFormat.wide.text(plan)
        case .json: OutputFormat.json.text(plan)
        case .yaml: OutputFormat.yaml.text(plan)
        case .name: OutputFormat.name.text(plan)
        }
    }
}

extension DeliveryPlan: Presentable {
    /// A row for each object that differs, or, where it is wide, for each field of it.
    public func table(isWide: Bool) -> TextTable {
        var table = TextTable(
            ["CLUSTER", "ACTION", "OBJECT"] + (isWide ? ["FIELD", "BEFORE", "AFTER", "MANAGER"] : ["WHY"])
        )
        for object in objects where object.action != .unchanged || object.failure != nil {
            let action = object.failure == nil ? object.action.rawValue : "failed"
            let head: [String?] = [object.cluster, action, object.title]
            guard isWide, object.failure == nil, !object.changes.isEmpty || !object.conflicts.isEmpty else {
                table.add(head + (isWide ? [nil, nil, nil, nil] : [object.reason]))
                continue
            }
            for change in object.changes {
                let manager = object.conflicts.first { $0.field.hasPrefix(change.field) }?.manager
                table.add(head + [change.field, Self.text(change.before), Self.text(change.after), manager])
            }
        }
        return table
    }

    /// Each object that differs as `kind/name`, the kind in lower case.
    public var names: [String] {
        objects.filter { $0.action != .unchanged }.map { "\($0.kind.lowercased())/\($0.name)" }
    }

    private static func text(_ value: JSONValue?) -> String? {
        value.map { String(decoding: JSONWriter.bytes($0), as: UTF8.self) }
    }
}

extension PlannedObject {
    /// Why it differs, or what is to be known of it.
    fileprivate var reason: String? {
        if let failure { return failure.description }
        let fields = changes.map(\.field)
        let shown = fields.prefix(3).joined(separator: ", ") + (fields.count > 3 ? " and \(fields.count - 3) more" : "")
        let parts = [shown].filter { !$0.isEmpty } + conflicts.map(\.description) + notes
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}

extension PlanFormat {
    /// The format of other data; a difference is a table there.
    public var forData: OutputFormat { OutputFormat(rawValue: rawValue) ?? .table }
}
