// What is asked of tens of thousands of paths and texts. It goes over their bytes, which is much quicker than over
// characters.

extension Substring {
    /// A path in two: what is before the last slash, `nil` where it has none, and the name after it.
    func splitAtLastSlash() -> (before: Substring?, last: Substring) {
        guard let slash = utf8.lastIndex(of: UInt8(ascii: "/")) else { return (nil, self) }
        return (self[..<slash], self[utf8.index(after: slash)...])
    }
}

extension String {
    /// Whether a path is below one of the folders.
    func isBelow(anyOf folders: Set<String>) -> Bool {
        utf8.indices.contains { utf8[$0] == UInt8(ascii: "/") && folders.contains(String(self[..<$0])) }
    }

    /// Whether the bytes of another text are somewhere in this one.
    func containsBytes(of text: String) -> Bool {
        guard let first = text.utf8.first else { return true }
        var rest = utf8[...]
        while let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: text.utf8) { return true }
            rest.removeFirst()
        }
        return false
    }
}
