/// Puts a head together from the lines that libcurl hands over. Interim answers (1xx) are left out, and so are
/// trailers, which come after the body.
struct ResponseHeadParser {
    private var head: ResponseHead?
    private var isComplete = false

    /// Takes one line with its line break.
    ///
    /// - Returns: the head, once, with the empty line that ends it.
    mutating func take(_ line: UnsafeRawBufferPointer) -> ResponseHead? {
        guard !isComplete else { return nil }
        let text = String(decoding: line, as: UTF8.self)
        let content = text.trimmed
        if content.isEmpty {
            guard let head, head.status >= 200 else { return nil }
            isComplete = true
            return head
        }
        if let status = Self.statusLine(content) {
            head = status
        } else if let colon = content.firstIndex(of: ":") {
            let name = String(content[..<colon])
            let value = String(content[content.index(after: colon)...].trimmed)
            head?.headers.add(name: name, value: value)
        }
        return nil
    }

    /// `HTTP/1.1 200 OK`, `HTTP/2 200`.
    private static func statusLine(_ line: Substring) -> ResponseHead? {
        guard line.hasPrefix("HTTP/") else { return nil }
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let status = Int(words[1]) else { return nil }
        return ResponseHead(status: status, version: String(words[0].dropFirst(5)), headers: [:])
    }
}

extension StringProtocol {
    /// Without the spaces, tabs and line breaks around it.
    var trimmed: SubSequence {
        let start = drop(while: \.isWhitespace).startIndex
        let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? endIndex
        return start < end ? self[start..<end] : self[start..<start]
    }
}
