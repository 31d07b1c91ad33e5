import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Reading JSON")
struct JSONReaderTests {
    @Test(
        "Takes every kind of value",
        arguments: [
            ("null", JSONValue.null), ("true", true), ("false", false), (#""""#, ""), ("[]", []), ("{}", [:]),
            (" \t\r\n1 \t\r\n", 1), ("[1,[2,[]],{}]", [1, [2, []], [:]]),
            (#"{"a":{"b":[null]}}"#, ["a": ["b": [.null]]]),
            ("[ 1 , 2 ]", [1, 2]), (#"{ "a" : 1 , "b" : 2 }"#, ["a": 1, "b": 2]), (#"{"":0}"#, ["": 0]),
            (#"{"a":1,"a":2}"#, ["a": 2]),
        ] as [(String, JSONValue)]
    )
    func values(text: String, expected: JSONValue) throws {
        #expect(try JSONReader.value(text) == expected)
    }

    @Test("Keeps members in the order in which they stand")
    func order() throws {
        let value = try JSONReader.value(#"{"z":1,"a":2,"m":3,"a":4}"#)
        #expect(value.object.map { Array($0.keys) } == ["z", "a", "m"])
    }

    @Test(
        "Reads numbers exactly",
        arguments: [
            ("0", .int(0)), ("-0", .int(0)), ("-1", .int(-1)), ("9007199254740993", .int(9_007_199_254_740_993)),
            ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
            ("9223372036854775808", .uint(9_223_372_036_854_775_808)), ("18446744073709551615", .uint(.max)),
            ("18446744073709551616", .double(18_446_744_073_709_551_616)),
            ("-9223372036854775809", .double(-9_223_372_036_854_775_808)),
            ("1.0", .double(1)), ("-0.5", .double(-0.5)), ("1e3", .double(1000)), ("1E+3", .double(1000)),
            ("1.5e-3", .double(0.0015)), ("0e0", .double(0)), ("5e-324", .double(.leastNonzeroMagnitude)),
            ("1e-400", .double(0)),
            ("1.7976931348623157e308", .double(1.7976931348623157e308)),
        ] as [(String, JSONValue)]
    )
    func numbers(text: String, expected: JSONValue) throws {
        let value = try JSONReader.value(text)
        #expect(value == expected)
        #expect(Self.kind(value) == Self.kind(expected))
    }

    /// Which case a value is: equality alone takes an int for a double.
    private static func kind(_ value: JSONValue) -> String {
        switch value {
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        default: "no number"
        }
    }

    @Test(
        "Resolves escapes",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
            (#""\ud83d\ude00""#, "😀"), (#""\uD83D\uDE00!""#, "😀!"), (#""\u0000""#, "\0"),
            (#""a\u0301""#, "a\u{301}"), (#""é😀""#, "é😀"), ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"),
        ]
    )
    func escapes(text: String, expected: String) throws {
        let string = try #require(try JSONReader.value(text).string)
        #expect(Array(string.unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test(
        "Puts the replacement character in the place of half a surrogate pair, as Go does",
        arguments: [
            (#""\ud83d""#, "\u{FFFD}"), (#""\ude00""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
            (#""\ud83d\n""#, "\u{FFFD}\n"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
            (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
        ]
    )
    func surrogates(text: String, expected: String) throws {
        #expect(try JSONReader.value(text).string == expected)
    }

    @Test(
        "Says where a text stops being JSON, and why",
        arguments: [
            ("", 0, "found the end of the text, expected a value"),
            ("  ", 2, "found the end of the text, expected a value"),
            ("nul", 0, "found 'n', expected 'null'"), ("True", 0, "found 'T', expected a value"),
            ("tru", 0, "found 't', expected 'true'"), ("falsE", 0, "found 'f', expected 'false'"),
            ("'a'", 0, "found ''', expected a value"), ("NaN", 0, "found 'N', expected a value"),
            ("+1", 0, "found '+', expected a value"), (".5", 0, "found '.', expected a value"),
            ("01", 1, "found '1', expected no digit after a leading zero"),
            ("-", 1, "found the end of the text, expected a digit"), ("-a", 1, "found 'a', expected a digit"),
            ("-Infinity", 1, "found 'I', expected a digit"),
            ("1.", 2, "found the end of the text, expected a digit"), ("1.e5", 2, "found 'e', expected a digit"),
            ("1e", 2, "found the end of the text, expected a digit"), ("1e+-1", 3, "found '-', expected a digit"),
            ("0x1", 1, "found 'x', expected the end of the text"), ("1e400", 0, "the number 1e400 is too large"),
            ("1 2", 2, "found '2', expected the end of the text"),
            ("{}}", 2, "found '}', expected the end of the text"),
            ("[1,]", 3, "found ']', expected a value"), ("[,1]", 1, "found ',', expected a value"),
            ("[1 2]", 3, "found '2', expected ',' or ']' after an element"),
            ("[", 1, "found the end of the text, expected a value"),
            ("[1", 2, "found the end of the text, expected ',' or ']' after an element"),
            ("{\"a\":1,}", 7, "found '}', expected a member name in quotes"),
            ("{a:1}", 1, "found 'a', expected a member name in quotes"),
            ("{1:1}", 1, "found '1', expected a member name in quotes"),
            ("{\"a\" 1}", 5, "found '1', expected ':' after a member name"),
            ("{\"a\":}", 5, "found '}', expected a value"),
            ("{\"a\":1 \"b\":2}", 7, "found '\"', expected ',' or '}' after a member"),
            ("{\"a\":1]", 6, "found ']', expected ',' or '}' after a member"),
            ("\"abc", 4, "found the end of the text, expected the end of a string"),
            ("\"a\\", 3, "found the end of the text, expected an escape"),
            ("\"a\\n", 4, "found the end of the text, expected the end of a string"),
            ("\"\\x\"", 2, "found 'x', expected an escape"), ("\"\\'\"", 2, "found ''', expected an escape"),
            ("\"\\u12G4\"", 3, "found '1', expected four hexadecimal digits"),
            ("\"\\u12\"", 3, "found '1', expected four hexadecimal digits"),
            ("\"\\ud800\\u12\"", 9, "found '1', expected four hexadecimal digits"),
            ("\"a\nb\"", 2, "found byte 10, expected no control character inside a string"),
            ("\"\\n\u{1}\"", 3, "found byte 1, expected no control character inside a string"),
            ("\u{FEFF}1", 0, "found byte 239, expected a value"), ("/* */ 1", 0, "found '/', expected a value"),
        ]
    )
    func errors(text: String, offset: Int, message: String) {
        let expected = JSONError(offset: offset, message: message)
        #expect(throws: expected) { try JSONReader.value(text) }
        #expect(expected.description == "JSON, byte \(offset): \(message)")
    }

    @Test(
        "Refuses strings that are not UTF-8",
        arguments: [
            [0xFF], [0xC3], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0x5C, 0x6E, 0xFF],
        ] as [[UInt8]]
    )
    func invalidUTF8(content: [UInt8]) {
        let text = [0x5B, 0x22] + content + [0x22, 0x5D]
        #expect(throws: JSONError(offset: 2, message: "a string that is not UTF-8")) { try JSONReader.value(text) }
    }

    @Test("Goes deeper than any object of an API, but not so deep that the stack ends", arguments: ["[]", "{}"])
    func depth(brackets: String) throws {
        let isArray = brackets == "[]"
        func nested(_ levels: Int) -> String {
            String(repeating: isArray ? "[" : #"{"a":"#, count: levels) + "1"
                + String(repeating: isArray ? "]" : "}", count: levels)
        }
        var value = try JSONReader.value(nested(1000))
        var levels = 0
        while let inner = isArray ? value.array?.first : value["a"] {
            value = inner
            levels += 1
        }
        #expect(levels == 1000)
        #expect(value == 1)

        let error = #expect(throws: JSONError.self) { try JSONReader.value(nested(1001)) }
        #expect(error?.message == "nested deeper than 1000 levels")
        #expect(error?.offset == 1000 * (isArray ? 1 : 5))
    }
}
