/// Where a value is in a text, and what it is.
struct JSONNode {
    enum Kind {
        case null, bool, number
        /// Without escapes: what stands between the quotes is the string.
        case plainString
        /// With escapes.
        case string
        case array, object

        var isString: Bool { self == .plainString || self == .string }
    }

    let kind: Kind
    let name: JSONMemberName
    /// The place in the text; of a string, what stands between its quotes.
    var place: Range<Int>
    /// Of an array or an object, how many elements or members it has.
    var count = 0
    /// The index of the first node that is not within this one.
    var end: Int

    @inline(__always)
    init(_ kind: Kind, _ name: JSONMemberName, _ place: Range<Int>, end: Int = 0) {
        self.kind = kind
        self.name = name
        self.place = place
        self.end = end
    }
}

/// Where the name of a member is.
struct JSONMemberName {
    /// What stands between its quotes.
    let place: Range<Int>
    /// Whether it is without escapes.
    let isPlain: Bool

    /// That of what is no member.
    static let none = JSONMemberName(place: 0..<0, isPlain: true)
}
