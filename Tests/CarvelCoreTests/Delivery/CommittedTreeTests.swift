import Testing

@testable import CarvelCore

@Suite("A commit of the branch, by what it is called")
struct CommittedTreeTests {
    private static let commits = [
        "aaaa1" + String(repeating: "0", count: 35), "aaaa2" + String(repeating: "0", count: 35),
    ]

    private static func commit(_ revision: String) throws -> String {
        try DeliveryRepository.commit(revision, among: commits, of: "main")
    }

    @Test("Is found by its beginning, in full, and as Flux writes it")
    func found() throws {
        for revision in ["aaaa2", "AAAA2", Self.commits[1], "main@sha1:\(Self.commits[1])", "main/\(Self.commits[1])"] {
            #expect(try Self.commit(revision) == Self.commits[1])
        }
    }

    @Test(
        "Is refused where there is none, where there are several, and what is none",
        arguments: [
            ("bbbb", "branch main has no commit bbbb"), ("aaaa", "is the beginning of several commits"),
            ("aaa", "is no commit, expected 4 to 40 hexadecimal digits"), ("main", "is no commit"),
            ("", "is no commit"),
        ]
    )
    func refused(revision: String, words: String) {
        let error = #expect(throws: DeliveryError.self) { try Self.commit(revision) }
        #expect(error?.description.contains(words) == true)
    }

    @Test("Has the files of that commit, and the commits after it; the head is asked for without a clone")
    func read() async throws {
        try await GitWorkspace.with { workspace in
            try await workspace.push("delivery.yaml", "one")
            let first = try await workspace.git("rev-parse", "main")
            try await workspace.push("delivery.yaml", "two")
            try await workspace.push("README.md", "three")
            let head = try await workspace.git("rev-parse", "main")
            var host = Host.inMemory()
            host.variables["TMPDIR"] = workspace.path
            let repository = DeliveryRepository(.remote(try workspace.remote, branch: "main"), host: host)
            let committed = try await repository.read(at: String(first.prefix(7)))
            #expect(committed.tree.commit == first)
            #expect(committed.tree.files.byPath == ["delivery.yaml": "one\n"])
            #expect(committed.laterCommits.count == 2)
            #expect(committed.laterCommits.first == head)
            #expect(try await repository.read(at: head).laterCommits == [])
            #expect(try await repository.head() == head)
            let gone = DeliveryRepository(.remote(try workspace.remote, branch: "gone"), host: host)
            await #expect(throws: DeliveryError.self) { try await gone.head() }
        }
    }
}
