/// A request to take the commits of one branch into another, which the user is yet to make.
public struct PullRequest: Sendable, Hashable {
    /// The repository's URL, without credentials.
    public var url: String
    /// The branch with the new commits.
    public var branch: String
    /// The branch that is to have them.
    public var target: String

    /// How to open it: the page to do it on, where the server is one of which that is known.
    public var advice: String {
        page.map { "open a pull request at \($0)" }
            ?? "open a pull request from \"\(branch)\" into \"\(target)\" at \(url)"
    }

    private var page: String? {
        guard url.hasPrefix("https://") else { return nil }
        var base = url.hasSuffix("/") ? String(url.dropLast()) : url
        if base.hasSuffix(".git") { base.removeLast(4) }
        switch base.dropFirst("https://".count).prefix(while: { $0 != "/" }) {
        case "github.com": return "\(base)/compare/\(Self.escaped(target))...\(Self.escaped(branch))?expand=1"
        case "gitlab.com":
            return "\(base)/-/merge_requests/new?merge_request%5Bsource_branch%5D=\(Self.escaped(branch))"
                + "&merge_request%5Btarget_branch%5D=\(Self.escaped(target))"
        default: return nil
        }
    }

    /// The name as it may stand in a URL's path or query.
    private static func escaped(_ name: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
        return name.utf8.map { byte in
            if plain.contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (byte < 16 ? "0" : "") + digits
        }.joined()
    }
}
