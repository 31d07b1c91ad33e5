/// The status line and headers of an answer.
struct ResponseHead: Sendable {
    var status: Int
    var version: String
    var headers: HTTPHeaders
}

/// An encoding of a body that can't be undone.
struct UnknownEncoding: Error {
    var name: String
}

extension ResponseHead {
    var isSuccess: Bool { (200..<300).contains(status) }

    /// Makes it the head of the unpacked answer, where that is packed by gzip: the packed form's headers would mislead.
    ///
    /// - Returns: whether it is packed.
    mutating func unpack() throws(UnknownEncoding) -> Bool {
        let encodings = headers.fields.filter { $0.name.lowercased() == "content-encoding" }
            .flatMap { $0.value.split(separator: ",").map { $0.trimmed.lowercased() } }
            .filter { !$0.isEmpty && $0 != "identity" }
        if encodings.isEmpty { return false }
        guard ["gzip", "x-gzip"].contains(encodings[0]), encodings.count == 1 else {
            throw UnknownEncoding(name: String(encodings.joined(separator: ", ").prefix(60)))
        }
        headers["Content-Encoding"] = nil
        headers["Content-Length"] = nil
        return true
    }
}

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
