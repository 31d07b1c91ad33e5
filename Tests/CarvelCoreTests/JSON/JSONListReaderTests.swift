import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Reading a list while it arrives")
struct JSONListReaderTests {
    private struct List: Equatable {
        var items: [JSONValue] = []
        var envelope: JSONObject = [:]
    }

    /// What comes of a text, or where it is none; that is the same whether items are made or only looked into.
    private func read(
        _ chunks: [[UInt8]],
        _ selection: JSONSelection = .everything
    ) throws(JSONError) -> List {
        let made = Result { () throws(JSONError) in
            try read(chunks, selection) { reader throws(JSONError) in try reader.next() }
        }
        let lookedInto = Result { () throws(JSONError) in
            try read(chunks, selection) { reader throws(JSONError) in try reader.nextView()?.value }
        }
        #expect(lookedInto == made)
        return try made.get()
    }

    private func read(
        _ chunks: [[UInt8]],
        _ selection: JSONSelection,
        _ next: (inout JSONListReader) throws(JSONError) -> JSONValue?
    ) throws(JSONError) -> List {
        var reader = JSONListReader(reading: selection)
        var items: [JSONValue] = []
        for chunk in chunks {
            reader.feed(chunk)
            while let item = try next(&reader) { items.append(item) }
        }
        reader.finish()
        while let item = try next(&reader) { items.append(item) }
        return List(items: items, envelope: reader.envelope)
    }

    private static func chunks(_ text: [UInt8], of size: Int) -> [[UInt8]] {
        stride(from: 0, to: text.count, by: size).map { Array(text[$0..<min($0 + size, text.count)]) }
    }

