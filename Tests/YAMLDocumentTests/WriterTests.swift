import OrderedCollections
import Testing

@testable import YAMLDocument

@Suite("Writing YAML")
struct WriterTests {
    @Test("A document is laid out as kubectl prints it") func layout() {
        let value: JSONValue = [
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": ["name": "app-values", "labels": [:], "finalizers": []],
            "spec": [
                "values": [["secretRef": ["name": "a", "key": "b"]], "x", ["p", ["q"]], [:], []],
                "constraints": ">=0.0.0", "count": 2, "ratio": 0.5, "on": true, "none": .null,
            ],
            "stringData": [
                "values.yaml": "---\nname: app\nlist:\n- 1\n", "tail": "x\ny", "keep": "x\n\n", "pad": "  x\n",
            ],
        ]
        #expect(
            YAMLWriter.string(value) == """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: app-values
                  labels: {}
                  finalizers: []
                spec:
                  values:
                  - secretRef:
                      name: a
                      key: b
                  - x
                  - - p
                    - - q
                  - {}
                  - []
                  constraints: ">=0.0.0"
                  count: 2
                  ratio: 0.5
                  "on": true
                  none: null
                stringData:
                  values.yaml: |
                    ---
                    name: app
                    list:
                    - 1
                  tail: |-
                    x
                    y
                  keep: |+
                    x

                  pad: |2
                      x

                """
        )
    }

    @Test("Documents are separated by a marker line") func documents() throws {
        let documents: [JSONValue] = [["a": 1], "text\n\n", .null, [1, [2]], [:]]
        let text = YAMLWriter.string(documents: documents)
        #expect(text == "a: 1\n---\n|+\n  text\n\n---\nnull\n---\n- 1\n- - 2\n---\n{}\n")
        #expect(try YAMLReader.documents(text) == documents)
        #expect(YAMLWriter.string(documents: []).isEmpty)
    }

    @Test("A string that some reader takes for something else is quoted", arguments: TrickyStrings.typed)
    func quoted(_ text: String) {
        #expect(YAMLWriter.string(.string(text)) == "\"\(text)\"\n")
    }

    @Test("A string that is clear as it is has no quotes", arguments: TrickyStrings.plain)
    func plain(_ text: String) {
        #expect(YAMLWriter.string(.string(text)) == text + "\n")
    }

    @Test(
        "Numbers keep their value and their kind",
        arguments: [
            (JSONValue.int(.min), "-9223372036854775808"), (.uint(.max), "18446744073709551615"), (.double(1), "1.0"),
            (.double(1e300), "1.0e+300"), (.double(1.5e-7), "1.5e-07"), (.double(0.1), "0.1"), (.double(-0.0), "-0.0"),
        ]
    )
    func numbers(value: JSONValue, text: String) throws {
        #expect(YAMLWriter.string(value) == text + "\n")
        #expect(try YAMLReader.document(text) == value)
    }

    @Test("Every string is read back as it was, wherever it stands") func roundTrip() throws {
        for text in TrickyStrings.listed + TrickyStrings.combinations {
            let value = Self.everywhere(text)
            let written = YAMLWriter.string(value)
            // One comparison of bytes, since Swift takes equivalent Unicode strings for equal.
            let read = try YAMLReader.document(written, strict: true)
            #expect(read == value, "\(text.debugDescription) was written as \(written)")
            #expect(Array(read["value"]?.string?.utf8 ?? "-".utf8) == Array(text.utf8))
        }
    }

    @Test("A key that is too long for a simple one is announced") func longKey() throws {
        let value: JSONValue = .object(["short": 1, String(repeating: "k", count: 1500): ["a": [1]]])
        let nested: JSONValue = ["list": [value]]
        #expect(try YAMLReader.document(YAMLWriter.string(nested)) == nested)
    }

    /// A value that has the string at every kind of place.
    static func everywhere(_ text: String) -> JSONValue {
        [
            "value": .string(text),
            "key": .object([text: 1, "~next": 2]),
            "list": [.string(text), [.string(text), .object([text: .string(text), "~next": .string(text)])], "end"],
            "last": .string(text),
        ]
    }
}
