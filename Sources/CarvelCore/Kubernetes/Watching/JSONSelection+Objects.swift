extension JSONSelection {
    /// What tells an object and its version from others, without which no object can be followed.
    static let identity = JSONSelection.only(
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "metadata.resourceVersion"
    )
}
