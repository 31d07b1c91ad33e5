public import CarvelCore
import YAMLDocument

/// Prints a tree.
public struct TreeOutput: Sendable {
    let tree: DeliveryTree
    let output: OutputFormat
    let strokes: TreeDrawing.Strokes

    /// - Parameter host: whose locale says what the terminal can show.
    public init(_ tree: DeliveryTree, output: OutputFormat, host: Host) {
        self.tree = tree
        self.output = output
        strokes = TreeDrawing.Strokes(variables: host.variables)
    }

    /// Prints it. A cluster that can't be asked is told on stderr.
    ///
    /// - Throws: `ExitStatus`: `undetermined` where something could not be looked at, else `failure` where something is
    ///   not ready.
    public func write() throws {
        let objects = tree.objects
        switch output {
        case .table, .wide:
            let lines = TreeDrawing(strokes: strokes, isWide: output == .wide).lines(tree)
            if !lines.isEmpty { Console.standard.write(lines.joined(separator: "\n")) }
        case .name:
            for object in objects { Console.standard.write("\(object.kind.lowercased())/\(object.name)") }
        case .json: Console.standard.write(JSONWriter.prettyString(tree.json))
        case .yaml: Console.standard.write(YAMLWriter.string(tree.json))
        }
        tree.failures.tell()
        if !tree.failures.isEmpty || objects.contains(where: { $0.state == .unseen }) { throw ExitStatus.undetermined }
        if objects.isEmpty { Console.standard.tell(.warning, "no objects found") }
        if !objects.allSatisfy({ $0.state == .ready || $0.state == .present }) { throw ExitStatus.failure }
    }
}
