/// The parameters of a URL's query, decoded, in order.
struct RequestQuery: Sendable {
    private var parameters: [(name: String, value: String)] = []

    /// Reads the part of a URL after `?`.
    init(_ text: some StringProtocol) {
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? parts[1] : ""
            parameters.append((PercentCoding.decode(parts[0]), PercentCoding.decode(value)))
        }
    }

    /// The first value of that name.
    subscript(name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// All values of that name.
    func all(_ name: String) -> [String] {
        parameters.filter { $0.name == name }.map(\.value)
    }

    /// Whether the parameter is given and true, read as Go's `strconv.ParseBool` reads it; a bare name counts as true.
    func isTrue(_ name: String) -> Bool {
        guard let value = self[name] else { return false }
        return value.isEmpty || ["1", "t", "T", "true", "TRUE", "True"].contains(value)
    }
}

/// Percent-encoding as URLs use it.
enum PercentCoding {
    /// The text behind percent signs; `+` is a space, as in queries. What is no valid escape stays as it is.
    static func decode(_ text: some StringProtocol, plusIsSpace: Bool = true) -> String {
        var bytes: [UInt8] = []
        let source = Array(text.utf8)
        var index = 0
        while index < source.count {
            let byte = source[index]
            if byte == UInt8(ascii: "%"), index + 2 < source.count,
                let high = hexDigit(source[index + 1]), let low = hexDigit(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
                continue
            }
            bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            index += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
