import CarvelCore
import FoundationEssentials
import Testing
import YAMLDocument

/// What the real ytt made of values for a schema.
struct RecordedValues: Decodable, Sendable {
    struct Schema: Decodable, Sendable {
        /// The text with ytt's annotations.
        let ytt: String
        /// The OpenAPI document that ytt made of it, as YAML.
        let openapi: String
    }

    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let schema: String
        let values: String
        let accepted: Bool
        let error: String?

        /// Whether ytt refused the values for a validation, which the OpenAPI document does not know.
        var breaksValidation: Bool { error?.hasPrefix("ytt: Error: Validating final data values:") ?? false }
        /// Whether the values have an infinite number in them, for which JSON has no word.
        var isInfinite: Bool { values.contains(".inf") }

        var testDescription: String { "\(schema): \(values.debugDescription)" }
        var files: [ValuesFile] { [ValuesFile(name: "v.yaml", text: values)] }
    }

    let schemas: [String: Schema]
    let cases: [Case]

    private static func contents() throws -> Data {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/contract/values.json")
        return try Data(contentsOf: file)
    }

    static func load() throws -> RecordedValues {
        try JSONDecoder().decode(RecordedValues.self, from: contents())
    }

    /// The merged values of each case, read as the YAML that JSON is.
    static func results() throws -> [JSONValue?] {
        let recorded = try YAMLReader.document(String(decoding: contents(), as: UTF8.self))
        return try #require(recorded["cases"]?.array).map { $0["result"] }
    }

    func yttSchema(_ name: String) throws -> ValuesSchema {
        let schema = try #require(schemas[name])
        return try #require(try ValuesSchema.ytt(schema.ytt, file: "schema.yml"))
    }

    func openAPISchema(_ name: String) throws -> ValuesSchema {
        let document = try YAMLReader.document(#require(schemas[name]).openapi)
        return ValuesSchema(openAPI: try #require(document[path: "components", "schemas", "dataValues"]))
    }
}

@Suite("Values that the real ytt judged")
struct RecordedValuesTests {
    let recorded: RecordedValues

    init() throws {
        recorded = try RecordedValues.load()
    }

    @Test("All 67 are there, 6 of them refused for a validation")
    func count() {
        #expect(recorded.cases.count == 67)
        #expect(recorded.cases.count(where: \.breaksValidation) == 6)
    }

    @Test("By ytt's own schema ours takes the same, and refuses the rest in the same words", arguments: try cases())
    func ytt(numbered: (index: Int, recorded: RecordedValues.Case)) throws {
        let schema = try recorded.yttSchema(numbered.recorded.schema)
        #expect(schema.notJudged.isEmpty)
        switch Result(catching: { () throws(ValuesRefusal) in try schema.check(numbered.recorded.files) }) {
        case .success(let merged):
            #expect(numbered.recorded.accepted)
            try expect(merged, ofCase: numbered.index)
        case .failure(let refusal):
            #expect(refusal.yttReport.trimmingTrailingNewlines() == numbered.recorded.error)
        }
    }

    @Test(
        "By the schema in a Package ours takes the same, but for validations, which it cannot know",
        arguments: try cases()
    )
    func openAPI(numbered: (index: Int, recorded: RecordedValues.Case)) throws {
        let schema = try recorded.openAPISchema(numbered.recorded.schema)
        if numbered.recorded.accepted || numbered.recorded.breaksValidation {
            let merged = try schema.check(numbered.recorded.files)
            if numbered.recorded.accepted { try expect(merged, ofCase: numbered.index) }
        } else {
            #expect(throws: ValuesRefusal.self) { try schema.check(numbered.recorded.files) }
        }
    }

    private static func cases() throws -> [(index: Int, recorded: RecordedValues.Case)] {
        try RecordedValues.load().cases.enumerated().map { ($0.offset, $0.element) }
    }

    private func expect(_ merged: JSONValue, ofCase index: Int) throws {
        if recorded.cases[index].isInfinite {
            #expect(merged["ratio"] == .double(.infinity))
        } else {
            #expect(try merged == RecordedValues.results()[index])
        }
    }
}

extension String {
    /// The text without the line breaks that end it, which the recorder cut off.
    func trimmingTrailingNewlines() -> String {
        var text = self[...]
        while text.last == "\n" { text.removeLast() }
        return String(text)
    }
}
