import CGit2

/// Who makes a commit.
public struct GitAuthor: Sendable, Hashable {
    /// The name, such as "Ada Lovelace".
    public let name: String
    /// The email address.
    public let email: String

    /// Names an author; a commit refuses what git cannot store.
    public init(name: String, email: String) {
        self.name = name
        self.email = email
    }

    /// The author that git itself would use on this machine.
    ///
    /// `GIT_AUTHOR_NAME` and `GIT_AUTHOR_EMAIL` come before `user.name` and `user.email` of the user's git
    /// configuration.
    ///
    /// - Parameter environment: the environment variables of the program.
    /// - Returns: nil when the name or the email is set nowhere.
    /// - Throws: `operationFailed` when the configuration cannot be read.
    public static func configured(environment: [String: String]) throws(GitError) -> GitAuthor? {
        let operation = "read the git configuration"
        try LibGit2.start()
        var opened: OpaquePointer?
        try LibGit2.check(git_config_open_default(&opened), operation)
        let configuration = try LibGit2.require(opened, operation)
        defer { git_config_free(configuration) }
        return try configured(environment: environment, configuration: configuration)
    }

    static func configured(
        environment: [String: String],
        configuration: OpaquePointer
    ) throws(GitError) -> GitAuthor? {
        guard
            let name = try value(environment["GIT_AUTHOR_NAME"], orKey: "user.name", of: configuration),
            let email = try value(environment["GIT_AUTHOR_EMAIL"], orKey: "user.email", of: configuration)
        else { return nil }
        return GitAuthor(name: name, email: email)
    }

    private static func value(
        _ variable: String?,
        orKey key: String,
        of configuration: OpaquePointer
    ) throws(GitError) -> String? {
        if let variable, !variable.isEmpty { return variable }
        var buffer = git_buf()
        defer { git_buf_dispose(&buffer) }
        let code = git_config_get_string_buf(&buffer, configuration, key)
        guard code != GIT_ENOTFOUND.rawValue else { return nil }
        try LibGit2.check(code, "read \(key) from the git configuration")
        return buffer.ptr.map { String(cString: $0) }
    }

    /// Gives libgit2's form of the author, with the time of now, to the closure.
    func withSignature<Result>(
        _ body: (UnsafePointer<git_signature>) throws(GitError) -> Result
    ) throws(GitError) -> Result {
        guard !name.utf8.contains(0), !email.utf8.contains(0) else {
            throw GitError.invalidAuthor(reason: "there is a NUL character in it")
        }
        var signature: UnsafeMutablePointer<git_signature>?
        let code = git_signature_now(&signature, name, email)
        guard code == 0, let signature else {
            throw GitError.invalidAuthor(reason: LibGit2Failure(code: code).message)
        }
        defer { git_signature_free(signature) }
        return try body(signature)
    }
}
