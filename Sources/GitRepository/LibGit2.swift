import CGit2

/// The libgit2 library itself: its start, and the errors of its calls.
enum LibGit2 {
    /// Started once and never shut down: an abandoned operation may still use the library at the program's end.
    private static let startCode: Int32 = git_libgit2_init()

    /// Starts the library if nobody did so before; every operation calls this first.
    static func start() throws(GitError) {
        try check(min(startCode, 0), "start libgit2")
    }

    /// Turns a negative return code into an error.
    ///
    /// - Parameter operation: what was tried, as in "Could not …".
    static func check(_ code: Int32, _ operation: String) throws(GitError) {
        guard code < 0 else { return }
        throw LibGit2Failure(code: code).error(during: operation)
    }

    /// Passes on what a libgit2 call filled in; only a defect of libgit2 leaves it empty after a success.
    static func require<Value>(_ value: Value?, _ operation: String) throws(GitError) -> Value {
        guard let value else {
            throw GitError.operationFailed(operation: operation, reason: "libgit2 gave no result")
        }
        return value
    }
}

/// What libgit2 reported about the last failed call of this thread.
struct LibGit2Failure {
    /// The return code, such as `GIT_ENOTFOUND`.
    let code: Int32
    /// The part of libgit2 that failed, such as `GIT_ERROR_NET`.
    let category: UInt32
    /// libgit2's own words, fit for one line of a terminal.
    let message: String

    init(code: Int32) {
        self.code = code
        if let last = git_error_last() {
            category = UInt32(bitPattern: last.pointee.klass)
            message = last.pointee.message.map { printable(String(cString: $0)) } ?? "no reason given"
        } else {
            category = GIT_ERROR_NONE.rawValue
            message = "no reason given"
        }
    }

    func has(_ wanted: git_error_code) -> Bool {
        code == wanted.rawValue
    }

    func isAbout(_ wanted: git_error_t) -> Bool {
        category == wanted.rawValue
    }

    func error(during operation: String) -> GitError {
        .operationFailed(operation: operation, reason: message)
    }
}

/// Text from elsewhere on one line, without control characters, which could drive the reader's terminal.
func printable(_ text: String) -> String {
    let cleaned = text.unicodeScalars.map { scalar in
        scalar.properties.generalCategory == .control ? " " : Character(scalar)
    }
    let words = String(cleaned).split(separator: " ", omittingEmptySubsequences: true)
    return words.joined(separator: " ")
}
