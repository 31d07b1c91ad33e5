import Glibc

/// Asks the one who sits at the terminal.
enum Prompt {
    /// Whether there is a terminal to ask at, and to be answered from.
    static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && Console.standard.isInteractive }

    /// Whether the user says yes; anything but `y` and `yes` is no, and so is the end of the input.
    ///
    /// - Throws: `CancellationError` on Ctrl-C.
    static func agrees(to question: String) async throws -> Bool {
        Console.standard.ask("\(question) [y/N] ")
        var line: [UInt8] = []
        while true {
            // Not blocked in a read, so that Ctrl-C is heard.
            try Task.checkCancellation()
            var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, 0) > 0 else {
                try await Task.sleep(for: .milliseconds(50))
                continue
            }
            var byte: UInt8 = 0
            let count = Glibc.read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            if count <= 0 || byte == UInt8(ascii: "\n") { break }
            line.append(byte)
        }
        let answer = String(decoding: line, as: UTF8.self).lowercased().filter { !$0.isWhitespace }
        return answer == "y" || answer == "yes"
    }
}
