/// Tells texts that hold secrets from others by what they look like.
enum SecretText {
    /// Whether a text, or what it is the base64 form of, looks like a private key, a kubeconfig with credentials, a
    /// web token or the settings of a program with a password among them.
    static func isLikely(_ text: String) -> Bool {
        if looksSecret(text) { return true }
        guard text.utf8.count >= 16, !text.contains(" "), let bytes = Base64.decode(text),
            let decoded = String(validating: bytes, as: UTF8.self)
        else { return false }
        return looksSecret(decoded)
    }

    /// A text without the secrets that it may hold.
    static func masked(_ text: String) -> String {
        isLikely(text) ? MaskedURL.mask : MaskedURL.text(text)
    }

    private static let marks = [
        "PRIVATE KEY-----", "client-key-data", "client-certificate-data", "clientKeyData", "id-token", "refresh-token",
        "auth-provider", "\"auths\"", "kind: Secret", "\"kind\":\"Secret\"", "\"kind\": \"Secret\"",
    ]

    private static func looksSecret(_ text: String) -> Bool {
        if marks.contains(where: text.contains) || isWebToken(text) { return true }
        return text.split(whereSeparator: { $0.isNewline || $0 == "," || $0 == "{" }).contains(where: isSetting)
    }

    /// Three parts in the alphabet for URLs, of which the first is JSON: `{"` in base64.
    private static func isWebToken(_ text: String) -> Bool {
        text.split(whereSeparator: { $0.isWhitespace || "\"'=".contains($0) }).contains { word in
            word.hasPrefix("eyJ") && word.split(separator: ".", omittingEmptySubsequences: false).count == 3
        }
    }

    /// A line such as `password: x`, `"token": "x"` or `PASSWORD=x`.
    private static func isSetting(_ line: Substring) -> Bool {
        guard let end = line.firstIndex(where: { $0 == ":" || $0 == "=" }) else { return false }
        let name = line[..<end].drop { $0 == "-" || $0.isWhitespace || $0 == "\"" || $0 == "\\" }
            .prefix { $0 != "\"" && $0 != "\\" && !$0.isWhitespace }
        let value = line[line.index(after: end)...].filter { !$0.isWhitespace }
        return !value.isEmpty && SecretText.isCredentialName(String(name))
    }

    /// Whether a member of this name holds credentials, whatever the object.
    static func isCredentialName(_ name: String) -> Bool {
        let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
        // What `auths` of a registry's credentials hold, among much else of that name's ending.
        return plain == "auth" || credentialNames.contains(where: plain.hasSuffix)
    }

    private static let credentialNames = [
        "password", "passwd", "passphrase", "token", "tokendata", "privatekey", "clientkeydata", "clientsecret",
        "secretkey", "secretaccesskey", "apikey",
    ]
}
