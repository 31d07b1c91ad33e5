/// Why a delivery can't be read or changed: what was found, where, what was expected and what to do.
public struct DeliveryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where: a file with its line, a cluster, or nothing.
    public var place: String?
    /// What is wrong, in one sentence.
    public var message: String
    /// What to do about it.
    public var hint: String?

    /// An error in one sentence, with its place and its hint where there are such.
    public init(at place: String? = nil, _ message: String, hint: String? = nil) {
        self.place = place
        self.message = message
        self.hint = hint
    }

    /// One sentence for the user: place, message and hint.
    public var description: String {
        (place.map { "\($0): " } ?? "") + message + (hint.map { "; \($0)" } ?? "")
    }
}
