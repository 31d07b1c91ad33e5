import FoundationEssentials
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The real sshd on a free port of this machine, which lets in whoever runs the tests by one of its own keys.
package struct SSHServer: Sendable {
    package let folder: String
    package let port: Int

    /// Whether this machine has an sshd.
    package static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/sbin/sshd")

    /// Serves while the body runs.
    ///
    /// - Parameter folder: where its files go; it must not be there yet.
    package static func with<Result: Sendable>(
        _ folder: String,
        _ body: (SSHServer) async throws -> Result
    ) async throws -> Result {
        let ended = try await Subprocess.run(
            .name("python3"),
            arguments: ["-c", script, folder],
            input: .inputWriter,
            output: .sequence,
            error: .string(limit: 100_000)
        ) { execution in
            var port: Int?
            for try await line in execution.standardOutput.strings() {
                port = Int(line.filter(\.isNumber))
                break
            }
            let result: Result
            do {
                guard let port else { throw SSHServerError() }
                result = try await body(SSHServer(folder: folder, port: port))
            } catch {
                try await execution.standardInputWriter.finish()
                throw error
            }
            try await execution.standardInputWriter.finish()
            return result
        }
        return ended.closureResult
    }

    /// Makes keys, starts sshd, prints its port, and ends it when standard input does.
    private static let script = #"""
        import getpass, os, socket, subprocess, sys, time
        folder = sys.argv[1]
        os.makedirs(folder, mode=0o700)
        def key(name, kind, phrase=""):
            subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", phrase, "-f", f"{folder}/{name}"], check=True)
        for kind in ["ed25519", "ecdsa"]:
            key("host_" + kind, kind)
        key("user", "ed25519")
        key("phrased", "ed25519", "open sesame")
        key("stranger", "ed25519")
        key("other", "ecdsa")
        with open(f"{folder}/authorized", "w") as file:
            for name in ["user", "phrased"]:
                file.write(open(f"{folder}/{name}.pub").read())
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if os.getuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)
        with open(f"{folder}/config", "w") as file:
            file.write(f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host_ed25519\nHostKey {folder}/host_ecdsa\n"
                f"AuthorizedKeysFile {folder}/authorized\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
                f"UsePAM no\nStrictModes no\nPidFile none\nPermitRootLogin prohibit-password\n")
        server = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", f"{folder}/config"], stderr=sys.stderr)
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if server.poll() is not None:
                sys.exit("sshd ended")
            time.sleep(0.02)
        for name, keys in [("known_hosts", ["host_ed25519", "host_ecdsa"]), ("changed_hosts", ["stranger", "other"])]:
            with open(f"{folder}/{name}", "w") as file:
                for key in keys:
                    file.write(f"[127.0.0.1]:{port} " + open(f"{folder}/{key}.pub").read())
        print(port, flush=True)
        sys.stdin.read()
        server.terminate()
        server.wait()
        """#

    /// The path of one of the files that were made: the keys `user`, `phrased` (with the passphrase "open sesame") and
    /// `stranger`, which is not let in, their public halves in `.pub`; `known_hosts`, and `changed_hosts` with other keys than the server's.
    package func path(of name: String) -> String { "\(folder)/\(name)" }

    /// The text of one of these files.
    package func text(of name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path(of: name))), as: UTF8.self)
    }

    /// Where a repository of this machine is for those who come by ssh.
    package func url(_ path: String) -> String { "ssh://\(user)@127.0.0.1:\(port)\(path)" }

    /// Who runs the tests.
    private var user: String {
        let variables = ProcessInfo.processInfo.environment
        return [variables["USER"], variables["LOGNAME"]].compactMap(\.self).first { !$0.isEmpty } ?? "root"
    }
}

/// sshd did not start.
package struct SSHServerError: Error {}
