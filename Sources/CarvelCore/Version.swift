/// What this build calls itself.
public enum Version {
    /// The version of the suite, strict semver.
    public static let current = "0.1.0"
}
