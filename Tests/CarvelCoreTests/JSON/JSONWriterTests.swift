import CarvelCore
import OrderedCollections
import Testing
import YAMLDocument

@Suite("Writing JSON")
struct JSONWriterTests {
    @Test(
        "Is compact on the wire",
        arguments: [
            (.null, "null"), (true, "true"), (false, "false"), (-5, "-5"), (.int(.min), "-9223372036854775808"),
            (.uint(.max), "18446744073709551615"), (1.5, "1.5"), (.double(3), "3"), (.double(-0.25), "-0.25"),
            (.double(1e300), "1e+300"), (.double(.leastNonzeroMagnitude), "5e-324"), ("", #""""#), ([], "[]"),
            ([:], "{}"),
            ([1, [2, .null]], "[1,[2,null]]"), (["b": 1, "a": ["c": []]], #"{"b":1,"a":{"c":[]}}"#),
            ("a\"\\\n\r\t\u{0}\u{8}\u{1F}/", #""a\"\\\n\r\t\u0000\u0008\u001f/""#), ("é😀\u{7F}", "\"é😀\u{7F}\""),
            (["k\"": 1], #"{"k\"":1}"#),
        ] as [(JSONValue, String)]
    )
    func compact(value: JSONValue, text: String) {
        #expect(String(decoding: JSONWriter.bytes(value), as: UTF8.self) == text)
    }

    @Test("Writes null for what JSON has no number for", arguments: [Double.nan, .infinity, -.infinity])
    func notANumber(number: Double) throws {
        #expect(try JSONReader.value(JSONWriter.bytes([.double(number)])) == [.null])
    }

    @Test("Is laid out for people as kubectl does it")
    func pretty() {
        let value: JSONValue = ["kind": "List", "items": [1, [:], []], "metadata": ["name": "a"]]
        #expect(
            JSONWriter.prettyString(value) == """
                {
                    "kind": "List",
                    "items": [
                        1,
                        {},
                        []
                    ],
                    "metadata": {
                        "name": "a"
                    }
                }
                """
        )
    }

    @Test("What was written reads as what it was, whatever it was", arguments: 0..<200)
    func randomRoundTrip(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let value = JSONValue.random(depth: 4, using: &random)
        let compact = try JSONReader.value(JSONWriter.bytes(value))
        #expect(compact == value)
        #expect(try JSONReader.value(JSONWriter.prettyString(value)) == value)
        // Equality ignores the order of members; the written text does not.
        #expect(JSONWriter.bytes(compact) == JSONWriter.bytes(value))
    }
}

/// Steele, Lea and Flood's SplitMix64: the same numbers for the same seed.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension JSONValue {
    fileprivate static func random(depth: Int, using random: inout SplitMix64) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .int(.random(in: .min ... .max, using: &random))
        case 3: return .uint(.random(in: UInt64(Int64.max) + 1 ... .max, using: &random))
        case 4: return .double(finiteDouble(using: &random))
        case 5: return .string(text(using: &random))
        case 6, 7:
            let count = Int.random(in: 0..<5, using: &random)
            return .array((0..<count).map { _ in .random(depth: depth - 1, using: &random) })
        default:
            var members = JSONObject()
            for _ in 0..<Int.random(in: 0..<5, using: &random) {
                members[text(using: &random)] = .random(depth: depth - 1, using: &random)
            }
            return .object(members)
        }
    }

    private static func finiteDouble(using random: inout SplitMix64) -> Double {
        let number = Double(bitPattern: random.next())
        return number.isFinite ? number : 0.1
    }

    private static func text(using random: inout SplitMix64) -> String {
        let scalars = (0..<Int.random(in: 0..<12, using: &random)).compactMap { _ in
            Unicode.Scalar(UInt32.random(in: 0..<(Bool.random(using: &random) ? 0x80 : 0x11_0000), using: &random))
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
