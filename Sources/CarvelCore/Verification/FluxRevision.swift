/// A revision as Flux writes it: `main@sha1:<40 hex>`, before Flux 2.0 `main/<40 hex>`.
struct FluxRevision: Hashable {
    /// The commit, 40 hexadecimal digits.
    let commit: String

    init?(_ text: String) {
        let bytes = text.utf8
        let start = bytes.count - Self.length
        guard start > 0, let before = bytes.dropFirst(start - 1).first,
            before == UInt8(ascii: ":") || before == UInt8(ascii: "/"),
            bytes.dropFirst(start).allSatisfy(Self.isDigit)
        else { return nil }
        commit = String(decoding: bytes.dropFirst(start), as: UTF8.self)
    }

    /// Of a commit's text.
    private static let length = 40

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }

    /// Enough of a commit for people.
    static func short(_ commit: String) -> String { String(commit.unicodeScalars.prefix(12)) }
}
