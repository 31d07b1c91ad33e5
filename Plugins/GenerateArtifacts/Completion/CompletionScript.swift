/// What teaches a shell to ask a program what can be typed. All that the scripts know is how their shell is spoken to.
struct CompletionScript {
    /// The executable.
    let program: String
    /// All names by which it can be typed.
    let names: [String]

    /// What stands before the words of a question.
    static let marker = "__complete"

    /// The shell's function.
    var function: String {
        "__complete_" + program.map { $0 == "-" ? "_" : String($0) }.joined()
    }

    /// The files, by their paths from the folder of all completion files.
    var files: [String: String] {
        ["bash/\(program)": bash, "zsh/\(autoloadName)": zsh, "fish/\(program).fish": fish]
    }
}
