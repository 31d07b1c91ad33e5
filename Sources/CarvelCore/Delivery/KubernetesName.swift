/// What the API server takes as names.
///
/// Source: Kubernetes, "Object Names and IDs".
public enum KubernetesName {
    /// The rule for namespaces and other single-segment names (RFC 1123 label), in words.
    public static let labelRule =
        "at most 63 lower-case letters, digits and \"-\", with a letter or digit at both ends"

    /// Whether a text is an RFC 1123 label.
    public static func isLabel(_ text: String) -> Bool {
        text.utf8.count <= 63 && isSegment(text)
    }

    /// Whether a text is an RFC 1123 subdomain, as the names of most objects are.
    public static func isSubdomain(_ text: String) -> Bool {
        text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isSegment(String($0)) }
    }

    private static func isSegment(_ text: String) -> Bool {
        func isEdge(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return isEdge(first) && isEdge(last) && text.utf8.allSatisfy { isEdge($0) || $0 == UInt8(ascii: "-") }
    }
}
