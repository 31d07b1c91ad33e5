public import ArgumentParser
public import CarvelCore
public import GitRepository

/// How the git repository is logged in to. Passwords and tokens come from files or the environment, never from the
/// command line, where other users of the machine could read them.
public struct GitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The user name for the git repository; by default $CARVEL_GIT_USERNAME.",
            valueName: "name"
        )
    )
    var gitUsername: String?

    @Option(
        help: ArgumentHelp(
            "A file with the password for the git repository; by default $CARVEL_GIT_PASSWORD is the password.",
            valueName: "file"
        ),
        completion: .file()
    )
    var gitPasswordFile: String?

    @Option(
        help: ArgumentHelp(
            "A file with a bearer token for the git repository; by default $CARVEL_GIT_TOKEN is the token.",
            valueName: "file"
        ),
        completion: .file()
    )
    var gitTokenFile: String?

    /// The options as they stand before the command line is read.
    public init() {}

    /// The credentials that flags and environment give; a flag of one kind sets the environment's other kind aside.
    ///
    /// - Throws: where there is half of what it takes, both kinds by flag, or a file that can't be read or is empty.
    public func credentials(host: Host) throws -> GitCredentials {
        let asksForPassword = gitUsername != nil || gitPasswordFile != nil
        if asksForPassword, gitTokenFile != nil {
            throw ValidationError("--git-token-file goes with neither --git-username nor --git-password-file")
        }
        if !asksForPassword, let token = try secret(file: gitTokenFile, variable: "CARVEL_GIT_TOKEN", host) {
            return .token(token)
        }
        let username = gitUsername ?? variable("CARVEL_GIT_USERNAME", host)
        let password = try secret(file: gitPasswordFile, variable: "CARVEL_GIT_PASSWORD", host)
        switch (username, password) {
        case (let username?, let password?): return .password(username: username, password: password)
        case (nil, nil): return .none
        case (nil, _?):
            throw ValidationError("there is a git password, but no user name; give --git-username")
        case (_?, nil):
            throw ValidationError(
                "there is a git user name, but no password; give --git-password-file or set CARVEL_GIT_PASSWORD"
            )
        }
    }

    /// The credentials for a repository: of one that is reached by ssh the key that the environment names, or else none,
    /// which leaves it to the ssh agent.
    ///
    /// - Throws: as above; for flags that say nothing to an ssh server.
    public func credentials(host: Host, for url: String) throws -> GitCredentials {
        guard url.hasPrefix("ssh://") else { return try credentials(host: host) }
        guard gitUsername == nil, gitPasswordFile == nil, gitTokenFile == nil else {
            throw ValidationError(
                "--git-username, --git-password-file and --git-token-file say nothing to an ssh server; it takes the keys"
                    + " of the ssh agent, or that of the file which CARVEL_GIT_SSH_KEY_FILE names"
            )
        }
        guard let file = variable("CARVEL_GIT_SSH_KEY_FILE", host) else { return .none }
        return .sshKey(
            privateKey: try host.files.readText(host.absolutePath(file)),
            passphrase: variable("CARVEL_GIT_SSH_PASSPHRASE", host)
        )
    }

    private func variable(_ name: String, _ host: Host) -> String? {
        host.variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func secret(file: String?, variable name: String, _ host: Host) throws -> String? {
        guard let file else { return variable(name, host) }
        // Editors end files with a line break, which is no part of the secret.
        let secret = try host.files.readText(host.absolutePath(file)).prefix { !$0.isNewline }
        guard !secret.isEmpty else { throw DeliveryError(at: file, "its first line is empty, expected a secret") }
        return String(secret)
    }
}
