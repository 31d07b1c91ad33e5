import GitRepository
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("What is known of ssh servers")
struct KnownHostsTests {
    private static func server(_ url: String) throws -> GitSSHServer {
        try #require(try GitRemote(url: url).sshServer)
    }

    @Test("Is looked up by ssh's own program, in the files that ssh reads")
    func lines() async throws {
        let programs = ScriptedPrograms { call, _ in
            let isUsers = call.arguments.last == "/home/me/.ssh/known_hosts"
            return isUsers
                ? ProgramResult(output: Array("# Host x found: line 1\n|1|a|b ssh-ed25519 AAAA\n".utf8))
                : ProgramResult(ending: .status(1))
        }
        var host = Host.inMemory(
            files: ["/home/me/.ssh/known_hosts": "", "/etc/ssh/ssh_known_hosts": ""],
            variables: ["HOME": "/home/me", "CARVEL_GIT_PASSWORD": "secret"]
        )
        host.programs = programs.value()
        let server = try Self.server("ssh://git@git.example.com:2222/shop/gitops.git")
        #expect(try await KnownHosts(host: host).lines(about: server) == "|1|a|b ssh-ed25519 AAAA\n")
        #expect(
            programs.calls.map(\.arguments) == [
                ["-F", "[git.example.com]:2222", "-f", "/home/me/.ssh/known_hosts"],
                ["-F", "[git.example.com]:2222", "-f", "/etc/ssh/ssh_known_hosts"],
            ]
        )
        #expect(programs.calls.allSatisfy { $0.variables == ["HOME": "/home/me"] })
    }

    @Test("Is nothing without such files, and can't be told without that program")
    func nothing() async throws {
        let server = try Self.server("ssh://git.example.com/shop/gitops.git")
        let bare = Host.inMemory(variables: ["HOME": "/home/me"])
        #expect(try await KnownHosts(host: bare).lines(about: server) == "")
        let host = Host.inMemory(files: ["/here/known": ""], variables: [KnownHosts.variable: "known"])
        let error = await #expect(throws: DeliveryError.self) { try await KnownHosts(host: host).lines(about: server) }
        #expect(
            error?.message.hasPrefix("/here/known can't be searched for git.example.com: ssh-keygen: not found") == true
        )
    }

    @Test("Goes into Flux's Secret, beside the key")
    func secret() throws {
        let delivery = try SampleDelivery.tree(SampleDelivery.files()).delivery()
        let secret = AuthSecretManifest.secret(
            named: "auth",
            credentials: .sshKey(privateKey: "key", passphrase: "phrase"),
            knownHosts: "x ssh-ed25519 AAAA\n",
            delivery
        )
        #expect(
            secret?.object.json["data"] == [
                "identity": .string(Base64.encode("key".utf8)), "password": .string(Base64.encode("phrase".utf8)),
                "known_hosts": .string(Base64.encode("x ssh-ed25519 AAAA\n".utf8)),
            ]
        )
    }
}
