import Subprocess
import TestSupport
import Testing

@testable import GitRepository

@Suite("Over ssh", .enabled(if: SSHServer.isInstalled))
struct SSHTests {
    private func with(_ body: (SSHServer, Workspace) async throws -> Void) async throws {
        try await Workspace.with { workspace in
            try await workspace.filledRepository()
            try await SSHServer.with("\(workspace.path)/ssh") { server in try await body(server, workspace) }
        }
    }

    private func remote(
        _ server: SSHServer,
        _ path: String,
        _ credentials: GitCredentials,
        knowing keys: [GitHostKey]? = nil
    ) throws -> GitRemote {
        try GitRemote(url: server.url(path), credentials: credentials)
            .trusting(try keys ?? GitHostKey.all(in: server.text(of: "known_hosts")))
    }

    @Test("A key logs in, with or without a passphrase, to read and to push; a stranger's does not")
    func keys() async throws {
        try await with { server, workspace in
            let path = "\(workspace.path)/remote.git"
            let key = GitCredentials.sshKey(privateKey: try server.text(of: "user"), passphrase: nil)
            let remote = try remote(server, path, key)
            let before = try await remote.head(ofBranch: "main")
            try await remote.withTemporaryClone(branch: "main", in: try workspace.cloneFolder()) { clone in
                let author = GitAuthor(name: "Ada", email: "ada@example.com")
                let change = GitChange.write(path: "new", contents: Array("new".utf8))
                _ = try await clone.commit([change], message: "New", author: author)
                try await clone.push()
            }
            let after = try await remote.head(ofBranch: "main")
            #expect(after != nil && after != before)

            let phrased = try server.text(of: "phrased")
            let opened = GitCredentials.sshKey(privateKey: phrased, passphrase: "open sesame")
            #expect(try await self.remote(server, path, opened).head(ofBranch: "main") == after)
            for credentials in [
                GitCredentials.sshKey(privateKey: try server.text(of: "stranger"), passphrase: nil),
                .sshKey(privateKey: phrased, passphrase: "wrong"),
            ] {
                let refused = try self.remote(server, path, credentials)
                await #expect(throws: GitError.authenticationFailed(url: refused.url)) {
                    try await refused.references()
                }
            }
            let absent = try self.remote(server, path + ".not", key)
            await #expect(throws: GitError.notFound(url: absent.url)) { try await absent.references() }
        }
    }

    @Test("A server that is not known, or shows another key, is shown nothing")
    func hostKeys() async throws {
        try await with { server, workspace in
            let path = "\(workspace.path)/remote.git"
            let key = GitCredentials.sshKey(privateKey: try server.text(of: "user"), passphrase: nil)
            let unknown = try remote(server, path, key, knowing: [])
            let error = await #expect(throws: GitError.self) { try await unknown.references() }
            guard case .unknownHostKey(let url, let type, let fingerprint)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(url == unknown.url && fingerprint.hasPrefix("SHA256:"))
            let changed = try remote(server, path, key, knowing: [GitHostKey(type: type, base64: "AAAA")])
            await #expect(throws: GitError.changedHostKey(url: url, type: type, fingerprint: fingerprint)) {
                try await changed.references()
            }
        }
    }

    @Test("Lines of known_hosts give keys; revoked ones, authorities and comments don't")
    func knownHosts() {
        let text = """
            # Host x found: line 1
            x ssh-ed25519 AAAA comment
            |1|c2FsdA==|aGFzaA== ecdsa-sha2-nistp256 BBBB
            @revoked x ssh-ed25519 CCCC
            @cert-authority *.x ssh-rsa DDDD
            broken line
            """
        #expect(
            GitHostKey.all(in: text) == [
                GitHostKey(type: "ssh-ed25519", base64: "AAAA"),
                GitHostKey(type: "ecdsa-sha2-nistp256", base64: "BBBB"),
            ]
        )
    }
}
