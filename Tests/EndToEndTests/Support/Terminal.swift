import FoundationEssentials
import Testing

// Programs that only behave as they do for people when they have a terminal.

/// What a person does at a terminal: waits until something is there to see, and types.
struct TerminalStep {
    let sight: String
    let keys: String

    /// Waits for a text, which nobody has typed, and types keys; `\t` is the tabulator, `\r` the return key.
    static func on(_ sight: String, type keys: String) -> TerminalStep { TerminalStep(sight: sight, keys: keys) }

    /// What is waited for at the end.
    static func until(_ sight: String) -> TerminalStep { TerminalStep(sight: sight, keys: "") }
}

extension Workbench {
    /// Runs a program on a pseudo-terminal of 50 lines with 200 columns, and types.
    ///
    /// - Returns: all that the terminal has shown, without its control sequences.
    func terminal(
        _ words: [String],
        with extra: [String: String],
        _ steps: [TerminalStep],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let script = try folder.write(Self.typist, to: "typist.py")
        let arguments = steps.flatMap { [$0.sight, $0.keys] } + ["--"] + words
        let typed = try await command(["python3", script] + arguments, with: extra)
        try #require(typed.status == 0, "\(typed.testDescription)", sourceLocation: sourceLocation)
        return typed.output
    }

    private static let typist = #"""
        import fcntl, os, pty, re, select, struct, sys, termios, time

        split = sys.argv.index("--")
        steps, command = sys.argv[1:split], sys.argv[split + 1:]
        child, terminal = pty.fork()
        if child == 0:
            os.execvp(command[0], command)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        control = re.compile(rb"\x1b\[[0-9;?<>=]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b\][^\x07]*(\x07|\x1b\\)|\x1b[=>]|[\r\x07\x0f]")

        seen, shown, end = b"", b"", time.monotonic() + 40
        for sight, keys in zip(steps[::2], steps[1::2]):
            while sight.encode() not in control.sub(b"", seen):
                ready, _, _ = select.select([terminal], [], [], max(0, end - time.monotonic()))
                try:
                    more = os.read(terminal, 65536) if ready else b""
                except OSError:
                    more = b""
                if not more:
                    sys.stdout.buffer.write(control.sub(b"", shown + seen))
                    sys.exit("did not see " + repr(sight))
                seen += more
            shown, seen = shown + seen, b""
            os.write(terminal, keys.encode())
        sys.stdout.buffer.write(control.sub(b"", shown))
        os.kill(child, 9)
        """#
}
