/// What the API server takes as names.
///
/// Source: Kubernetes, "Object Names and IDs".
public enum KubernetesName {
    /// The rule for namespaces and other single-segment names (RFC 1123 label), in words.
    public static let labelRule =
        "at most 63 lower-case letters, digits and \"-\", with a letter or digit at both ends"

    /// Whether a text is an RFC 1123 label.
    public static func isLabel(_ text: String) -> Bool {
        text.utf8.count <= 63 && !text.utf8.contains(dot) && isDottedSegments(text)
    }

    /// Whether a text is an RFC 1123 subdomain, as the names of most objects are.
    public static func isSubdomain(_ text: String) -> Bool {
        text.utf8.count <= 253 && isDottedSegments(text)
    }

    private static let dot = UInt8(ascii: ".")

    /// Whether a text is of lower-case letters and digits, with "-" and "." between them, but no two of these beside a ".".
    private static func isDottedSegments(_ text: String) -> Bool {
        var last = dot
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
            case UInt8(ascii: "-"): if last == dot { return false }
            case dot: if last == dot || last == UInt8(ascii: "-") { return false }
            default: return false
            }
            last = byte
        }
        return last != dot && last != UInt8(ascii: "-")
    }
}
