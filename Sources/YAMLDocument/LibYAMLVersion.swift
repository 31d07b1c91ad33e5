import CYAML

/// The libyaml that the program runs with, which need not be the one that it was built with.
public enum LibYAMLVersion {
    /// Such as `0.2.5`.
    public static var inUse: String { String(cString: yaml_get_version_string()) }
}
