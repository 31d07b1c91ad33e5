import FoundationEssentials
import Testing

/// A shell that can complete, set up for one test: a prompt to wait for, and a command `say` that shows its words.
enum Shell: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case bash, zsh, fish

    var testDescription: String { rawValue }

    /// What the prompt begins with.
    static let prompt = "READY>"
    /// What `say` ends with, which nobody has typed.
    static let end = ":said"

    /// Whether it can be tested here, and what to do where not.
    static func isInstalled(_ shell: Shell) -> Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(shell.rawValue)") }
    }

    /// The words that start it.
    ///
    /// - Parameter setup: lines for it to read first.
    func start(_ bench: Workbench, setup: String) throws -> (words: [String], variables: [String: String]) {
        let folder = bench.folder
        switch self {
        case .bash:
            let file = try folder.write(
                """
                PS1='\(Self.prompt) '
                say() { printf '[%s]' "$@"; printf '\(Self.end)\\n'; }
                bind 'set enable-bracketed-paste off'
                \(setup)
                """,
                to: "bashrc"
            )
            return (["bash", "--noprofile", "--rcfile", file, "-i"], [:])
        case .zsh:
            try folder.write(
                """
                PS1='\(Self.prompt) '
                unsetopt prompt_sp
                bindkey -e
                say() { printf '[%s]' "$@"; printf '\(Self.end)\\n'; }
                \(setup)
                """,
                to: "zsh/.zshrc"
            )
            return (["zsh", "-d", "-i"], ["ZDOTDIR": "\(folder.path)/zsh"])
        case .fish:
            try folder.write(
                """
                set fish_greeting
                set fish_autosuggestion_enabled 0
                function fish_prompt; echo '\(Self.prompt) '; end
                function say; printf '[%s]' $argv; printf '\(Self.end)\\n'; end
                \(setup)
                """,
                to: "config/fish/config.fish"
            )
            return (
                ["fish", "--interactive"],
                ["XDG_CONFIG_HOME": "\(folder.path)/config", "XDG_DATA_HOME": "\(folder.path)/data"]
            )
        }
    }

    /// Reads the project's own completion files.
    var ownFiles: String {
        let folder = Product.path("completions/\(rawValue)")
        return switch self {
        case .bash: "for file in \(folder)/*; do source \"$file\"; done"
        case .zsh: "fpath=(\(folder) $fpath); autoload -Uz compinit; compinit -D -u"
        case .fish: "for file in \(folder)/*.fish; source $file; end"
        }
    }

    /// Reads the completion that kubectl writes itself.
    func kubectlFiles(_ bashCompletion: String) -> String {
        switch self {
        case .bash: "source \(bashCompletion); source <(kubectl completion bash)"
        case .zsh: "autoload -Uz compinit; compinit -D -u; source <(kubectl completion zsh)"
        case .fish: "kubectl completion fish | source"
        }
    }
}
