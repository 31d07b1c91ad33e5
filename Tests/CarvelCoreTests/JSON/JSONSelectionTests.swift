import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Reading a part of JSON")
struct JSONSelectionTests {
    private static let object =
        #"{"kind":"App","metadata":{"name":"a","labels":{"x.io/y":"1","z":"2"}},"spec":[{"a":1,"b":2},3,[{"a":4}]]}"#

    @Test(
        "Reads what the paths name, and no more",
        arguments: [
            (.everything, object),
            (.only("kind"), #"{"kind":"App"}"#),
            (.only("metadata.name"), #"{"metadata":{"name":"a"}}"#),
            (.only("metadata.labels", "kind"), #"{"kind":"App","metadata":{"labels":{"x.io/y":"1","z":"2"}}}"#),
            (.only(["metadata", "labels", "x.io/y"]), #"{"metadata":{"labels":{"x.io/y":"1"}}}"#),
            (
                .only("metadata", "metadata.name", "metadata.absent"),
                #"{"metadata":{"name":"a","labels":{"x.io/y":"1","z":"2"}}}"#
            ),
            (.only("spec.a"), #"{"spec":[{"a":1},3,[{"a":4}]]}"#),
            (.only("kind.name", "metadata.absent"), #"{"kind":"App","metadata":{}}"#),
            (.only("absent"), "{}"),
            (.only(), "{}"),
            (.all(except: "metadata", "spec.b"), #"{"kind":"App","spec":[{"a":1},3,[{"a":4}]]}"#),
            (
                .all(except: ["metadata", "labels", "x.io/y"], "spec"),
                #"{"kind":"App","metadata":{"name":"a","labels":{"z":"2"}}}"#
            ),
            (.all(except: "absent", "kind.name"), object),
        ] as [(JSONSelection, String)]
    )
    func paths(selection: JSONSelection, expected: String) throws {
        let value = try JSONReader.value(Array(Self.object.utf8), reading: selection)
        #expect(String(decoding: JSONWriter.bytes(value), as: UTF8.self) == expected)
    }

    private static let selections: [JSONSelection] = [
        .only("a"), .only("a.b", "b.a.a"), .only(["c.d"], "é"), .only(""), .only("absent"),
        .only(["a name of more than fifteen bytes"], "a"), .all(except: "a"), .all(except: "a.b", ["c.d", "a"]),
        .all(except: ["a name of more than fifteen bytes"]), .everything,
    ]

    @Test("Comes to the same as reading all and leaving out the rest, in any text", arguments: selections)
    func agreement(selection: JSONSelection) throws {
        for seed in 0..<600 {
            let text = GeneratedJSON.object(seed: UInt64(seed))
            let whole = try JSONReader.value(text)
            let part = try JSONReader.value(Array(text.utf8), reading: selection)
            // As text, so that the order counts too.
            #expect(JSONWriter.bytes(part) == JSONWriter.bytes(whole.pruned(to: selection)), "\(text)")
        }
    }

    @Test(
        "Comes to the same in every answer of a real server",
        arguments: ["apply", "auth", "carvel", "discovery", "discovery-flux-0.41", "list-watch"]
    )
    func recordings(topic: String) throws {
        let selections: [JSONSelection] = [
            .only("kind", "metadata.name", "items.metadata.name", "status"),
            .all(except: "metadata.managedFields", "items.metadata.managedFields"),
            .only("items.spec", "items.status.conditions.type", "metadata.annotations"),
        ]
        let file = try JSONReader.value(try Fixture.bytes("contract/\(topic).json"))
        let bodies = try #require(file["exchanges"]?.array).compactMap { $0[path: "response", "body"] }
        #expect(bodies.count > 5)
        for body in bodies {
            for selection in selections {
                let part = try JSONReader.value(JSONWriter.bytes(body), reading: selection)
                #expect(JSONWriter.bytes(part) == JSONWriter.bytes(body.pruned(to: selection)))
            }
        }
    }

    @Test(
        "Any text that is cut is an error, wherever it is cut",
        arguments: [.only("a"), .only("absent")] as [JSONSelection]
    )
    func cut(selection: JSONSelection) throws {
        for seed in 0..<40 {
            let text = Array(GeneratedJSON.object(seed: UInt64(seed)).utf8)
            for length in 0..<text.count {
                #expect(throws: JSONError.self) { try JSONReader.value(Array(text[..<length]), reading: selection) }
            }
        }
    }

    @Test(
        "What is skipped must have its strings and brackets in order",
        arguments: [
            (#"{"x":[}"#, 6, "found '}', expected ',' or ']' after an element"),
            (#"{"x":{]}"#, 6, "found ']', expected ',' or '}' after a member"),
            (#"{"x":[[]}"#, 8, "found '}', expected ',' or ']' after an element"),
            (#"{"x":{"a":[1,2}]}"#, 14, "found '}', expected ',' or ']' after an element"),
            (#"{"x":{}}}"#, 8, "found '}', expected the end of the text"),
            (#"{"x":[]]}"#, 7, "found ']', expected ',' or '}' after a member"),
            (#"{"x":[\]}"#, 6, #"found '\', expected ',' or ']' after an element"#),
            (#"{"x":[_]}"#, 6, "found '_', expected ',' or ']' after an element"),
            (#"{"x":["a\"]}"#, 12, "found the end of the text, expected the end of a string"),
            (#"{"x":["a]}"#, 10, "found the end of the text, expected the end of a string"),
            (#"{"x":[1,2"#, 9, "found the end of the text, expected ',' or ']' after an element"),
            (#"{"x":"a\"}"#, 10, "found the end of the text, expected the end of a string"),
            (#"{"x":"a\"#, 8, "found the end of the text, expected the end of a string"),
            (#"{"x":}"#, 5, "found '}', expected a value"),
            (#"{"x":"#, 5, "found the end of the text, expected a value"),
            (#"{"x" 1}"#, 5, "found '1', expected ':' after a member name"),
            (#"{"x":1 2}"#, 7, "found '2', expected ',' or '}' after a member"),
            (#"{"x":1,}"#, 7, "found '}', expected a member name in quotes"),
        ]
    )
    func damage(text: String, offset: Int, message: String) {
        #expect(throws: JSONError(offset: offset, message: message)) {
            try JSONReader.value(Array(text.utf8), reading: .only("a"))
        }
    }

    @Test("One bracket too few, too many or of the other kind is an error at any place")
    func brackets() throws {
        let text = Array(#"{"x":{"a":[{},[[]],{"b":[1,{"c":"d"}]}],"e":"f"},"y":[[[{}]],{"z":[]}]}"#.utf8)
        let others: [UInt8: [UInt8]] = [0x5B: [0x7B], 0x7B: [0x5B], 0x5D: [0x7D], 0x7D: [0x5D]]
        for (index, byte) in text.enumerated() {
            guard let other = others[byte] else { continue }
            for replacement in [[], [byte, byte], other] {
                let damaged = Array(text[..<index]) + replacement + text[(index + 1)...]
                #expect(throws: JSONError.self) { try JSONReader.value(damaged, reading: .only("a")) }
            }
        }
    }

    @Test("Skips as deep as it reads, and no deeper", arguments: [("[", "]"), (#"{"a":"#, "}")])
    func depth(opening: String, closing: String) throws {
        func nested(_ levels: Int) -> [UInt8] {
            let text = String(repeating: opening, count: levels) + "1" + String(repeating: closing, count: levels)
            return Array(#"{"x":\#(text),"a":true}"#.utf8)
        }
        #expect(try JSONReader.value(nested(999), reading: .only("a")) == ["a": true])
        let tooDeep = JSONError(offset: 5 + 999 * opening.utf8.count, message: "nested deeper than 1000 levels")
        #expect(throws: tooDeep) { try JSONReader.value(nested(1000), reading: .only("a")) }
        #expect(throws: tooDeep) { try JSONReader.value(nested(1000)) }
    }
}
