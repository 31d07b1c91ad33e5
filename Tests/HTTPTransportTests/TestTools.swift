import Glibc
import Synchronization

/// Runs programs that the tests need; both are named in the failure when they are missing.
enum TestTools {
    /// A folder for the length of the tests.
    static func temporaryFolder() throws -> String {
        var template = Array("/tmp/http-transport-tests-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw HelperFailure(description: "can't make a folder in /tmp") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Runs a program to its end.
    static func run(_ arguments: [String]) throws {
        let process = try Process(arguments)
        process.closeInput()
        let output = process.readAll()
        guard process.wait() == 0 else {
            throw HelperFailure(description: "\(arguments.joined(separator: " ")) failed:\n\(output)")
        }
    }

    static func read(_ path: String) throws -> [UInt8] {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw HelperFailure(description: "can't read \(path)") }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = Glibc.read(file, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }
}

/// A program with a pipe to its input, and one from its output and errors.
final class Process {
    private let identifier: pid_t
    private let input: Int32
    private let output: Int32

    /// One start at a time: a program started between `pipe` and `fcntl` of another would hold its pipes open.
    private static let starting = Mutex(())

    init(_ arguments: [String]) throws {
        (identifier, input, output) = try Self.starting.withLock { _ in try Self.start(arguments) }
    }

    private static func start(_ arguments: [String]) throws -> (pid_t, input: Int32, output: Int32) {
        var (toChild, fromChild): ([Int32], [Int32]) = ([0, 0], [0, 0])
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
            throw HelperFailure(description: "can't make a pipe")
        }
        for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 2)
        var pointers = arguments.map { strdup($0) } + [nil]
        var identifier: pid_t = 0
        let status = posix_spawnp(&identifier, arguments[0], &actions, nil, &pointers, environ)
        for pointer in pointers { free(pointer) }
        posix_spawn_file_actions_destroy(&actions)
        close(toChild[0])
        close(fromChild[1])
        guard status == 0 else {
            throw HelperFailure(description: "these tests need \(arguments[0]), which can't be started (\(status))")
        }
        return (identifier, toChild[1], fromChild[0])
    }

    func closeInput() {
        close(input)
    }

    func readLine() -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1, byte != 10 { line.append(byte) }
        return String(decoding: line, as: UTF8.self)
    }

    func readAll() -> String {
        var all = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(output, &buffer, buffer.count), count > 0 {
            all += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
        return all
    }

    func wait() -> Int32 {
        var status: Int32 = 0
        waitpid(identifier, &status, 0)
        close(output)
        return status
    }
}
