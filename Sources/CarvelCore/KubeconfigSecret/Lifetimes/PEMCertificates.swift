import Algorithms

/// The certificates in a PEM text (RFC 7468).
enum PEMCertificates {
    private static let begin = "-----BEGIN CERTIFICATE-----"
    private static let end = "-----END CERTIFICATE-----"

    /// The bytes of each, in their order; what stands around them is passed over.
    ///
    /// - Throws: where one does not end, or holds what is no base64.
    static func der(in text: [UInt8]) throws(DERReader.Failure) -> [[UInt8]] {
        var certificates: [[UInt8]] = []
        var base64: String?
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let line = String(decoding: line, as: UTF8.self).trimmingSuffix(while: \.isWhitespace)
            switch (line, base64) {
            case (begin[...], nil): base64 = ""
            case (begin[...], _): throw DERReader.Failure()
            case (end[...], let text?):
                guard let bytes = Base64.decode(text) else { throw DERReader.Failure() }
                certificates.append(bytes)
                base64 = nil
            case (_, let text?): base64 = text + line
            case (_, nil): break
            }
        }
        guard base64 == nil else { throw DERReader.Failure() }
        return certificates
    }
}
