import Testing

@testable import YAMLDocument

@Suite("Taking a document out of a hand-written text")
struct DocumentRemovalTests {
    private static let three = """
        # the first
        a: 1
        ---
        # the second
        b: |
          text
           --- no mark
        --- # the third
        c: 3
        """

    @Test(
        "It goes with its mark and its comments, and nothing else",
        arguments: [
            (0, "---\n# the second\nb: |\n  text\n   --- no mark\n--- # the third\nc: 3"),
            (1, "# the first\na: 1\n--- # the third\nc: 3"),
            (2, "# the first\na: 1\n---\n# the second\nb: |\n  text\n   --- no mark\n"),
        ]
    )
    func remove(index: Int, rest: String) throws {
        var text = try YAMLText(Self.three)
        try text.removeDocument(index)
        #expect(text.text == rest)
        #expect(text.documents.count == 2)
    }

    @Test("Parts that hold nothing count for none, and stay")
    func empty() throws {
        var text = try YAMLText("---\n# head\n---\na: 1\n---\n---\nb: 2\n")
        try text.removeDocument(1)
        #expect(text.text == "---\n# head\n---\na: 1\n---\n")
    }

    @Test("What can't be taken out without harm stays")
    func refused() throws {
        var text = try YAMLText("a: 1\n")
        let missing = #expect(throws: YAMLEditError.self) { try text.removeDocument(1) }
        #expect(missing?.reason == .noSuchDocument(count: 1))
        // Directives hold for the document that they come before, in another part.
        let tagged = "%TAG ! tag:example.com,2000:\n---\na: 1\n---\nb: 2\n"
        text = try YAMLText(tagged)
        let refused = #expect(throws: YAMLEditError.self) { try text.removeDocument(0) }
        #expect(refused?.reason == .layout)
        #expect(text.text == tagged)
    }
}
