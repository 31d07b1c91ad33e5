import CGit2

extension git_oid {
    /// The id as 40 lowercase hex digits.
    var hex: String {
        var id = self
        return withUnsafeBytes(of: &id) { bytes in
            bytes.map { byte in
                let digits = String(byte, radix: 16)
                return byte < 16 ? "0" + digits : digits
            }.joined()
        }
    }

    /// The id that a file with this text would have.
    init(hashing text: String) throws(GitError) {
        self.init()
        let bytes = Array(text.utf8)
        try LibGit2.check(git_odb_hash(&self, bytes, bytes.count, GIT_OBJECT_BLOB), "make a hash")
    }

    /// Reads 40 hex digits; nil for anything else.
    init?(hex: String) {
        guard hex.utf8.count == 40 else { return nil }
        var id = git_oid()
        guard git_oid_fromstr(&id, hex) == 0 else { return nil }
        self = id
    }
}
