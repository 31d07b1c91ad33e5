import CarvelCore

/// What kapp prints about a deployment that went well.
struct KappReport {
    let target: String
    let changes: [KappChange]

    /// All of it, when all is done.
    var text: String {
        (head + (changes.isEmpty ? [] : progress) + ["Succeeded"]).joined(separator: "\n")
    }

    /// What it prints before it waits.
    var beginning: String { (head + applying).joined(separator: "\n") }

    private var head: [String] {
        var lines = [target, "Changes"] + table
        lines.append(
            "Op:      \(count(.create)) create, \(count(.delete)) delete, \(count(.update)) update, \(count(.noop)) noop, 0"
                + " exists"
        )
        lines.append(
            "Wait to: \(changes.count - count(.delete)) reconcile, \(count(.delete)) delete, 0 noop"
        )
        return lines
    }

    /// What kapp says of the object as it was.
    private static func state(_ operation: KappChange.Operation) -> String {
        switch operation {
        case .create: "-"
        case .update, .delete: "ok"
        case .noop: "ongoing"
        }
    }

    private func count(_ operation: KappChange.Operation) -> Int {
        changes.count { $0.operation == operation }
    }

    private var table: [String] {
        var rows = [["Namespace", "Name", "Kind", "Age", "Op", "Op st.", "Wait to", "Rs", "Ri"]]
        for change in changes {
            let isDeletion = change.operation == .delete
            rows.append([
                change.object.namespace ?? "(cluster)", change.object.name, change.type.kind,
                change.operation == .create ? "-" : "0s", change.operation == .noop ? "-" : change.operation.rawValue,
                "-", isDeletion ? "delete" : "reconcile", Self.state(change.operation), "-",
            ])
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return cells.joined(separator: "  ").trimmingEnd()
        }
    }

    private var applying: [String] {
        let time = Timestamp.kappClock()
        let total = changes.count
        return ["\(time): ---- applying \(total) changes [0/\(total) done] ----"]
            + changes.map { "\(time): \($0.operation.rawValue) \(KappChange.subject($0.object, $0.type))" }
    }

    private var progress: [String] {
        let time = Timestamp.kappClock()
        let total = changes.count
        var lines = applying
        lines.append("\(time): ---- waiting on \(total) changes [0/\(total) done] ----")
        for change in changes {
            lines.append("\(time): ok: \(change.goal) \(KappChange.subject(change.object, change.type))")
        }
        lines.append("\(time): ---- applying complete [\(total)/\(total) done] ----")
        lines.append("\(time): ---- waiting complete [\(total)/\(total) done] ----")
        return lines
    }
}

extension String {
    /// The text without blanks at its end.
    fileprivate func trimmingEnd() -> String {
        String(reversed().drop { $0 == " " }.reversed())
    }
}
