import FoundationEssentials
import Glibc
import Testing

@testable import CarvelCore

@Suite("Programs of this machine")
struct LocalProgramsTests {
    private let programs = Programs.local(terminal: nil, messages: 2)
    private let path = "/usr/local/bin:/usr/bin:/bin"

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
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let programs = Programs.local(terminal: nil, messages: ends[1])
        let result = try await programs.run(shell("echo out; echo told >&2") { $0.messages = .shown })
        #expect(result.output == Array("out\n".utf8))
        #expect(result.messages == [])
        close(ends[1])
        let shown = FileHandleBytes.all(of: ends[0])
        #expect(shown == Array("told\n".utf8))
    }

    @Test("Read from the terminal where one is given", arguments: [true, false])
    func terminal(isGiven: Bool) async throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        #expect(write(ends[1], "typed", 5) == 5)
        close(ends[1])
        defer { close(ends[0]) }
        let programs = Programs.local(terminal: isGiven ? ends[0] : nil, messages: 2)
        #expect(programs.hasTerminal == isGiven)
        let result = try await programs.run(shell("cat") { $0.input = .terminal })
        #expect(result.output == Array((isGiven ? "typed" : "").utf8))
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

    @Test("That hang end with the task, and so does what they have begun")
    func cancellation() async throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/programs-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(mkfifo(folder + "/started", 0o600) == 0)
        let script = "sleep 1000 & echo $$ $! > '\(folder)/started'; wait"
        let call = shell(script)
        let task = Task { [programs] in
            do throws(ProgramError) {
                _ = try await programs.run(call)
                return ProgramError.Reason?.none
            } catch {
                return error.reason
            }
        }
        // Reading waits until the script writes.
        let file = open(folder + "/started", O_RDONLY)
        let line = String(decoding: FileHandleBytes.all(of: file), as: UTF8.self)
        let processes = line.split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        try #require(processes.count == 2)
        task.cancel()
        #expect(await task.value == .cancelled)
        // Reaped: nothing has that number any more. The grandchild is another's to reap, and no more than a zombie.
        #expect(kill(processes[0], 0) == -1)
        let state = try? FileSystem.local.readText("/proc/\(processes[1])/stat")
        #expect(state == nil || state?.contains(") Z ") == true)
    }
}

/// Plain reading of a descriptor to its end.
private enum FileHandleBytes {
    static func all(of descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        close(descriptor)
        return bytes
    }
}
