public import CarvelCore
import YAMLDocument

/// Tells of a bootstrap.
public enum BootstrapOutput {
    /// Tells of one step.
    public static func tell(_ progress: BootstrapProgress) {
        let console = Console.standard
        switch progress {
        case .begun(let text): console.tell(.action, text)
        case .done(let text): console.tell(.success, text)
        case .waiting(let text): console.tell(.waiting, text)
        case .warning(let text): console.tell(.warning, text)
        case .applied(let applied): AppliedOutput.tell(applied)
        }
    }

    /// Tells what a plan comes to, and of what it could not tell.
    public static func summarise(_ plan: BootstrapPlan) {
        let console = Console.standard
        for sentence in plan.preview.edit.advice { console.tell(.warning, sentence) }
        for object in plan.objects {
            guard let failure = object.failure else { continue }
            console.tell(.failure, "\(object.cluster): \(object.title): \(failure)")
        }
        console.tell(.success, "dry run: nothing was changed")
    }
}

extension BootstrapPlan: Presentable {
    /// A row for each file and object that would change.
    public func table(isWide: Bool) -> TextTable {
        var table = TextTable(["PLACE", "ACTION", "WHAT"] + (isWide ? ["FIELDS"] : []))
        for path in preview.edit.paths { table.add(["git", "commit", path] + (isWide ? [nil] : [])) }
        for object in objects where object.action != .unchanged || object.failure != nil {
            let action = object.failure == nil ? object.action.rawValue : "failed"
            let fields = object.changes.map(\.field).joined(separator: ", ")
            table.add([object.cluster, action, object.title] + (isWide ? [fields] : []))
        }
        return table
    }

    /// Each object that would change as `kind/name`, the kind in lower case.
    public var names: [String] {
        objects.filter { $0.action != .unchanged }.map { "\($0.kind.lowercased())/\($0.name)" }
    }
}
