import Testing

@testable import CarvelCore

@Suite("Cutting a stream of bytes into lines")
struct LineSplitterTests {
    private func lines(_ chunks: [[UInt8]]) -> (lines: [String], rest: String) {
        var splitter = LineSplitter()
        var lines: [String] = []
        for chunk in chunks {
            splitter.append(chunk)
            while let line = splitter.nextLine() { lines.append(String(decoding: line, as: UTF8.self)) }
        }
        return (lines, String(decoding: splitter.rest(), as: UTF8.self))
    }

    @Test("Whatever the chunks are", arguments: 1...12)
    func chunks(size: Int) {
        let bytes = Array("one\n\ntwo\nthree".utf8)
        let chunks = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
        let result = lines(chunks)
        #expect(result.lines == ["one", "", "two"])
        #expect(result.rest == "three")
    }

    @Test("A recorded watch, split at every byte")
    func recorded() throws {
        let bytes = try ContractExchange.named("watch from a list", in: "list-watch").answer.chunks.flatMap(\.self)
        let expected = lines([bytes])
        #expect(expected.lines.count > 1)
        for split in bytes.indices {
            let result = lines([Array(bytes[..<split]), Array(bytes[split...])])
            try #require(result == expected, "split at byte \(split)")
        }
    }

    @Test("A long line in tiny chunks takes time by its length, not by its square", .timeLimit(.minutes(4)))
    func tinyChunks() {
        // Were all bytes moved for each chunk, this would be 10^12 of them.
        var splitter = LineSplitter()
        for _ in 0..<1_000_000 {
            splitter.append([0x61, 0x61])
            if splitter.nextLine() != nil { Issue.record("a line without a line break") }
        }
        splitter.append([0x0A])
        #expect(splitter.nextLine()?.count == 2_000_000)
    }

    @Test("Many lines in one chunk take time by their length, not by its square", .timeLimit(.minutes(4)))
    func manyLines() {
        var splitter = LineSplitter()
        splitter.append(Array(repeating: 0x0A, count: 1_000_000))
        var count = 0
        while splitter.nextLine() != nil { count += 1 }
        #expect(count == 1_000_000)
        #expect(splitter.rest().isEmpty)
    }
}
