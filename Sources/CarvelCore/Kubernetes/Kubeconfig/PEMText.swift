import Algorithms

/// What a PEM text (RFC 7468) is to hold. It is looked at before it is used, so that a file which can't do is named
/// with the entry that names it.
enum PEMText: Sendable {
    case certificate
    case privateKey

    /// Why a text is of no use, with what to do, or `nil`. Nothing of the text is in it.
    func problem(of text: [UInt8]) -> String? {
        let blocks = Self.blocks(of: text)
        switch self {
        case .certificate:
            if blocks.contains(where: { $0.label == "CERTIFICATE" }) { return nil }
            return "there is no certificate in PEM form; expected a line -----BEGIN CERTIFICATE-----"
        case .privateKey:
            // Readers of keys take the first one.
            guard let key = blocks.first(where: { $0.label.hasSuffix("PRIVATE KEY") }) else {
                return "there is no private key in PEM form; expected a line such as -----BEGIN PRIVATE KEY-----"
            }
            guard key.isEncrypted else { return nil }
            return "the key is encrypted, and nobody can be asked for its password; decrypt it (openssl pkey -in FILE"
                + " -out FILE), or choose a context whose key is not encrypted"
        }
    }

    private static func blocks(of text: [UInt8]) -> [(label: String, isEncrypted: Bool)] {
        var blocks: [(label: String, isEncrypted: Bool)] = []
        let begin = "-----BEGIN "
        let end = "-----"
        for line in text.split(separator: UInt8(ascii: "\n")) {
            // Lines of Base64, which most are, hold neither.
            guard line.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") }) else { continue }
            let line = String(decoding: line, as: UTF8.self).trimmingSuffix(while: \.isWhitespace)
            if line.hasPrefix(begin), line.hasSuffix(end), line.count > begin.count + end.count {
                let label = String(line.dropFirst(begin.count).dropLast(end.count))
                // PKCS #8 says it in this line, the older form of OpenSSL in a header below.
                blocks.append((label, label.hasPrefix("ENCRYPTED ")))
            } else if line.hasPrefix("Proc-Type:"), line.contains("ENCRYPTED"), !blocks.isEmpty {
                blocks[blocks.count - 1].isEncrypted = true
            }
        }
        return blocks
    }
}
