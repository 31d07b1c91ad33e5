import Testing

@testable import CarvelCLI

@Suite("Commits in tables")
struct ShortCommitsTests {
    private static let commit = "2e9bcab037479c05130f0d848a2dff4088c5db01"

    @Test(
        "Are shortened, wherever they stand; nothing else is",
        arguments: [
            (commit, "2e9bcab03747"), ("main@sha1:\(commit)", "main@sha1:2e9bcab03747"),
            ("Applied revision: main/\(commit), ü", "Applied revision: main/2e9bcab03747, ü"),
            ("\(commit) \(commit)", "2e9bcab03747 2e9bcab03747"), ("", ""),
            ("Reconcile succeeded", "Reconcile succeeded"),
            // A digest of SHA-256, and a commit that is cut.
            ("sha256:\(commit)0123456789abcdef01234567", "sha256:\(commit)0123456789abcdef01234567"),
            ("\(commit.dropLast())", "\(commit.dropLast())"),
        ]
    )
    func text(given: String, expected: String) {
        #expect(ShortCommits.text(given) == expected)
    }
}
