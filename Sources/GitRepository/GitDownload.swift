/// What came of a download.
struct GitDownload: Sendable, Hashable {
    /// The head of the remote's branch, 40 hex digits; nil while the remote is empty.
    var head: String?
    /// How many objects came over the wire; those that were here already don't.
    var objects = 0
    /// How many bytes these took.
    var bytes = 0
}
