import CarvelCore

/// A body as the log shows it: without secrets, and whether a line break ended it, which decides on its form.
struct LoggedBody: Sendable {
    let masked: MaskedBody?
    private let endsLine: Bool

    init(bytes: [UInt8], url: String, answering request: LoggedBody? = nil) {
        masked = MaskedBody(bytes, url: url, answering: request?.masked)
        endsLine = bytes.last == UInt8(ascii: "\n")
    }

    private init() {
        masked = nil
        endsLine = false
    }

    /// A body that is made while it is sent.
    static let unknown = LoggedBody()

    /// The text, cut where kubectl cuts it.
    func text(level: Int) -> String {
        guard let masked else { return "<sent as it was made>" }
        let text = masked.text + (endsLine && !masked.text.isEmpty ? "\n" : "")
        let limit = level >= 10 ? Int.max : level == 9 ? 10_240 : 1_024
        let bytes = text.utf8
        guard bytes.count > limit else { return text }
        return String(decoding: bytes.prefix(limit), as: UTF8.self) + " [truncated \(bytes.count - limit) chars]"
    }
}
