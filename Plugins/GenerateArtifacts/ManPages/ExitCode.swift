/// A code that a command ends with.
struct ExitCode {
    let code: Int
    let meaning: String

    init(_ code: Int, meaning: String) {
        self.code = code
        self.meaning = meaning
    }

    /// Those of every command that does not say otherwise.
    private static let common = [
        ExitCode(0, meaning: "It succeeded."),
        ExitCode(1, meaning: "It failed; standard error says why."),
        ExitCode(64, meaning: "The command line is wrong."),
        ExitCode(130, meaning: "It was interrupted."),
    ]

    /// A command's own codes, with the common ones that it does not mention, in order.
    static func all(of own: [ExitCode]) -> [ExitCode] {
        let mentioned = Set(own.map(\.code))
        return (own + common.filter { !mentioned.contains($0.code) }).sorted { $0.code < $1.code }
    }
}
