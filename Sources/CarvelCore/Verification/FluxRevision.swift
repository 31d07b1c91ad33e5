/// A revision as Flux writes it: `main@sha1:<40 hex>`, before Flux 2.0 `main/<40 hex>`.
struct FluxRevision: Hashable {
    /// The commit, 40 hexadecimal digits.
    let commit: String

    init?(_ text: String) {
        guard let start = text.lastIndex(where: { $0 == ":" || $0 == "/" }) else { return nil }
        let commit = text[text.index(after: start)...]
        guard commit.count == 40, commit.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) else { return nil }
        self.commit = String(commit)
    }

    /// Enough of a commit for people.
    static func short(_ commit: String) -> String { String(commit.prefix(12)) }
}
