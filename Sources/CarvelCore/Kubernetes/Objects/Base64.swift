import FoundationEssentials

/// Base64 as kubeconfigs and Secrets carry it.
public enum Base64 {
    /// The bytes as one line of base64.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
    }

    /// The bytes that a text stands for, ASCII white space ignored; `nil` where it is no base64.
    public static func decode(_ text: String) -> [UInt8]? {
        let symbols = text.utf8.filter { !isSpace($0) }
        return Data(base64Encoded: Data(symbols)).map { [UInt8]($0) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains(byte)
    }
}
