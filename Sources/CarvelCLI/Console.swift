import FoundationEssentials
import Glibc

/// The terminal, or what stands in its place: data to stdout, talk to stderr.
public struct Console: Sendable {
    /// Whether talk is in colour.
    public let isColoured: Bool
    /// Whether talk goes to a terminal.
    public let isInteractive: Bool
    /// Whether talk goes to a terminal on which what was written can be written over.
    let canDraw: Bool

    /// The process's own.
    public static let standard = Console()

    private init() {
        isInteractive = isatty(STDERR_FILENO) == 1
        let variables = ProcessInfo.processInfo.environment
        let asksForNone = variables["NO_COLOR"]?.isEmpty == false
        canDraw = isInteractive && variables["TERM"] != "dumb"
        isColoured = canDraw && !asksForNone
    }

    /// What a line of talk is about; the symbols are those of flux.
    public enum Symbol: String, Sendable {
        case action = "►"
        case waiting = "◎"
        case success = "✔"
        case failure = "✗"
        case warning = "⚠"

        var colour: Int {
            switch self {
            case .action: 36
            case .waiting: 34
            case .success: 32
            case .failure: 31
            case .warning: 33
            }
        }
    }

    /// Writes data to stdout, with a line break at its end.
    public func write(_ text: String) {
        Self.put(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
    }

    /// Writes talk to stderr.
    public func talk(_ text: String) {
        Self.put(text.hasSuffix("\n") ? text : text + "\n", to: STDERR_FILENO)
    }

    /// Writes talk as it stands, with no line break at its end: what draws on a terminal brings its own control codes.
    func draw(_ text: String) {
        Self.put(text, to: STDERR_FILENO)
    }

    /// Writes a line of talk with its symbol.
    public func tell(_ symbol: Symbol, _ text: String) {
        let mark = isColoured ? "\u{1B}[\(symbol.colour)m\(symbol.rawValue)\u{1B}[0m" : symbol.rawValue
        talk("\(mark) \(text)")
    }

    /// Asks something on stderr; what is typed stands on the same line.
    func ask(_ question: String) {
        Self.put(question, to: STDERR_FILENO)
    }

    /// Writes all of a text. Where nobody reads any more, the rest is dropped: what the command does, and how it ends,
    /// does not depend on who listens.
    private static func put(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)
        while !bytes.isEmpty {
            let written = Glibc.write(descriptor, bytes, bytes.count)
            if written >= 0 {
                bytes.removeFirst(written)
            } else if errno != EINTR && errno != EAGAIN {
                return
            }
        }
    }
}
