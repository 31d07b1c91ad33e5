/// A fatal alert of TLS: why the other end gives up (RFC 8446, section 6.2).
struct TLSAlert {
    let code: UInt8

    /// A TLS message, if it is a fatal alert: two bytes, the first a 2.
    init?(message: UnsafeRawBufferPointer) {
        guard message.count == 2, message[0] == 2 else { return nil }
        code = message[1]
    }

    /// What the server says by it.
    var meaning: String {
        switch code {
        case 40: "the server shares no way to encrypt with this client, or asks for a client certificate"
        case 42: "the server can't read our client certificate"
        case 43: "the server does not take our kind of client certificate"
        case 44: "our client certificate was revoked"
        case 45: "our client certificate has expired or is not valid yet"
        case 46: "the server does not accept our client certificate"
        case 48: "the server does not know who signed our client certificate"
        case 49: "the server denies access to our client certificate"
        case 70: "the server speaks another version of TLS"
        case 112: "the server does not know the name that was asked for"
        case 116: "the server asks for a client certificate"
        default: "the server ended TLS with alert \(code)"
        }
    }
}
