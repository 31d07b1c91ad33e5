import Testing

@testable import GitRepository

@Suite("The files of a snapshot")
struct SnapshotFilesTests {
    private static let paths = [
        "a", "a-b/x", "a/b", "a/b-c", "a/b/c", "a/b/d/e", "a/b0", "b/a\u{308}", "b/\u{E4}", "z",
    ]
    private static let files = SnapshotFiles(paths.reversed().enumerated().map { (path: $1, content: $0) })

    @Test("Are sorted byte by byte, each with its content")
    func order() {
        #expect(
            Self.files.indices.map(Self.files.path)
                == Self.paths.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        )
        for (content, path) in Self.paths.reversed().enumerated() {
            #expect(Self.files.index(of: path).flatMap(Self.files.content) == content, "\(path)")
        }
    }

    @Test("Are found by their whole paths alone", arguments: ["", "a/", "a/b/", "a/b/d", "A", "b", "zz", "0", "b/a"])
    func others(path: String) {
        #expect(Self.files.index(of: path) == nil)
    }

    @Test("Are those of a folder, and of no other that begins alike")
    func folders() {
        let below = { (folder: String) in Self.files.indices(below: folder).map(Self.files.path) }
        #expect(below("a") == ["a/b", "a/b-c", "a/b/c", "a/b/d/e", "a/b0"])
        #expect(below("a/b") == ["a/b/c", "a/b/d/e"])
        #expect(below("a-b") == ["a-b/x"])
        for folder in ["", "a/b/c", "c", "zz", "."] { #expect(below(folder) == [], "\(folder)") }
        #expect(SnapshotFiles().indices(below: "a").isEmpty)
    }

    @Test("Keep what was not read apart from what was")
    func unread() {
        let files = SnapshotFiles([(path: "b", content: 0), (path: "a", content: nil)])
        #expect(files.indices.map(files.content) == [nil, 0])
        let some = files.filter { $0 == "b" }
        #expect(some.indices.map(some.path) == ["b"] && some.indices.map(some.content) == [0])
    }
}
