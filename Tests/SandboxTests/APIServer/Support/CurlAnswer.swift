import CarvelCore
import YAMLDocument

/// What curl got from a server.
struct CurlAnswer: Sendable {
    /// Such as `HTTP/1.1`.
    var version: String
    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    /// curl's own exit status: 0, 52 for an empty reply, 56 for a broken connection…
    var exitStatus: Int

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; a text where it is none.
    var json: JSONValue { (try? JSONReader.value(body)) ?? .string(text) }

    /// The lines of a watch.
    var lines: [JSONValue] {
        body.split(separator: 0x0A).compactMap { try? JSONReader.value(Array($0)) }
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Reads what `curl --include` printed.
    init(output: [UInt8], exitStatus: Int) {
        self.exitStatus = exitStatus
        let end = Array("\r\n\r\n".utf8)
        guard let boundary = output.firstRange(of: end) else {
            (version, status, headers, body) = ("", 0, [], output)
            return
        }
        let head = String(decoding: output[..<boundary.lowerBound], as: UTF8.self)
        var lines = head.split(separator: "\r\n").map(String.init)
        let statusLine = lines.isEmpty ? [] : lines.removeFirst().split(separator: " ").map(String.init)
        version = statusLine.first ?? ""
        status = statusLine.dropFirst().first.flatMap { Int($0) } ?? 0
        headers = lines.map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), String(parts.last?.drop { $0 == " " } ?? ""))
        }
        body = Array(output[boundary.upperBound...])
    }
}
