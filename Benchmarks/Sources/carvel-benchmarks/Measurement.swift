import Foundation

/// What one run of a program took.
struct Measurement: Codable {
    /// From start to end, in seconds.
    var wallTime: Double
    /// Of all its threads, in the program and in the kernel, in seconds.
    var cpuTime: Double
    /// The most that was in memory at a time, in bytes.
    var peakMemory: Int

    /// The median of several runs of a program, figure by figure. One more run before them is not counted: it finds
    /// caches cold.
    ///
    /// - Throws: `BenchmarkError` where the program fails.
    static func median(of runs: Int, _ programs: Programs, _ command: [String]) throws -> Measurement {
        _ = try one(programs, command)
        let all = try (0..<max(1, runs)).map { _ in try one(programs, command) }
        func median<Value: Comparable>(_ value: (Measurement) -> Value) -> Value {
            all.map(value).sorted()[all.count / 2]
        }
        return Measurement(
            wallTime: median(\.wallTime),
            cpuTime: median(\.cpuTime),
            peakMemory: median(\.peakMemory)
        )
    }

    private static func one(_ programs: Programs, _ command: [String]) throws -> Measurement {
        let output = try Child.output(of: [programs.measure] + command)
        let figures = output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard figures.count == 4 else { throw BenchmarkError("measure printed \"\(output)\"") }
        guard figures[3] == 0 || command.allowsFailedVerdicts && figures[3] == 1 else {
            throw BenchmarkError("\(command.joined(separator: " ")) ended with \(Int(figures[3]))")
        }
        return Measurement(
            wallTime: figures[0] / 1e6,
            cpuTime: figures[1] / 1e6,
            peakMemory: Int(figures[2]) * 1024
        )
    }
}

extension [String] {
    /// Ours ends with 1 where an object is not ready, as some are on purpose.
    fileprivate var allowsFailedVerdicts: Bool { contains("get") && first?.hasSuffix("kubectl-carvel-verify") == true }
}

/// What keeps a benchmark from being run.
struct BenchmarkError: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// Programs that are run for their output.
enum Child {
    /// - Throws: `BenchmarkError` where the program can't be run, or fails.
    static func output(of command: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchmarkError("\(command.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
