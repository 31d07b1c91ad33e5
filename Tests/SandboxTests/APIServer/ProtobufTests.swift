import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Protobuf bodies")
struct ProtobufTests {
    /// A field with bytes or a text in it.
    private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        [number << 3 | 2, UInt8(bytes.count)] + bytes
    }

    private static func field(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

    private static func body(_ version: String, _ kind: String, _ object: [UInt8]) -> [UInt8] {
        Array("k8s\u{0}".utf8) + field(1, field(1, version) + field(2, kind)) + field(2, object)
    }

    @Test("become the object that JSON would have been")
    func secret() throws {
        let label = Self.field(11, Self.field(1, "a") + Self.field(2, ""))
        let metadata = Self.field(1, "s") + Self.field(2, "") + [7 << 3, 0] + Self.field(8, []) + label
        let data = Self.field(1, "key") + Self.field(2, [0xFF, 0x00])
        let bytes = Self.body("v1", "Secret", Self.field(1, metadata) + Self.field(2, data) + Self.field(3, "Opaque"))
        let expected: JSONValue = [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s", "labels": ["a": ""]],
            "data": ["key": "/wA="], "type": "Opaque",
        ]
        #expect(try ProtobufDecoder.object(bytes) == expected)
    }

    @Test("keep empty texts in lists, which stand for the core group")
    func rule() throws {
        let rule = Self.field(1, "get") + Self.field(2, "") + Self.field(3, "secrets")
        let bytes = Self.body("rbac.authorization.k8s.io/v1", "Role", Self.field(2, rule))
        let rules = try #require(try ProtobufDecoder.object(bytes)?["rules"])
        #expect(rules == [["verbs": ["get"], "apiGroups": [""], "resources": ["secrets"]]])
    }

    @Test("of other types are not read")
    func otherType() throws {
        #expect(try ProtobufDecoder.object(Self.body("v1", "Unknown", [])) == nil)
    }

    @Test(
        "that are none are refused",
        arguments: [
            [], Array("{}".utf8), Array("k8s\u{0}".utf8), Array("k8s\u{0}".utf8) + [0x0A, 0x7F],
            Array("k8s\u{0}".utf8) + [0x0A], Array("k8s\u{0}".utf8) + [0x0D, 1, 2, 3, 4],
            Array("k8s\u{0}".utf8) + Array(repeating: 0xFF, count: 12),
        ] as [[UInt8]]
    )
    func malformed(bytes: [UInt8]) {
        #expect(throws: ProtobufDecoder.Malformed.self) { try ProtobufDecoder.object(bytes) }
    }
}
