import CGit2

/// The libgit2 that the program runs with, which need not be the one that it was built with.
public enum LibGit2Version {
    /// Such as `1.5.1`.
    public static var inUse: String {
        var (major, minor, revision): (Int32, Int32, Int32) = (0, 0, 0)
        git_libgit2_version(&major, &minor, &revision)
        return "\(major).\(minor).\(revision)"
    }
}
