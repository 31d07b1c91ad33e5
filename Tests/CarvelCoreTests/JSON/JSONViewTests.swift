import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Looking into JSON that is not read")
struct JSONViewTests {
    private func view(_ text: String, _ selection: JSONSelection = .everything) throws -> JSONView {
        var reader = JSONListReader(reading: selection)
        reader.feed(Array(#"{"items":[\#(text)]}"#.utf8))
        return try #require(try reader.nextView())
    }

    /// Whether looking anywhere into a value tells the same as the value.
    private func expectSame(_ view: JSONView, as value: JSONValue) {
        #expect(view.value == value)
        #expect(view.string == value.string)
        #expect(view.bool == value.bool)
        #expect(view.int == value.int)
        #expect(view.memberCount.map { $0 >= value.object?.count ?? 0 } ?? (value.object == nil))
        #expect(view.memberNames.map(Set.init) == value.object.map { Set($0.keys) })
        #expect(view.isString("a") == (value.string == "a"))
        #expect(value.string.map(view.isString) ?? true)
        for (name, member) in value.object ?? [:] {
            if let inner = view[name] { expectSame(inner, as: member) } else { Issue.record("no \(name)") }
        }
        #expect(view["there is no such member"] == nil)
        #expect(view.array?.count == value.array?.count)
        for (element, expected) in zip(view.array ?? [], value.array ?? []) { expectSame(element, as: expected) }
    }

    @Test("Tells the same as reading it")
    func agreement() throws {
        for seed in 0..<200 {
            let text = GeneratedJSON.object(seed: UInt64(seed))
            expectSame(try view(text), as: try JSONReader.value(text))
        }
    }

    @Test("Of members with the same name, the last counts, however the name is written")
    func sameNames() throws {
        let view = try view(#"{"a":1,"\u0061":2,"b":[{"\u00e9\n":"\"x\""}]}"#)
        #expect(view["a"]?.int == 2)
        #expect(view.memberCount == 3)
        #expect(view["b"]?.array?.first?["é\n"]?.string == #""x""#)
        #expect(view["b"]?.array?.first?["é\n"]?.isString(#""x""#) == true)
        #expect(view["b"]?.array?.first?["é\n"]?.isString("x") == false)
        #expect(view.value == ["a": 2, "b": [["é\n": #""x""#]]])
    }

    @Test("Finds nothing in what is no object, and no member that was not to be read")
    func absent() throws {
        let view = try view(#"{"metadata":{"name":"a","uid":"u"},"spec":[1]}"#, .only("metadata.name", "spec"))
        #expect(view[path: "metadata", "name"]?.string == "a")
        #expect(view[path: "metadata", "uid"] == nil)
        #expect(view["metadata"]?.memberCount == 1)
        #expect(view[path: "spec", "a"] == nil)
        #expect(view["spec"]?.memberNames == nil)
    }

    @Test("Knows the text that a value stands in, to the byte")
    func text() throws {
        let view = try view(#"{"a": {"b":[1, "x"] } ,"c":"d"}"#)
        let text = Array(#"{"b":[1, "x"] }"#.utf8)
        #expect(view["a"]?.text == text)
        #expect(view["a"]?.hasText(text) == true)
        #expect(view["a"]?.hasText(Array(text.dropLast())) == false)
        #expect(view["a"]?["b"]?.text == Array(#"[1, "x"]"#.utf8))
        #expect(JSONValue.object(["b": 1]).hasText(text) == false)
    }

    @Test("Stays as it is when the reader goes on, and takes more")
    func kept() throws {
        var reader = JSONListReader()
        reader.feed(Array(#"{"items":[{"a":"first"},{"a":"#.utf8))
        let first = try #require(try reader.nextView())
        #expect(try reader.nextView() == nil)
        reader.feed(Array(#""second"}]}"#.utf8))
        #expect(try reader.nextView()?["a"]?.string == "second")
        #expect(first["a"]?.string == "first")
    }

    @Test("A string that is not UTF-8 is an error, looked into or not")
    func encoding() throws {
        for text in [#"{"a":"\u{1}"}"#, #"{"\u{1}":1}"#] {
            let bytes = Array(text.utf8).map { $0 == 1 ? 0xFF : $0 }
            var reader = JSONListReader()
            reader.feed(Array(#"{"items":["#.utf8) + bytes + Array("]}".utf8))
            #expect(throws: JSONError.self) { try reader.nextView() }
        }
    }
}
