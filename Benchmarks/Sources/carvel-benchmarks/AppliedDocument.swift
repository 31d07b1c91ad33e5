import Foundation

/// A manifest, and where it is applied.
struct AppliedDocument {
    let kind: String
    let path: String
    let text: String

    init(_ text: String) throws {
        func field(_ name: String, indent: String = "") -> String? {
            let start = "\(indent)\(name): "
            return text.split(separator: "\n").first { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
        }
        guard let version = field("apiVersion"), let kind = field("kind"), let name = field("name", indent: "  ") else {
            throw BenchmarkError("this is no manifest: \(text)")
        }
        self.kind = kind
        let plural = kind.hasSuffix("y") ? "\(kind.lowercased().dropLast())ies" : "\(kind.lowercased())s"
        let namespace = field("namespace", indent: "  ").map { "namespaces/\($0)/" } ?? ""
        path = "\(version.contains("/") ? "apis" : "api")/\(version)/\(namespace)\(plural)/\(name)"
        let isFlux = kind == "Kustomization" || kind == "GitRepository"
        self.text = isFlux ? text.replacingOccurrences(of: "\nspec:\n", with: "\nspec:\n  suspend: true\n") : text
    }
}

extension CurlFiles {
    /// Applies documents, many at a time, for one program after the other would take minutes.
    func apply(_ documents: [AppliedDocument]) throws {
        guard !documents.isEmpty else { return }
        let entries = documents.map { document in
            let body = document.text.replacingOccurrences(of: "\\", with: "\\\\")
                .replacingOccurrences(of: "\"", with: "\\\"").replacingOccurrences(of: "\n", with: "\\n")
            return """
                url = "\(server)/\(document.path)?fieldManager=benchmarks"
                request = PATCH
                header = "Content-Type: application/apply-patch+yaml"
                data-binary = "\(body)"
                output = /dev/null
                fail
                \(lines)
                """
        }
        let file = try write(entries.joined(separator: "\nnext\n"))
        _ = try Child.output(of: [
            "curl", "-sS", "--no-progress-meter", "--parallel", "--parallel-max", "20", "--config", file,
        ])
    }

    /// The arguments as lines of a configuration file.
    private var lines: String {
        stride(from: 0, to: arguments.count, by: 2).map { "\(arguments[$0].dropFirst(2)) = \"\(arguments[$0 + 1])\"" }
            .joined(separator: "\n")
    }
}
