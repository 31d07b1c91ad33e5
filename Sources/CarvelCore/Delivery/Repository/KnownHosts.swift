import GitRepository

/// The keys of ssh servers that this user trusts, as ssh itself knows them.
///
/// Source: OpenSSH, `sshd(8)`, "SSH_KNOWN_HOSTS FILE FORMAT".
struct KnownHosts: Sendable {
    let host: Host

    /// A file in the place of the user's own.
    static let variable = "CARVEL_GIT_KNOWN_HOSTS_FILE"

    /// What looking up needs of the environment, in which there may be passwords.
    private static let neededVariables: Set = ["HOME", "PATH", "LD_LIBRARY_PATH"]

    private var files: [String] {
        if let file = host.variables[Self.variable], !file.isEmpty { return [host.absolutePath(file)] }
        return [host.homeDirectory.map { "\($0)/.ssh/known_hosts" }, "/etc/ssh/ssh_known_hosts"].compactMap(\.self)
    }

    /// The lines about a server, without their comments. Names in these files may be hashed, so ssh's own program looks
    /// them up.
    ///
    /// - Throws: `DeliveryError` where that program can't be run; `CancellationError`.
    func lines(about server: GitSSHServer) async throws -> String {
        let name = server.port == GitSSHServer.usualPort ? server.name : "[\(server.name)]:\(server.port)"
        var lines = ""
        for file in files where host.files.exists(file) {
            let call = ProgramCall(
                "ssh-keygen",
                searchPath: host.variables["PATH"] ?? "/usr/bin:/bin",
                arguments: ["-F", name, "-f", file],
                variables: host.variables.filter { Self.neededVariables.contains($0.key) },
                messages: .collected(limit: 1 << 16)
            )
            do {
                // It fails where it finds nothing.
                let result = try await host.programs.run(call)
                let found = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
                lines += found.filter { !$0.hasPrefix("#") }.map { $0 + "\n" }.joined()
            } catch {
                try Task.checkCancellation()
                throw DeliveryError("\(file) can't be searched for \(name): \(error)", hint: "install OpenSSH's client")
            }
        }
        return lines
    }

    /// The lines about a server that Flux is to know it by.
    ///
    /// - Throws: as `lines`, and `DeliveryError` where there are none.
    func linesForFlux(about server: GitSSHServer) async throws -> String {
        let lines = try await lines(about: server)
        guard !lines.isEmpty else {
            throw DeliveryError(
                "known_hosts has no key of \(server.name), so Flux could not tell it from others",
                hint: "connect to it once with ssh, and compare its key with what its owner publishes"
            )
        }
        return lines
    }
}
