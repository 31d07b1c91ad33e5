import Subprocess
import Testing

@testable import YAMLDocument

/// Reads written documents with PyYAML, a reader of YAML 1.1 that has nothing in common with ours.
@Suite("Another reader understands what is written")
struct OtherReaderTests {
    /// Prints every string as its code points, so that the answer has nothing to quote.
    static let script = """
        import json, sys, yaml
        def points(v):
            if isinstance(v, str): return ['text'] + [ord(c) for c in v]
            if isinstance(v, dict): return ['map'] + [[points(k), points(e)] for k, e in v.items()]
            if isinstance(v, list): return ['list'] + [points(e) for e in v]
            return v
        sys.stdin.reconfigure(encoding='utf-8', newline='')
        json.dump([points(d) for d in yaml.load_all(sys.stdin.read(), yaml.SafeLoader)], sys.stdout)
        """

    @Test(
        "PyYAML reads the same values",
        .enabled("python3 with PyYAML is not installed") { await hasPyYAML() },
        .timeLimit(.minutes(5))
    )
    func pyYAML() async throws {
        // PyYAML is slow, so of the many combinations it gets each eleventh.
        let combinations = TrickyStrings.combinations
        let some = stride(from: 0, to: combinations.count, by: 11).map { combinations[$0] }
        let values =
            (TrickyStrings.listed + some).map(WriterTests.everywhere) + [[1.5, 1e300, 2, true, .null, [:], []]]
        let written = YAMLWriter.string(documents: values)
        let result = try await run(
            .name("python3"),
            arguments: ["-c", Self.script],
            input: .string(written),
            output: .string(limit: 64 << 20),
            error: .string(limit: 1 << 16)
        )
        try #require(result.terminationStatus == .exited(0), "\(result.standardError)")
        let read = try #require(try YAMLReader.document(result.standardOutput).array)
        #expect(read.count == values.count)
        for (read, value) in zip(read, values) where read != Self.points(value) {
            Issue.record("PyYAML reads another value of \(YAMLWriter.string(value))")
        }
    }

    /// What the script makes of a value.
    static func points(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .array(["text"] + text.unicodeScalars.map { .int(Int64($0.value)) })
        case .object(let members): .array(["map"] + members.map { [points(.string($0)), points($1)] })
        case .array(let values): .array(["list"] + values.map(points))
        default: value
        }
    }

    static func hasPyYAML() async -> Bool {
        let result = try? await run(
            .name("python3"),
            arguments: ["-c", "import yaml"],
            output: .discarded,
            error: .discarded
        )
        return result?.terminationStatus == .exited(0)
    }
}
