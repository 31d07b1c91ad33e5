/// The lines that a CGI program writes before the body of its answer (RFC 3875).
struct CGIHead: Sendable, Equatable {
    /// The HTTP status code; 200 where the program names none.
    var status = 200
    /// The header fields in order, without `Status`.
    var fields: [Field] = []

    struct Field: Sendable, Equatable {
        var name: String
        var value: String
    }

    /// Reads the head as far as the blank line, or tells that the program is not done with it.
    ///
    /// - Returns: the head, and how many bytes it and the blank line take.
    static func read(_ bytes: [UInt8]) -> (head: CGIHead, length: Int)? {
        var head = CGIHead()
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let isCRLF = end > start && bytes[end - 1] == UInt8(ascii: "\r")
            let line = String(decoding: bytes[start..<(isCRLF ? end - 1 : end)], as: UTF8.self)
            start = end + 1
            if line.isEmpty { return (head, start) }
            head.add(line)
        }
        return nil
    }

    private mutating func add(_ line: String) {
        guard let colon = line.firstIndex(of: ":") else { return }
        let name = String(line[..<colon])
        let value = String(line[line.index(after: colon)...].drop { $0 == " " })
        if name.lowercased() == "status" {
            status = value.split(separator: " ").first.flatMap { Int($0) } ?? 500
        } else {
            fields.append(Field(name: name, value: value))
        }
    }
}
