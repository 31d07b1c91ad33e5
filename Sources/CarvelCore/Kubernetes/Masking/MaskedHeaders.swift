public import HTTPTransport

/// Header fields without the credentials that they carry.
public enum MaskedHeaders {
    /// The fields in their order, with values as they may be shown.
    public static func fields(of headers: HTTPHeaders) -> [HTTPHeaders.Field] {
        headers.fields.map { field in
            HTTPHeaders.Field(name: field.name, value: value(field.value, of: field.name.lowercased()))
        }
    }

    /// Parts of names whose fields carry credentials, of this API or of a proxy before it.
    private static let credentialWords = [
        "authorization", "cookie", "token", "secret", "password", "api-key", "apikey", "credential",
        "sec-websocket-protocol", "signature",
    ]

    private static func value(_ value: String, of name: String) -> String {
        // Whom a request is made for is what people look for here.
        if name.hasPrefix("impersonate-") { return MaskedURL.text(value) }
        guard credentialWords.contains(where: name.contains) else { return MaskedURL.text(value) }
        // The scheme is no secret, and helps: `Bearer <masked>`. A text that is all one word may be a token.
        let scheme = value.prefix { $0 != " " }
        let isScheme = name.contains("authorization") && scheme.endIndex != value.endIndex
        return (isScheme ? "\(scheme) " : "") + MaskedURL.mask
    }
}
