import FoundationEssentials

/// Base64 as kubeconfigs and Secrets carry it.
public enum Base64 {
    /// The bytes as one line of base64.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
    }

    /// The bytes that a text stands for, white space ignored; `nil` where it is no base64.
    public static func decode(_ text: String) -> [UInt8]? {
        let compact = text.filter { !$0.isWhitespace }
        return Data(base64Encoded: compact).map { [UInt8]($0) }
    }
}
