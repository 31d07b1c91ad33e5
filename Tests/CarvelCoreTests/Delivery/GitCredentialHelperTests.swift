import GitRepository
import Testing

@testable import CarvelCore

@Suite("Git's credential helpers")
struct GitCredentialHelperTests {
    private func helper(_ programs: ScriptedPrograms, url: String = "https://git.example.com:8443/shop/gitops.git")
        -> GitCredentialHelper
    {
        var host = Host.inMemory(variables: ["PATH": "/bin", "GIT_ASKPASS": "/bin/ask"])
        host.programs = programs.value()
        return GitCredentialHelper(host: host, url: url)
    }

    @Test("Are asked by git, about the server, through a pipe")
    func fill() async throws {
        let programs = ScriptedPrograms { _, _ in
            ProgramResult(output: Array("protocol=https\nhost=x\nusername=ada\npassword=se=same\n".utf8))
        }
        #expect(try await helper(programs).fill() == .password(username: "ada", password: "se=same"))
        let call = try #require(programs.calls.first)
        #expect(call.program == "git" && call.arguments == ["credential", "fill"])
        let question = "protocol=https\nhost=git.example.com:8443\npath=shop/gitops.git\n\n"
        #expect(call.input == .bytes(Array(question.utf8)))
        // Nobody is asked who does not expect it.
        #expect(call.variables["GIT_TERMINAL_PROMPT"] == "0" && call.variables["GIT_ASKPASS"] == nil)
    }

    @Test("Are told what became of it, with the secret in the pipe alone", arguments: ["approve", "reject"])
    func tell(_ verb: String) async throws {
        let programs = ScriptedPrograms { _, _ in ProgramResult() }
        let credentials = GitCredentials.password(username: "ada", password: "sesame")
        let helper = helper(programs)
        if verb == "approve" { try await helper.approve(credentials) } else { try await helper.reject(credentials) }
        let call = try #require(programs.calls.first)
        #expect(call.arguments == ["credential", verb])
        guard case .bytes(let bytes) = call.input else { return }
        #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("username=ada\npassword=sesame\n\n"))
    }

    @Test("That know nothing, or are not there, are no error")
    func nothing() async throws {
        let silent = ScriptedPrograms { _, _ in ProgramResult(ending: .status(128)) }
        #expect(try await helper(silent).fill() == nil)
        let absent = ScriptedPrograms { call, _ throws(ProgramError) in
            throw ProgramError(program: call.program, reason: .notFound)
        }
        #expect(try await helper(absent).fill() == nil)
        let half = ScriptedPrograms { _, _ in ProgramResult(output: Array("username=ada\n".utf8)) }
        #expect(try await helper(half).fill() == nil)
        // Paths of this machine have no server to log in to.
        #expect(try await helper(silent, url: "/srv/gitops.git").fill() == nil)
        #expect(silent.calls.count == 1)
    }
}
