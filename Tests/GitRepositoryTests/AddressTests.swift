import Testing

@testable import GitRepository

@Suite("Git URLs and credentials")
struct AddressTests {
    @Test(
        "A URL is shown without secrets",
        arguments: [
            ("https://git.example.com/a/b.git", "https://git.example.com/a/b.git"),
            ("HTTPS://ada:s3cret@git.example.com:8443/a.git?key=s3cret#s3cret", "https://git.example.com:8443/a.git"),
            ("http://s3cret@[::1]:80/a", "http://[::1]:80/a"), ("file:///srv/a.git", "file:///srv/a.git"),
            ("/srv/a.git", "/srv/a.git"), ("./a:b/c", "./a:b/c"),
            ("ssh://git@git.example.com:2222/a.git", "ssh://git@git.example.com:2222/a.git"),
        ]
    )
    func display(url: String, expected: String) throws {
        #expect(try GitRemote(url: url).url == expected)
    }

    @Test("User name and password of a URL are used, unless others are given")
    func embedded() throws {
        let remote = try GitRemote(url: "https://ada%40x:s%2F3@example.com/a.git")
        #expect(remote.credentials == .password(username: "ada@x", password: "s/3"))
        #expect(remote.address.url == "https://example.com/a.git")
        #expect(try GitRemote(url: "https://a:b@example.com/x", credentials: .token("t")).credentials == .token("t"))
    }

    @Test(
        "What is no usable URL is refused, and the message has no password",
        arguments: [
            "", "ssh://git:s3cret@example.com/a.git", "ssh://git@example.com:a/b.git", "ssh://git@example.com",
            "git:s3cret@example.com:a.git", "https:///a.git",
            "https://ada:s3cret@",
            "https://ada:s3cret/x@example.com/a.git", "https://ada:s3cret%zz@example.com/a.git",
            "https://ada:s3cret@x/\n",
        ]
    )
    func refused(url: String) throws {
        let error = #expect(throws: GitError.self) { try GitRemote(url: url) }
        guard case .invalidURL = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains("s3cret") == false)
        #expect(error.map { "\($0)".hasSuffix(".") } == true)
    }

    @Test("The server of an ssh URL is told as known_hosts has it")
    func sshServer() throws {
        #expect(try GitRemote(url: "ssh://git@x.org/a.git").sshServer == GitSSHServer(authority: "x.org"))
        let server = try #require(try GitRemote(url: "ssh://[::1]:2222/a.git").sshServer)
        #expect(server.name == "::1" && server.port == 2222)
        #expect(GitSSHServer(authority: "x.org").port == 22)
        #expect(try GitRemote(url: "https://x.org/a.git").sshServer == nil)
    }

    @Test("Credentials of another kind than the URL's are refused")
    func otherKind() throws {
        let key = GitCredentials.sshKey(privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----", passphrase: nil)
        for (url, credentials) in [
            ("ssh://x.org/a.git", GitCredentials.token("t")), ("https://x.org/a.git", key),
            ("ssh://x.org/a.git", .sshKey(privateKey: "ssh-ed25519 AAAA", passphrase: nil)),
        ] {
            let error = #expect(throws: GitError.self) { try GitRemote(url: url, credentials: credentials) }
            guard case .invalidCredentials? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect("\(key)" == "ssh key (hidden)")
    }

    @Test(
        "Credentials that would break a header are refused",
        arguments: [
            GitCredentials.token("s3cret\n"), .password(username: "a", password: "s3cret\r\nX: y"),
            .password(username: "a\0", password: "s3cret"),
        ]
    )
    func badCredentials(credentials: GitCredentials) throws {
        let error = #expect(throws: GitError.self) {
            try GitRemote(url: "https://example.com", credentials: credentials)
        }
        guard case .invalidCredentials = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test("No way to print a remote shows its secrets")
    func redaction() throws {
        for credentials in [GitCredentials.token("s3cret"), .password(username: "ada", password: "s3cret")] {
            let remote = try GitRemote(url: "https://a:s3cret@example.com/x.git", credentials: credentials)
            var dumped = ""
            dump(remote, to: &dumped)
            for text in [
                "\(remote)", String(reflecting: remote), "\(credentials)", String(reflecting: credentials), dumped,
            ] {
                #expect(!text.contains("s3cret"))
            }
        }
    }
}
