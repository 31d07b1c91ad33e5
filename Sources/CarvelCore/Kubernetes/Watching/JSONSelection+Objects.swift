extension JSONSelection {
    /// What tells an object and its version from others, without which no object can be followed.
    static let identity = JSONSelection.only(
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "metadata.resourceVersion"
    )

    /// This selection of one member of an object, and all of the other members.
    func inside(_ member: String) -> JSONSelection {
        JSONSelection(
            members: [Member(name: member, bytes: Array(member.utf8), selection: self)],
            readsOthers: true
        )
    }
}
