/// What kubectl sends, as its log shows it at level 9: the request in the form of a curl command.
struct KubectlRequest: Equatable {
    /// Without the slash at its end.
    var server: String
    /// Whether a token or a password goes along.
    var hasAuthorization: Bool
    /// The header fields about impersonation, sorted, their names in small letters.
    var impersonation: [String]

    /// - Returns: `nil` where nothing was sent.
    static func inLog(_ log: String) -> KubectlRequest? {
        guard let line = log.split(separator: "\n").last(where: { $0.contains(" curl -v -XGET ") }) else { return nil }
        let url = line.split(separator: " ").last?.filter { $0 != "'" } ?? ""
        let fields = line.split(separator: " -H \"").dropFirst().compactMap { $0.split(separator: "\"").first }
        return KubectlRequest(
            server: url.hasSuffix("/") ? String(url.dropLast()) : url,
            hasAuthorization: fields.contains { $0.hasPrefix("Authorization: ") },
            impersonation: fields.filter { $0.hasPrefix("Impersonate-") }.map { Self.normalised($0) }.sorted()
        )
    }

    /// A header field with its name in small letters.
    static func normalised(_ field: some StringProtocol) -> String {
        let parts = field.split(separator: ": ", maxSplits: 1)
        return parts.count == 2 ? "\(parts[0].lowercased()): \(parts[1])" : String(field)
    }
}
