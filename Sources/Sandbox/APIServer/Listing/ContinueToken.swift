import CarvelCore
import YAMLDocument

/// Where the next page of a list begins, as the client carries it back and forth.
struct ContinueToken: Sendable, Hashable {
    /// The store's version at which the list began; `nil` to go on with what is there now, whatever came before.
    var resourceVersion: UInt64?
    /// The last object of the page before.
    var after: ListPosition

    var text: String {
        let value: JSONValue = [
            "v": "meta.k8s.io/v1", "rv": .int(resourceVersion.map { Int64($0) } ?? Self.anyVersion),
            "start": .string("\(after.namespace)/\(after.name)\u{0}"),
        ]
        return Base64URL.encode(JSONWriter.bytes(value))
    }

    /// Stands for no version in the token.
    private static let anyVersion: Int64 = -1

    init(resourceVersion: UInt64?, after: ListPosition) {
        self.resourceVersion = resourceVersion
        self.after = after
    }

    /// Reads a token back.
    ///
    /// - Throws: 400 where it is none of this server's.
    init(_ text: String) throws(StatusError) {
        guard let bytes = Base64URL.decode(text) else {
            throw .badRequest("invalid continue token: continue key is not valid: illegal base64 data")
        }
        guard let value = try? JSONReader.value(bytes) else {
            throw .badRequest("invalid continue token: continue key is not valid: \(Self.complaint(bytes))")
        }
        guard value["v"]?.string == "meta.k8s.io/v1", let version = value["rv"]?.int,
            version > 0 || version == Self.anyVersion,
            let start = value["start"]?.string, let after = Self.position(start)
        else {
            throw .badRequest(
                "invalid continue token: continue key is not valid: incorrect encoded start resourceVersion"
            )
        }
        self.resourceVersion = version == Self.anyVersion ? nil : UInt64(version)
        self.after = after
    }

    private static func position(_ start: String) -> ListPosition? {
        let parts = start.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasSuffix("\u{0}") else { return nil }
        return ListPosition(namespace: String(parts[0]), name: String(parts[1].dropLast()))
    }

    private static func complaint(_ bytes: [UInt8]) -> String {
        guard let first = bytes.first else { return "unexpected end of JSON input" }
        let isText = (0x20...0x7e).contains(first)
        let hex = String(first, radix: 16)
        let shown = isText ? String(UnicodeScalar(first)) : "\\x\(hex.count == 1 ? "0" : "")\(hex)"
        return "invalid character '\(shown)' looking for beginning of value"
    }
}