    /// Everything that a cut may fall into.
    private static let tricky = Array(
        #"""
         { "kind" : "List", "items":[ {"a":"\"]\\"} ,12,-1.5e3, "é😀\ud83d\ude00\n\u00e9", [ [ ], { } ] ,null,true
         ,{"metadata":{"a name of more than fifteen bytes":"x"},"b":[1,2,[3]],"c":false}, 0 ],
        "metadata":{"continue":"t","n":12} , "n": 34 }
        """#.utf8
    )

    // MARK: Cuts

    @Test("Cut in two at any place, it is the same list")
    func splits() throws {
        let whole = try JSONReader.value(Self.tricky)
        var envelope = try #require(whole.object)
        let items = try #require(envelope.removeValue(forKey: "items")?.array)
        #expect(items.count == 9)
        let expected = List(items: items, envelope: envelope)
        for split in 0...Self.tricky.count {
            let chunks = [Array(Self.tricky[..<split]), Array(Self.tricky[split...])]
            #expect(try read(chunks) == expected, "cut at \(split)")
        }
    }

    @Test("In small chunks, it is the same list", arguments: [1, 2, 3, 7])
    func smallChunks(size: Int) throws {
        let expected = try read([Self.tricky])
        #expect(expected.items.count == 9)
        #expect(expected.envelope["metadata"] == ["continue": "t", "n": 12])
        #expect(try read(Self.chunks(Self.tricky, of: size)) == expected)
    }

    @Test(
        "A part of each item, in any chunks, is what reading all and leaving out the rest comes to",
        arguments: [1, 7, 64]
    )
    func selective(size: Int) throws {
        let selection = JSONSelection.only("a.b", "b", ["c.d"])
        for seed in 0..<40 {
            let objects = (0..<6).map { GeneratedJSON.object(seed: UInt64(seed * 100 + $0)) }
            let text = Array(#"{"items":[\#(objects.joined(separator: ","))],"metadata":{"a":{"b":1}}}"#.utf8)
            let result = try read(Self.chunks(text, of: size), selection)
            #expect(result.items == (try objects.map { try JSONReader.value($0).pruned(to: selection) }))
            #expect(result.envelope == ["metadata": ["a": ["b": 1]]])
        }
    }

    @Test("Every list that a real server sent is read as when it is read at once", arguments: ["carvel", "list-watch"])
    func recordings(topic: String) throws {
        let file = try JSONReader.value(try Fixture.bytes("contract/\(topic).json"))
        let bodies = try #require(file["exchanges"]?.array).compactMap { $0[path: "response", "body"] }
        let lists = bodies.filter { $0["items"] != nil }
        #expect(lists.count > 4)
        for list in lists {
            let result = try read(Self.chunks(JSONWriter.bytes(list), of: 100))
            #expect(result.items == list["items"]?.array)
            #expect(result.envelope["metadata"] == list["metadata"])
        }
    }

    // MARK: When

    @Test("An item is handed out as soon as its last byte is there")
    func promptness() throws {
        var reader = JSONListReader()
        reader.feed(Array(#"{"metadata":{"continue":"t"},"items":[{"a":1}"#.utf8))
        #expect(reader.envelope.isEmpty)
        #expect(try reader.next() == ["a": 1])
        #expect(reader.envelope == ["metadata": ["continue": "t"]])
        #expect(try reader.next() == nil)
        reader.feed(Array(#",{"a":2},1"#.utf8))
        #expect(try reader.next() == ["a": 2])
        // More digits may follow.
        #expect(try reader.next() == nil)
        reader.feed(Array(#"2]"#.utf8))
        #expect(try reader.next() == 12)
        #expect(try reader.next() == nil)
        reader.feed(Array("}".utf8))
        reader.finish()
        #expect(try reader.next() == nil)
    }

    @Test("A huge item in tiny chunks is not read from its beginning at each of them", .timeLimit(.minutes(4)))
    func hugeItem() throws {
        let text = String(repeating: "0123456789", count: 50_000)
        let result = try read(Self.chunks(Array(#"{"items":[{"a":"\#(text)"},{"a":"b"}]}"#.utf8), of: 1))
        #expect(result.items == [["a": .string(text)], ["a": "b"]])
    }

    @Test("Keeps no more of the text than the latest chunk and the item that was cut")
    func memory() throws {
        let item = #"{"a":"\#(String(repeating: "x", count: 300))"}"#
        let text = Array(#"{"items":[\#(Array(repeating: item, count: 2_000).joined(separator: ","))]}"#.utf8)
        var reader = JSONListReader()
        var count = 0
        var most = 0
        for chunk in Self.chunks(text, of: 1_000) {
            reader.feed(chunk)
            while try reader.next() != nil { count += 1 }
            most = max(most, reader.bytes.count)
        }
        reader.finish()
        while try reader.next() != nil { count += 1 }
        #expect(count == 2_000)
        #expect(most <= 1_000 + item.utf8.count)
    }

    // MARK: Forms

    @Test(
        "Items may be none, and stand anywhere",
        arguments: [
            (#"{"items":[]}"#, 0), (#"{"items":null}"#, 0), (#"{"items" : null , "kind":"L"}"#, 0),
            (#"{"items":[ ]}"#, 0),
            (#"{"kind":"L","items":[1],"metadata":{}}"#, 1), (#"{"items":[1,2]}"#, 2), (" {\"items\":[1,2]} \n", 2),
            (#"{"it\u0065ms":[1]}"#, 1), (#"{"a":{"items":[1]},"items":[2,3]}"#, 2),
        ]
    )
    func forms(text: String, count: Int) throws {
        for size in [1, 1000] {
            let result = try read(Self.chunks(Array(text.utf8), of: size))
            #expect(result.items.count == count)
            #expect(result.envelope["items"] == nil)
        }
    }

    @Test(
        "What is no list, or not all of it, is an error at its place in the whole text",
        arguments: [
            ("", 0, "found the end of the text, expected '{' and a list"),
            ("[]", 0, "found '[', expected '{' and a list"),
            ("{}", 2, "the list has no items"),
            (#"{"kind":"Secret"} "#, 18, "the list has no items"),
            (#"{"items":{}}"#, 9, "found '{', expected '[' or null as items"),
            (#"{"items":nil}"#, 9, "found 'n', expected 'null'"),
            (#"{"items":[],"items":[]}"#, 12, "the list has items for the second time"),
            (#"{"items":[1 2]}"#, 12, "found '2', expected ',' or ']' after an element"),
            (#"{"items":[1,]}"#, 12, "found ']', expected a value"),
            (#"{"items":[{"a":tru}]}"#, 15, "found 't', expected 'true'"),
            (#"{"items":[1],}"#, 13, "found '}', expected a member name in quotes"),
            (#"{"items":[1]]"#, 12, "found ']', expected ',' or '}' after a member"),
            (#"{"items":[1]} x"#, 14, "found 'x', expected the end of the text"),
            (#"{"items":[1]}{}"#, 13, "found '{', expected the end of the text"),
            (#"{"items":[1"#, 11, "found the end of the text, expected ',' or ']' after an element"),
            (#"{"items":[1,"#, 12, "found the end of the text, expected a value"),
            (#"{"items":[1,{"a":"#, 17, "found the end of the text, expected a value"),
            (#"{"items":[tru"#, 10, "found 't', expected 'true'"),
            (#"{"items":["\u12"#, 13, "found '1', expected four hexadecimal digits"),
            (#"{"items":[]"#, 11, "found the end of the text, expected ',' or '}' after a member"),
            (#"{"items":[],"a":1"#, 17, "found the end of the text, expected ',' or '}' after a member"),
        ]
    )
    func errors(text: String, offset: Int, message: String) {
        for size in [1, 2, 5, 1000] {
            #expect(throws: JSONError(offset: offset, message: message), "in chunks of \(size)") {
                try read(Self.chunks(Array(text.utf8), of: size))
            }
        }
    }

    @Test("An item may not be deeper than the list allows")
    func depth() throws {
        func list(_ levels: Int) -> [UInt8] {
            Array(
                #"{"items":[\#(String(repeating: "[", count: levels) + String(repeating: "]", count: levels))]}"#.utf8
            )
        }
        #expect(try read([list(998)]).items.count == 1)
        #expect(throws: JSONError(offset: 10 + 998, message: "nested deeper than 1000 levels")) {
            try read([list(999)])
        }
    }
}
