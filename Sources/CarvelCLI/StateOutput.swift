public import CarvelCore
import YAMLDocument

/// Prints the states of objects, section by section, while all sections are read side by side.
public struct StateOutput: Sendable {
    let sections: [StateSection]
    let output: OutputFormat
    /// Whether rows say which cluster they are of.
    let showsCluster: Bool
    /// Whether names are told with their kind, since there are several.
    let showsKind: Bool

    /// Whether a cluster may lack kinds that were not asked for by name.
    let passesOverAbsentKinds: Bool

    /// Whether a cluster may lack a kind: any, or one that a delivery can do without and that nobody asked for by name.
    private func passesOver(_ kind: StateKind) -> Bool { passesOverAbsentKinds || showsKind && kind.isOptional }

    /// - Parameters:
    ///   - showsCluster: whether rows say which cluster they are of.
    ///   - passesOverAbsentKinds: whether a cluster that does not know a kind is one without such objects.
    public init(
        _ sections: [StateSection],
        output: OutputFormat,
        showsCluster: Bool,
        passesOverAbsentKinds: Bool = false
    ) {
        self.sections = sections
        self.passesOverAbsentKinds = passesOverAbsentKinds
        self.output = output
        self.showsCluster = showsCluster
        showsKind = Set(sections.map(\.kind)).count > 1
    }

    /// Reads and prints all of it. A cluster that can't be asked is told on stderr, and hides no other.
    ///
    /// - Throws: `ExitStatus`: `undetermined` where a cluster could not be asked, else `failure` where an object is not
    ///   ready; `CancellationError`.
    public func run() async throws {
        var summary = Summary()
        switch output {
        case .table, .wide: try await writeTables(&summary)
        case .name: try await forEach(nil, &summary) { write($0.kind.singular + "/" + $1.name) }
        case .json, .yaml:
            var items: [JSONValue] = []
            try await forEach(nil, &summary) { items.append($0.json(of: $1)) }
            let list: JSONValue = [
                "apiVersion": .string(Delivery.apiVersion), "kind": "ObjectStateList", "items": .array(items),
            ]
            write(output == .json ? JSONWriter.prettyString(list) : YAMLWriter.string(list))
        }
        if summary.failures > 0 { throw ExitStatus.undetermined }
        if summary.objects == 0 { Console.standard.tell(.warning, "no objects found") }
        if summary.unready > 0 { throw ExitStatus.failure }
    }

    private struct Summary {
        var objects = 0
        var unready = 0
        var failures = 0

        mutating func count(_ state: ObjectState) {
            objects += 1
            if state.readiness != .ready { unready += 1 }
        }
    }

    private func write(_ text: String) { Console.standard.write(text) }

    private func writeTables(_ summary: inout Summary) async throws {
        let kinds = sections.map(\.kind).reduce(into: [StateKind]()) { if !$0.contains($1) { $0.append($1) } }
        var hasWritten = false
        for kind in kinds {
            let clusterColumn = showsCluster ? ["CLUSTER"] : []
            let separatesTables = hasWritten
            let text = { (text: String?) in output == .wide ? text : text.map(ShortCommits.text) }
            var isFirst = true
            var table = StreamedTable(
                clusterColumn + ["NAMESPACE", "NAME", "REVISION", "SUSPENDED", "READY", "MESSAGE"],
                width: Console.standard.columns
            ) {
                write((separatesTables && isFirst ? "\n" : "") + $0)
                isFirst = false
                hasWritten = true
            }
            try await forEach(kind, &summary) { section, state in
                let name = showsKind ? "\(kind.singular)/\(state.name)" : state.name
                table.add(
                    (showsCluster ? [section.cluster] : []) + [
                        state.namespace, name, text(state.revision), state.isSuspended ? "True" : "False",
                        state.readiness.rawValue, text(state.message),
                    ]
                )
            }
            table.end()
        }
    }

    /// Goes through the states in the order of the sections. The one whose turn it is is read as it arrives; those after
    /// it are read ahead.
    private func forEach(
        _ kind: StateKind?,
        _ summary: inout Summary,
        _ body: (StateSection, ObjectState) -> Void
    ) async throws {
        let wanted = sections.filter { kind == nil || $0.kind == kind }
        let ahead = wanted.dropFirst().map { section in
            Task {
                var states: [ObjectState] = []
                try await section.read { states.append($0) }
                return states
            }
        }
        defer { for reader in ahead { reader.cancel() } }
        for (index, section) in wanted.enumerated() {
            do {
                if index == 0 {
                    try await section.read { state in
                        summary.count(state)
                        body(section, state)
                    }
                } else {
                    for state in try await ahead[index - 1].value {
                        summary.count(state)
                        body(section, state)
                    }
                }
            } catch let error as ClusterError where error.isTypeAbsent && passesOver(section.kind) {
                continue
            } catch {
                try Task.checkCancellation()
                summary.failures += 1
                Console.standard.tell(.failure, "\(error)")
            }
        }
    }
}
