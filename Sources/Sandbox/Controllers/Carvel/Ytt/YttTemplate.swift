import CarvelCore
import YAMLDocument

/// A small part of ytt: schemas, values, and values in the place of scalars. That is what the packages of an operator's
/// first steps are made of; whatever else a template asks for is refused with its line.
struct YttTemplate {
    struct Failure: Error {
        var standardError: String
    }

    /// The texts by path.
    let files: [String: String]

    static func isYAML(_ path: String) -> Bool {
        path.hasSuffix(".yml") || path.hasSuffix(".yaml")
    }

    /// The objects that the templates make with these values.
    func render(_ values: [ValuesFile]) throws(Failure) -> [JSONValue] {
        var schema: ValuesSchema?
        var defaults: [ValuesFile] = []
        var templates: [(path: String, text: String)] = []
        for (path, text) in files.sorted(by: { $0.key < $1.key }) where Self.isYAML(path) {
            let directives = text.split(separator: "\n").map { $0.filter { !$0.isWhitespace } }
            if directives.contains("#@data/values-schema") {
                schema = try self.schema(text, path)
            } else if directives.contains("#@data/values") {
                let plain = text.split(separator: "\n", omittingEmptySubsequences: false)
                    .filter { !$0.hasPrefix("#@") }
                defaults.append(ValuesFile(name: path, text: plain.joined(separator: "\n")))
            } else {
                templates.append((path, text))
            }
        }
        let merged: JSONValue
        do {
            merged = try (schema ?? ValuesSchema(openAPI: ["type": "object"])).check(defaults + values)
        } catch {
            throw Failure(standardError: error.yttReport)
        }
        var objects: [JSONValue] = []
        for template in templates { objects += try render(template.text, template.path, merged) }
        return objects
    }

    private func schema(_ text: String, _ path: String) throws(Failure) -> ValuesSchema? {
        do {
            return try ValuesSchema.ytt(text, file: path)
        } catch {
            throw Failure(standardError: "ytt: Error: \(error)\n")
        }
    }

    private func render(_ text: String, _ path: String, _ values: JSONValue) throws(Failure) -> [JSONValue] {
        var lines: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            lines.append(try rendered(line, values, place: "\(path):\(index + 1)"))
        }
        do {
            return try YAMLReader.documents(lines.joined(separator: "\n"), file: path)
        } catch {
            throw Failure(standardError: "ytt: Error: Unmarshaling YAML template '\(path)': \(error.message)\n")
        }
    }

    /// A line with the value in the place of its code, as JSON, which is YAML too.
    private func rendered(_ line: Substring, _ values: JSONValue, place: String) throws(Failure) -> String {
        guard let mark = line.firstRange(of: "#@") else { return String(line) }
        let before = line[..<mark.lowerBound]
        let code = line[mark.upperBound...]
        if before.allSatisfy(\.isWhitespace) {
            if code.firstRange(of: "load(")?.lowerBound == code.firstIndex(where: { !$0.isWhitespace }) { return "" }
            throw unknown(String(code), place)
        }
        var expression = YttExpression(String(code), values: values)
        guard let value = expression.value() else { throw unknown(String(code), place) }
        return before + String(decoding: JSONWriter.bytes(value), as: UTF8.self)
    }

    private func unknown(_ code: String, _ place: String) -> Failure {
        Failure(
            standardError: "ytt: Error: \n- the sandbox's ytt can't evaluate this:\n    \(place) | #@\(code)\n"
        )
    }
}
