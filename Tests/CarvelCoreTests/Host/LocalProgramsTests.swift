import FoundationEssentials
import Glibc
import Testing

@testable import CarvelCore

@Suite("Programs of this machine")
struct LocalProgramsTests {
    private let programs = Programs.local(terminal: nil, messages: 2)
    private let path = "/usr/local/bin:/usr/bin:/bin"

    init() {
        // As the plugins do: a program that ends without reading its input must not end this one.
        signal(SIGPIPE, SIG_IGN)
    }

    private func shell(_ script: String, _ change: (inout ProgramCall) -> Void = { _ in }) -> ProgramCall {
        var call = ProgramCall("sh", searchPath: path, arguments: ["-c", script], messages: .collected(limit: 1 << 16))
        change(&call)
        return call
    }

    @Test("Give their output, their messages and how they ended")
    func result() async throws {
        let result = try await programs.run(shell("printf out; printf err >&2; exit 3"))
        #expect(result == ProgramResult(ending: .status(3), output: Array("out".utf8), messages: Array("err".utf8)))
        #expect(try await programs.run(shell("kill -9 $$")).ending == .signal(9))
    }

    @Test("Read bytes of any kind, and nothing where there is nothing", arguments: [1_000_000, 3, 0])
    func input(count: Int) async throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
        #expect(try await programs.run(shell("cat") { $0.input = .bytes(bytes) }).output == bytes)
        #expect(try await programs.run(shell("cat")).output == [])
    }

    @Test("May leave their input unread")
    func unreadInput() async throws {
        let result = try await programs.run(shell("exit 4") { $0.input = .bytes(Array(repeating: 1, count: 1 << 20)) })
        #expect(result.ending == .status(4))
    }

    @Test("Have the environment that they are given, and no more")
    func environment() async throws {
        let result = try await programs.run(shell("/usr/bin/env") { $0.variables = ["A": "b c", "PATH": "/none"] })
        let lines = Set(String(decoding: result.output, as: UTF8.self).split(separator: "\n").map(String.init))
        #expect(lines.isSuperset(of: ["A=b c", "PATH=/none"]))
        #expect(!lines.contains { $0.hasPrefix("HOME=") })
    }

    @Test("Write their messages where they are told to")
    func shownMessages() async throws {
        try await withFile("before\n") { descriptor, path in
            let programs = Programs.local(terminal: nil, messages: descriptor)
            let result = try await programs.run(shell("echo out; echo told >&2") { $0.messages = .shown })
            #expect(result.output == Array("out\n".utf8))
            #expect(result.messages == [])
            #expect(try FileSystem.local.readText(path) == "before\ntold\n")
        }
    }

    @Test("Read from the terminal where one is given", arguments: [true, false])
    func terminal(isGiven: Bool) async throws {
        try await withFile("typed") { descriptor, _ in
            #expect(lseek(descriptor, 0, SEEK_SET) == 0)
            let programs = Programs.local(terminal: isGiven ? descriptor : nil, messages: 2)
            #expect(programs.hasTerminal == isGiven)
            let result = try await programs.run(shell("cat") { $0.input = .terminal })
            #expect(result.output == Array((isGiven ? "typed" : "").utf8))
        }
    }

    @Test(
        "That are not there, or may not be run, are named",
        arguments: [
            ("no-such-program", "no-such-program: not found in any folder of PATH"),
            ("/no/such/program", "/no/such/program: no such program, or one that may not be run"),
            ("/etc/passwd", "/etc/passwd: no such program, or one that may not be run"),
        ]
    )
    func missing(program: String, message: String) async {
        let error = await #expect(throws: ProgramError.self) {
            try await programs.run(ProgramCall(program, searchPath: path))
        }
        #expect(error?.reason == .notFound)
        #expect(error?.description == message)
    }

    @Test("That write without end are stopped")
    func tooMuch() async {
        let call = shell("exec yes") { $0.outputLimit = 1000 }
        await #expect(throws: ProgramError(program: "sh", reason: .tooMuchOutput)) { try await programs.run(call) }
    }

    @Test("That hang end with the task, and so does what they have begun", .timeLimit(.minutes(1)))
    func cancellation() async throws {
        try await withFolder { folder in
            #expect(mkfifo("\(folder)/started", 0o600) == 0)
            let call = shell("sleep 1000 & echo $$ $! > '\(folder)/started'; wait")
            let task = Task { [programs] in
                do throws(ProgramError) {
                    _ = try await programs.run(call)
                    return ProgramError.Reason?.none
                } catch {
                    return error.reason
                }
            }
            // Reading ends when the script has written, and another program does it, so that no thread of ours waits.
            let line = try await programs.run(shell("cat '\(folder)/started'")).output
            let processes = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
                .compactMap { Int32($0) }
            try #require(processes.count == 2)
            task.cancel()
            #expect(await task.value == .cancelled)
            // Reaped: nothing has that number any more. The grandchild is another's to reap, and no more than a zombie.
            #expect(kill(processes[0], 0) == -1)
            // It may still be on its way there; one that nobody stopped would sleep on beyond the test's time.
            while let state = try? FileSystem.local.readText("/proc/\(processes[1])/stat"), !state.contains(") Z ") {
                await Task.yield()
            }
        }
    }

    /// A folder that is gone afterwards.
    private func withFolder(_ body: (_ path: String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/programs-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    /// An open file with a text, at its end; no program inherits the descriptor that is not given it.
    private func withFile(_ text: String, _ body: (_ descriptor: Int32, _ path: String) async throws -> Void)
        async throws
    {
        try await withFolder { folder in
            let path = "\(folder)/file"
            let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
            try #require(descriptor >= 0)
            defer { close(descriptor) }
            try #require(write(descriptor, text, text.utf8.count) == text.utf8.count)
            try await body(descriptor, path)
        }
    }
}
