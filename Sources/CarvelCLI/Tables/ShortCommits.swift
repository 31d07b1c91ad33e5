/// Commits as tables show them: enough of each for people, as in the rest of our output.
enum ShortCommits {
    private static let whole = 40
    private static let short = 12

    /// The text with each commit in it shortened: each run of exactly 40 hexadecimal digits.
    static func text(_ text: String) -> String {
        let bytes = text.utf8
        guard bytes.count >= whole else { return text }
        var result: [UInt8] = []
        var run: [UInt8] = []
        func end() {
            result += run.count == whole ? run.prefix(short) : run[...]
            run = []
        }
        for byte in bytes {
            if isDigit(byte) {
                run.append(byte)
            } else {
                end()
                result.append(byte)
            }
        }
        end()
        return String(decoding: result, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
