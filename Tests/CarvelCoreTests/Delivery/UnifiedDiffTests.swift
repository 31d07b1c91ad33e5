import Testing

@testable import CarvelCore

@Suite("The difference of files", .timeLimit(.minutes(4)))
struct UnifiedDiffTests {
    static let pairs: [(String?, String?)] = [
        (nil, "a: 1\nb: 2\n"),
        ("a: 1\nb: 2\n", nil),
        ("a: 1", "a: 1\n"),
        ("a: 1\n", "a: 1"),
        ("a: 1\r\nb: 2\r\n", "a: 1\r\nb: 3\r\n"),
        ("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n", "1\nzwei\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n"),
        ("1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\n4\n4b\n5\n6\n7\n"),
        ("1\n2\n3\n", "0\n1\n2\n3\n4\n"),
        ("ä: ö\n\n\n- x\n", "ä: ü\n\n- x\n"),
    ]

    @Test("git takes it, and makes the new text of the old one", arguments: pairs)
    func applies(old: String?, new: String?) async throws {
        try await GitWorkspace.with { workspace in
            let folder = "\(workspace.path)/other"
            if let old { try FileWriting.write(old, to: "\(folder)/file.yaml") }
            let diff = UnifiedDiff(path: "file.yaml", old: old, new: new).text
            try FileWriting.write(diff, to: "\(workspace.path)/patch")
            try await workspace.shell("cd other && git apply --whitespace=nowarn ../patch")
            try FileWriting.write(new ?? "", to: "\(workspace.path)/expected")
            try await workspace.shell(
                new == nil ? "test ! -e other/file.yaml" : "cmp other/file.yaml expected"
            )
        }
    }

    @Test("Shows three lines around each change, and changes far apart on their own")
    func context() {
        let old = (1...20).map { "\($0)\n" }.joined()
        let new = old.replacing("5\n6\n", with: "5\nsix\n").replacing("19\n", with: "nineteen\n")
        let diff = UnifiedDiff(path: "a/b.yaml", old: old, new: new).text
        #expect(
            diff == """
                --- a/a/b.yaml
                +++ b/a/b.yaml
                @@ -3,7 +3,7 @@
                 3
                 4
                 5
                -6
                +six
                 7
                 8
                 9
                @@ -16,5 +16,5 @@
                 16
                 17
                 18
                -19
                +nineteen
                 20

                """
        )
    }

    @Test("Is empty where there is none")
    func none() {
        #expect(UnifiedDiff(path: "a", old: "x\n", new: "x\n").text.isEmpty)
    }
}
