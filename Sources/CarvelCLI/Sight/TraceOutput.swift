public import CarvelCore
import YAMLDocument

/// Prints traces: a block for each step, as `flux trace` has them.
public struct TraceOutput: Sendable {
    let traces: ObjectTraces
    let output: OutputFormat

    /// - Parameter traces: the traces as they were read.
    public init(_ traces: ObjectTraces, output: OutputFormat) {
        self.traces = traces
        self.output = output
    }

    /// Prints them. A cluster that can't be asked is told on stderr.
    ///
    /// - Throws: `ExitStatus`: `undetermined` where a cluster could not be asked, else `failure` where a trace does not
    ///   lead to the repository, or over something that is not ready.
    public func write() throws {
        switch output {
        case .table, .wide:
            let texts = traces.traces.map { Self.blocks($0).joined(separator: "\n---\n") }
            if !texts.isEmpty { Console.standard.write(texts.joined(separator: "\n\n")) }
        case .name:
            for step in traces.traces.flatMap(\.steps) {
                Console.standard.write("\(step.kind.lowercased())/\(step.name)")
            }
        case .json: Console.standard.write(JSONWriter.prettyString(traces.json))
        case .yaml: Console.standard.write(YAMLWriter.string(traces.json))
        }
        traces.failures.tell()
        for gap in traces.traces.compactMap(\.gap) { Console.standard.tell(.warning, gap) }
        if !traces.failures.isEmpty { throw ExitStatus.undetermined }
        if !traces.traces.allSatisfy(\.isSound) { throw ExitStatus.failure }
    }

    /// The blocks of one trace, from the object to the file.
    static func blocks(_ trace: ObjectTrace) -> [String] {
        var blocks = trace.steps.enumerated().map { index, step in
            Self.block([
                (index == 0 ? "Object" : step.kind, index == 0 ? step.title : step.name),
                ("Cluster", step.cluster),
                ("Namespace", step.namespace),
                ("Revision", step.revision),
                ("State", step.state.rawValue + (step.isSuspended ? ", suspended" : "")),
                ("Message", step.message.map { CellText($0).text }),
            ])
        }
        if let origin = trace.origin {
            blocks.append(
                Self.block([
                    ("Repository", origin.url),
                    ("Branch", origin.branch),
                    ("Commit", origin.commit),
                    ("Author", origin.author),
                    ("Subject", origin.subject),
                    ("Folder", origin.folder.isEmpty ? "." : origin.folder),
                    ("File", origin.file),
                    ("Note", origin.note),
                ])
            )
        }
        return blocks
    }

    private static func block(_ lines: [(String, String?)]) -> String {
        let known = lines.compactMap { name, value in value.map { (name: name, value: $0) } }
        let width = max(15, (known.map(\.name.count).max() ?? 0) + 2)
        return known.map { line in
            let head = line.name + ":"
            return head + String(repeating: " ", count: width - head.count) + line.value
        }.joined(separator: "\n")
    }
}
