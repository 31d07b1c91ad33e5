import Foundation
import GitRepository
import HTTPTransport
import Testing

@testable import Sandbox

@Suite("The sandbox's git server")
struct GitServerTests {
    @Test("A clone gets what was pushed, on branch main")
    func cloneAndPush() async throws {
        try await withGitServer { server, client in
            let url = try await server.createRepository("gitops")
            let pushed = try await client.commitAndPush(
                ["a/one.yaml": "one: 1\n", "big.txt": String(repeating: "0123456789abcdef\n", count: 200_000)],
                to: url,
                as: server
            )

            try await client.run("clone", "--quiet", try client.url(url, as: server), client.folder + "/second")
            let head = try await client.run("-C", client.folder + "/second", "rev-parse", "HEAD")
            let branch = try await client.run("-C", client.folder + "/second", "branch", "--show-current")
            let text = try String(contentsOfFile: client.folder + "/second/a/one.yaml", encoding: .utf8)
            #expect(head == pushed)
            #expect(branch == "main")
            #expect(text == "one: 1\n")
        }
    }

    @Test("A body that the client compresses, and one in chunks, arrive whole")
    func compressedAndChunked() async throws {
        try await withGitServer { server, client in
            let url = try await server.createRepository("gitops")
            // Random text does not compress, so the pack is larger than what git sends with a length.
            let noise = (0..<60_000).map { _ in String(UInt64.random(in: 0...UInt64.max), radix: 36) }
            _ = try await client.commitAndPush(["noise.txt": noise.joined(separator: "\n")], to: url, as: server)
            // Many commits make the negotiation of a fetch long enough for git to compress it.
            for number in 0..<40 {
                try await client.commit(["n.txt": "\(number)\n"])
            }
            try await client.run("-C", client.checkout, "push", "--quiet", "origin", "main")
            try await client.run(
                "-C",
                client.checkout,
                "fetch",
                "--quiet",
                try client.url(url, as: server),
                "main:copy"
            )
            let heads = try await client.run("-C", client.checkout, "rev-parse", "main", "copy")
            let lines = heads.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.first == lines.last)
        }
    }

    @Test("A wrong password is refused, and a changed one accepted")
    func passwords() async throws {
        try await withGitServer { server, client in
            let url = try await server.createRepository("gitops")
            let good = try client.url(url, as: server)
            try await client.run("ls-remote", good)
            server.password = "changed"
            let failure = await #expect(throws: GitCommandError.self) { try await client.run("ls-remote", good) }
            #expect(failure?.message.contains("Authentication failed") == true)
            try await client.run("ls-remote", try client.url(url, as: server))
        }
    }

    @Test("Who shows no password is asked for one")
    func asksForPassword() async throws {
        try await withGitServer { server, _ in
            let url = try await server.createRepository("gitops")
            let response = try await CurlClient().send(HTTPRequest(url: url + "/info/refs"))
            #expect(response.status == 401)
            #expect(response.headers["WWW-Authenticate"]?.hasPrefix("Basic realm=") == true)
        }
    }

    @Test("libgit2 reads what git has pushed")
    func readByLibrary() async throws {
        try await withGitServer { server, client in
            let url = try await server.createRepository("gitops")
            let pushed = try await client.commitAndPush(["a/one.yaml": "one: 1\n"], to: url, as: server)
            let remote = try GitRemote(
                url: url,
                credentials: .password(username: server.username, password: server.password),
                timeout: .seconds(10)
            )
            #expect(try await remote.head(ofBranch: "main") == pushed)
            let text = try await remote.withTemporaryClone(branch: "main", in: client.folder) { clone in
                try await clone.read("a/one.yaml")
            }
            #expect(text == Array("one: 1\n".utf8))
        }
    }

    @Test("libgit2 finds an empty repository empty")
    func emptyReadByLibrary() async throws {
        try await withGitServer { server, client in
            let url = try await server.createRepository("gitops")
            let remote = try GitRemote(
                url: url,
                credentials: .password(username: server.username, password: server.password),
                timeout: .seconds(10)
            )
            #expect(try await remote.head(ofBranch: "main") == nil)
            let head = try await remote.withTemporaryClone(branch: "main", in: client.folder) { clone in
                try await clone.headCommit()
            }
            #expect(head == nil)
        }
    }

    @Test("An absent repository is not found")
    func absentRepository() async throws {
        try await withGitServer { server, client in
            let url = try client.url(server.url + "/absent.git", as: server)
            let failure = await #expect(throws: GitCommandError.self) { try await client.run("ls-remote", url) }
            #expect(failure?.message.contains("not found") == true)
        }
    }

    @Test("Each push is told of, with the repository's name")
    func tellsPushes() async throws {
        try await withGitServer { server, client in
            let url = try await server.createRepository("gitops")
            let pushes = server.pushes()
            _ = try await client.commitAndPush(["a.yaml": "a: 1\n"], to: url, as: server)
            #expect(await pushes.first { _ in true } == "gitops")
        }
    }

    @Test("The repositories are for this user alone, and go when the server stops")
    func folder() async throws {
        let server = try await GitServer.start()
        _ = try await server.createRepository("gitops")
        let folder = URL(filePath: server.path(of: "gitops")).deletingLastPathComponent().path
        let attributes = try FileManager.default.attributesOfItem(atPath: folder)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        try await server.stop()
        #expect(!FileManager.default.fileExists(atPath: folder))
    }
}
