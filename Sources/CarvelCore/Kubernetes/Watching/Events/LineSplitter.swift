/// Cuts bytes that come in chunks of any size into lines. Each byte is looked at once, and copied at most twice, however
/// long the lines and however small the chunks are.
struct LineSplitter {
    private var chunk: [UInt8] = []
    /// Where in the chunk the next line begins.
    private var position = 0
    /// What earlier chunks brought of a line whose end has not come.
    private var beginning: [UInt8] = []

    /// Takes the next chunk, once there is no line left of the last one.
    mutating func append(_ bytes: [UInt8]) {
        keepRest()
        chunk = bytes
    }

    /// The next whole line without its line break; `nil` where more bytes are needed.
    mutating func nextLine() -> [UInt8]? {
        guard let end = chunk[position...].firstIndex(of: UInt8(ascii: "\n")) else {
            keepRest()
            return nil
        }
        var line: [UInt8] = []
        swap(&line, &beginning)
        line += chunk[position..<end]
        position = end + 1
        return line
    }

    /// What came after the last line break.
    mutating func rest() -> [UInt8] {
        keepRest()
        return beginning
    }

    private mutating func keepRest() {
        beginning += chunk[position...]
        chunk = []
        position = 0
    }
}
