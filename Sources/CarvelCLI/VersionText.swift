import CBuildInfo
import CarvelCore
import GitRepository
import HTTPTransport
import YAMLDocument

/// What `--version` says: what a report of an error needs.
enum VersionText {
    /// The program with its version and commit, and the libraries that it runs with.
    static func text(of program: String) -> String {
        let commit = String(cString: carvel_build_commit())
        let origin = commit.isEmpty ? "" : " (commit \(commit))"
        return """
            \(program) \(Version.current)\(origin)
            libcurl \(LibcurlVersion.inUse), libyaml \(LibYAMLVersion.inUse), libgit2 \(LibGit2Version.inUse)
            """
    }
}
