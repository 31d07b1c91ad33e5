import OrderedCollections
import Testing

@testable import YAMLDocument

@Suite("Reading YAML, beyond what is recorded")
struct ReaderTests {
    @Test(
        "Plain text gets the type that go-yaml v2 gives it",
        arguments: [
            ("0777", JSONValue.int(511)), ("0b101", .int(5)), ("-0b101", .int(-5)), ("0xFFFFFFFFFFFFFFFF", .uint(.max)),
            ("-9223372036854775808", .int(.min)), ("-9223372036854775809", .double(-9_223_372_036_854_775_808)),
            ("0x10000000000000000", .double(18_446_744_073_709_551_616)), ("+.5e-3", 0.0005), (".5e-3", 0.0005),
            ("1E3", 1000),
            ("-1.5e+3", -1500), ("1e400", "1e400"), ("1_0.5_0", 10.5), ("_1", "_1"), ("0_", 0), ("+", "+"),
            ("0x1G", "0x1G"),
            ("1.2.3", "1.2.3"), (".", "."), (".5.", ".5."), ("Off", false), ("oFF", "oFF"), ("!!str 5", "5"),
            ("! 5", "5"),
            ("!own 5", "5"), ("!!int 0x10", 16), ("!!float 3", 3.0), ("!!bool \"yes\"", true), ("'yes'", "yes"),
            ("!!binary aGk=", "hi"), ("!!binary |\n  aGVs\n  bG8=", "hello"),
            ("!!timestamp 2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ]
    )
    func types(text: String, value: JSONValue) throws {
        let read = try YAMLReader.document("k: \(text)\n")["k"]
        #expect(read == value)
        // Comparison takes 1 and 1.0 for equal, and no number for a string.
        #expect((read?.string == nil) == (value.string == nil))
    }

    @Test(
        "A value that its tag or JSON cannot have is refused",
        arguments: [
            ("!!int 1.5", "cannot decode !!float as a !!int"), ("!!int secret", "cannot decode !!str as a !!int"),
            ("!!null x", "cannot decode !!str as a !!null"), ("!!bool 1", "cannot decode !!int as a !!bool"),
            ("!!binary a", "!!binary value contains invalid base64 data"),
            ("!!binary a*==", "!!binary value contains invalid base64 data"),
            ("!!timestamp today", "cannot decode !!str as a !!timestamp"), ("+.inf", "unsupported value: +Inf"),
        ]
    )
    func refused(text: String, message: String) throws {
        let error = #expect(throws: YAMLError.self) { try YAMLReader.document("a: 1\nk: \(text)\n", file: "f.yaml") }
        #expect(error == YAMLError(file: "f.yaml", line: 2, column: 4, message: message))
    }

    @Test(
        "Keys become strings as Kubernetes makes them",
        arguments: [
            ("1", "1"), ("0x10", "16"), ("yes", "true"), ("off", "false"), ("1.5", "1.5"), ("1e6", "1e+06"),
            ("1.25e-7", "1.25e-07"),
            ("0.0001", "0.0001"), ("123456.5", "123456.5"), ("100000.0", "100000"), ("-2.0", "-2"), ("1e300", ".inf"),
            ("0.0", "0"),
            ("-.inf", "-.inf"), (".nan", ".nan"), ("\"1.50\"", "1.50"), ("1234567.0", "1.234567e+06"), ("20.0", "20"),
        ]
    )
    func keys(text: String, key: String) throws {
        #expect(try YAMLReader.document("\(text): x\n") == .object([key: "x"]))
    }

    @Test("Merges work as in Kubernetes: in order, and the earlier of a list wins") func merges() throws {
        let text = """
            - &a {x: 1, p: 1}
            - &b {p: 2, q: 2}
            - {<<: [*a, *b], w: 0}
            - {x: 0, <<: *a}
            - {<<: *a, x: 0}
            - {<<: {v: 1}}
            - {"<<": *a}
            - {<<: [{v: 1}]}
            """
        let values = try YAMLReader.document(text).array ?? []
        #expect(values.count == 8)
        #expect(values[2] == ["x": 1, "p": 1, "q": 2, "w": 0])
        #expect(values[3] == ["x": 1, "p": 1])
        #expect(values[4] == ["x": 0, "p": 1])
        #expect(values[5] == ["v": 1])
        #expect(values[6] == .object(["<<": ["x": 1, "p": 1]]))
        #expect(values[7] == ["v": 1])
        let error = #expect(throws: YAMLError.self) { try YAMLReader.document("a: &a [1]\nb: {<<: *a}\n") }
        #expect(error?.message == "map merge requires map or sequence of maps as the value")
    }

    @Test(
        "Strict reading refuses a key that is set twice, however that comes about",
        arguments: [
            "a: 1\nb: {c: 1, c: 2}\n", "- a: 1\n  \"a\": 1\n", "1: a\n\"1\": b\n", "a: &x {b: 1}\nc: {<<: *x, b: 2}\n",
        ]
    )
    func strict(text: String) throws {
        _ = try YAMLReader.documents(text)
        #expect(throws: YAMLError.self) { try YAMLReader.documents(text, strict: true) }
    }

    @Test("A document that aliases multiply beyond reason is refused", .timeLimit(.minutes(4))) func bombs() throws {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            bomb += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let error = #expect(throws: YAMLError.self) { try YAMLReader.documents(bomb) }
        #expect(error?.message == "document contains excessive aliasing")
        let harmless = "a: &a {b: 1}\nc: [" + Array(repeating: "*a", count: 300).joined(separator: ", ") + "]\n"
        #expect(try YAMLReader.document(harmless)["c"]?.array?.count == 300)
    }

    @Test("Nesting beyond reason is refused, and what is within is read") func nesting() throws {
        let fine = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
        #expect(try YAMLReader.document(fine).array?.count == 1)
        let error = #expect(throws: YAMLError.self) {
            try YAMLReader.document(String(repeating: "[", count: 100_000))
        }
        #expect(error?.message == "nested deeper than 1000 levels")
        let blocks = (0...1000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(throws: YAMLError.self) { try YAMLReader.document(blocks) }
    }

    @Test("Documents without content are left out, and null is content") func documents() throws {
        #expect(
            try YAMLReader.documents("# c\n---\n# d\n---\na: 1\n---\n---\nnull\n---\n''\n...\n") == [
                ["a": 1], .null, "",
            ]
        )
        #expect(try YAMLReader.documents("# nothing\n").isEmpty)
        // An anchor is known in its own document only.
        #expect(throws: YAMLError.self) { try YAMLReader.documents("a: &x 1\n---\nb: *x\n") }
        let none = #expect(throws: YAMLError.self) { try YAMLReader.document("---\n", file: "f") }
        #expect(none?.description == "f:1:1: expected one YAML document, found none")
        let two = #expect(throws: YAMLError.self) { try YAMLReader.document("a: 1\n---\nb: 1\n") }
        #expect(two?.description == "line 3, column 1: expected one YAML document, found 2")
    }

    @Test(
        "An error says where it is",
        arguments: [
            ("a: 1\nb: [1, 2\nc: 3\n", 3, 2), ("a: 1\nb: *x\n", 2, 4), ("é: 1\nü: ä\u{1}\n", 2, 5),
            ("a: 1\n\tb: 2\n", 2, 1),
            ("\u{FEFF}a: @\n", 1, 4),
        ]
    )
    func places(text: String, line: Int, column: Int) {
        let error = #expect(throws: YAMLError.self) { try YAMLReader.documents(text) }
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test("A node knows where and how it is written") func nodes() throws {
        let text = "\u{FEFF}é: &x 'ü' # c\nb: !!int \"5\"\nc: *x\nd: |\n  t\ne: {f: [g]}\n"
        let node = try #require(try YAMLReader.nodes(text).first)
        guard case .mapping(let members) = node.content else {
            Issue.record("not a mapping")
            return
        }
        #expect(node.style == .block)
        #expect(members.map(\.value.style) == [.singleQuoted, .doubleQuoted, .singleQuoted, .literal, .flow])
        #expect(members.map(\.value.isAlias) == [false, false, true, false, false])
        #expect(members[0].key.start == YAMLMark(line: 1, column: 1, offset: 3))
        #expect(members[0].value.start == YAMLMark(line: 1, column: 4, offset: 7))
        #expect(members[0].value.end == YAMLMark(line: 1, column: 10, offset: 14))
        #expect(members[0].value.anchor == "x")
        #expect(members[1].value.tag == "tag:yaml.org,2002:int")
        #expect(try members[1].value.resolved() == 5)
        #expect(members[4].value.end == YAMLMark(line: 6, column: 12, offset: text.utf8.count - 1))
    }
}
