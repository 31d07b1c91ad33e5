import Testing

@testable import YAMLDocument

/// One recorded reading: a YAML text, and the JSON or the error that Kubernetes' reader made of it.
struct ContractCase: Sendable, CustomTestStringConvertible {
    let yaml: String
    let json: JSONValue?
    let error: String?
    let strictError: String?

    var testDescription: String { yaml.debugDescription }

    /// Every recorded case. JSON is YAML, so the reader under test reads its own fixture; `ContractTests` checks the
    /// number of cases, and that the fixture's own text came out right.
    static func all() throws -> [ContractCase] {
        // One recorded text holds a raw U+0085, which is any character in JSON but a line break in YAML.
        let json = try Fixture.text("contract/yaml.json").replacing("\u{85}", with: "\\u0085")
        let cases = try YAMLReader.document(json).array ?? []
        return try cases.map { value in
            ContractCase(
                yaml: try #require(value["yaml"]?.string),
                json: value["json"],
                error: value["error"]?.string,
                strictError: value["strictError"]?.string
            )
        }
    }
}

/// A Go error's text without what only says where: `yaml: line 3: `, `yaml: unmarshal errors:\n  line 2: `, `json: `.
func withoutPlace(_ message: String) -> String {
    var rest = message[...]
    for prefix in ["yaml: ", "json: ", "unmarshal errors:\n  "] where rest.hasPrefix(prefix) {
        rest = rest.dropFirst(prefix.count)
    }
    if rest.hasPrefix("line "), let end = rest.firstRange(of: ": ") { rest = rest[end.upperBound...] }
    return String(rest)
}
