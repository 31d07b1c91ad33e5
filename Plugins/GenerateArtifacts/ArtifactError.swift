/// Why the files could not be generated, or are not as they should be.
struct ArtifactError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
