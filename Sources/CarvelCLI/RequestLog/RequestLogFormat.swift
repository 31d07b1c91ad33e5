import CarvelCore
import HTTPTransport
import YAMLDocument

/// The lines of the request log, in the words and order of kubectl 1.32.
struct RequestLogFormat {
    let level: Int

    /// What is told before a request is sent.
    func beginning(_ request: HTTPRequest, body: LoggedBody?) -> [String] {
        var lines = body.map { [line("\"Request Body\" body=\(quoted($0.text(level: level)))")] } ?? []
        if level >= 9 {
            lines.append(line(curl(request)))
        } else if level >= 7 {
            lines.append(line("\(request.method) \(MaskedURL.text(request.url))"))
            lines += fields(request.headers, title: "Request Headers:")
        }
        return lines
    }

    /// What is told once the head of the answer is there.
    func end(_ request: HTTPRequest, _ response: HTTPResponse, after time: Duration) -> [String] {
        let status = "\(response.status) \(StatusText.text(of: response.status))"
        var lines = [outcome(request, status, after: time)]
        if level >= 8 { lines += fields(response.headers, title: "Response Headers:") }
        return lines
    }

    /// What is told where no answer came: kubectl's line, with the reason, which kubectl leaves out.
    func failure(_ request: HTTPRequest, _ error: HTTPTransportError, after time: Duration) -> [String] {
        [outcome(request, "", after: time) + ": " + MaskedURL.text(error.message)]
    }

    /// What is told of the answer's body.
    func answer(_ body: LoggedBody) -> [String] {
        [line("\"Response Body\" body=\(quoted(body.text(level: level)))")]
    }

    private func outcome(_ request: HTTPRequest, _ status: String, after time: Duration) -> String {
        let (seconds, attoseconds) = time.components
        let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        let end = "\(status) in \(milliseconds) milliseconds"
        let isToldBefore = level == 7 || level == 8
        return line(
            isToldBefore ? "Response Status: \(end)" : "\(request.method) \(MaskedURL.text(request.url)) \(end)"
        )
    }

    private func fields(_ headers: HTTPHeaders, title: String) -> [String] {
        [line(title)] + MaskedHeaders.fields(of: headers).map { line("    \(Self.usualName($0.name)): \($0.value)") }
    }

    /// A name such as `Content-Type`, which HTTP/2 has in small letters.
    private static func usualName(_ name: String) -> String {
        name.split(separator: "-", omittingEmptySubsequences: false)
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "-")
    }

    /// A command that would send the same request, but for its body and its credentials.
    private func curl(_ request: HTTPRequest) -> String {
        let headers = MaskedHeaders.fields(of: request.headers).map {
            " -H \"\(shellText("\($0.name): \($0.value)"))\""
        }
        let url = MaskedURL.text(request.url).replacing("'", with: "%27")
        return "curl -v -X\(request.method) \(headers.joined()) '\(url)'"
    }

    /// A text between double quotes of a shell.
    private func shellText(_ text: String) -> String {
        String(text.flatMap { "\\\"$`".contains($0) ? ["\\", $0] : [$0] })
    }

    /// A text in quotes, or, where it has several lines, as a block.
    private func quoted(_ text: String) -> String {
        guard text.contains("\n") else { return String(decoding: JSONWriter.bytes(.string(text)), as: UTF8.self) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let block = lines.last?.isEmpty == true ? lines.dropLast() : lines[...]
        return "<\n" + block.map { "\t\($0)\n" }.joined() + " >"
    }

    private func line(_ text: String, at number: Int = #line) -> String {
        LogLineHead.now(place: "RequestLogFormat.swift:\(number)") + text
    }
}
