/// URLs without the passwords that may stand in them.
public enum MaskedURL {
    /// What stands in the place of a secret.
    static let mask = "<masked>"

    /// A text in which the user and password of each URL (`https://user:password@host`), and the values of query
    /// parameters that carry credentials, are masked.
    public static func text(_ text: String) -> String {
        maskingCredentialParameters(maskingUsers(text))
    }

    /// Masks from `://` to the last `@` before the host's end.
    private static func maskingUsers(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let scheme = rest.firstRange(of: "://") {
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            // A password that was not escaped may hold a slash, so the authority is taken to end no sooner than a
            // space or quote where an `@` follows.
            let word = rest.prefix { !$0.isWhitespace && !"\"'<>`".contains($0) }
            guard let at = end(ofUserIn: word) else { continue }
            result += mask
            rest = rest[at...]
        }
        return result + rest
    }

    /// Where the `@` is that ends the user's part; `nil` where there is none.
    private static func end(ofUserIn word: Substring) -> Substring.Index? {
        let authority = word.prefix { !"/?#".contains($0) }
        if let at = authority.lastIndex(of: "@") { return at }
        // `user:pass/word@host`: a colon that no port follows.
        guard let colon = authority.lastIndex(of: ":"), let at = word.lastIndex(of: "@") else { return nil }
        let port = authority[authority.index(after: colon)...]
        let isAddress = authority.hasPrefix("[") || (!port.isEmpty && port.allSatisfy(\.isNumber))
        return isAddress ? nil : at
    }

    private static let credentialParameters: Set<String> = [
        "token", "access_token", "id_token", "refresh_token", "password", "client_secret", "sig", "x-amz-signature",
    ]

    private static func maskingCredentialParameters(_ text: String) -> String {
        guard text.contains("://") || text.hasPrefix("/"), let question = text.firstIndex(of: "?") else { return text }
        let start = text.index(after: question)
        let parameters = text[start...].split(separator: "&", omittingEmptySubsequences: false).map { parameter in
            guard let equals = parameter.firstIndex(of: "="),
                credentialParameters.contains(parameter[..<equals].lowercased())
            else { return String(parameter) }
            return parameter[...equals] + mask
        }
        return text[..<start] + parameters.joined(separator: "&")
    }
}
