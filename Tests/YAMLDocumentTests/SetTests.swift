import Testing

@testable import YAMLDocument

@Suite("Replacing a value in a hand-written text")
struct SetTests {
    @Test("Only the value's own bytes change", arguments: cases) func set(_ edit: EditCase) throws {
        try edit.check()
    }

    static let cases: [EditCase] = inRealFiles + quotes + layouts + blocks

    static let inRealFiles = [
        EditCase(
            "a version, with a comment behind it",
            Handwritten.packageInstall,
            .set(Handwritten.constraints, "1.3.0"),
            Handwritten.packageInstall.replacing("1.2.3 #", with: "1.3.0 #")
        ),
        EditCase(
            "a version that must be quoted",
            Handwritten.packageInstall,
            .set(Handwritten.constraints, ">=1.3.0"),
            Handwritten.packageInstall.replacing("1.2.3 #", with: "\">=1.3.0\" #")
        ),
        EditCase(
            "in brackets",
            Handwritten.packageInstall,
            .set(["metadata", "annotations", "owner"], "team-b"),
            Handwritten.packageInstall.replacing("team-a", with: "team-b")
        ),
        EditCase(
            "a list's element, in brackets",
            Handwritten.packageInstall,
            .set(["spec", "values", 0, "secretRef", "name"], "a, b"),
            Handwritten.packageInstall.replacing("{name: db-values}", with: "{name: \"a, b\"}")
        ),
        EditCase(
            "in a file of CRLF lines",
            Handwritten.packageInstall.replacing("\n", with: "\r\n"),
            .set(Handwritten.constraints, "2.0.0"),
            Handwritten.packageInstall.replacing("1.2.3", with: "2.0.0").replacing("\n", with: "\r\n")
        ),
        EditCase(
            "in the second document",
            Handwritten.secret,
            .set(["second"], false),
            Handwritten.secret.replacing("second: true", with: "second: false"),
            document: 1
        ),
        EditCase(
            "a block of text",
            Handwritten.secret,
            .set(Handwritten.values, "---\nreplicas: 3\n"),
            Handwritten.secret.replacing("replicas: 2\n\n    host: db\n", with: "replicas: 3\n")
        ),
        EditCase(
            "a block of text, of CRLF lines",
            Handwritten.secret.replacing("\n", with: "\r\n"),
            .set(Handwritten.values, "---\nreplicas: 3\n"),
            Handwritten.secret.replacing("replicas: 2\n\n    host: db\n", with: "replicas: 3\n")
                .replacing("\n", with: "\r\n")
        ),
    ]

    static let quotes = [
        EditCase("plain", "a: b\n", .set(["a"], "c"), "a: c\n"),
        EditCase("plain, to what would be a truth value", "a: b\n", .set(["a"], "no"), "a: \"no\"\n"),
        EditCase("plain, to what would be a number", "a: b\n", .set(["a"], "20230321"), "a: \"20230321\"\n"),
        EditCase("single quotes", "a: 'b'  # c\n", .set(["a"], "it's"), "a: 'it''s'  # c\n"),
        EditCase("single quotes, for what they cannot hold", "a: 'b'\n", .set(["a"], "x\u{1}"), "a: \"x\\u0001\"\n"),
        EditCase("double quotes", "a: \"b\"\n", .set(["a"], "c\"d\\"), "a: \"c\\\"d\\\\\"\n"),
        EditCase("quotes around a number", "a: \"1\"\n", .set(["a"], "2"), "a: \"2\"\n"),
        EditCase("a quoted string, to a number", "a: '1'\n", .set(["a"], 2), "a: 2\n"),
        EditCase("a number, to a string of that number", "a: 1\n", .set(["a"], "1"), "a: \"1\"\n"),
        EditCase("a truth value, to null", "a: yes # c\n", .set(["a"], .null), "a: null # c\n"),
        EditCase("the same value", "a: 'b'\nc: 0x10\n", .set(["c"], 16), "a: 'b'\nc: 0x10\n"),
        EditCase("JSON", "{\"a\": 1, \"b\": [true]}", .set(["a"], "x"), "{\"a\": \"x\", \"b\": [true]}"),
        EditCase("JSON in a list", "{\"a\": 1, \"b\": [true]}", .set(["b", 0], false), "{\"a\": 1, \"b\": [false]}"),
    ]

    static let layouts = [
        EditCase("no final newline", "a: 1\nb: x", .set(["b"], "z"), "a: 1\nb: z"),
        EditCase("no value yet", "a:\nb: 1\n", .set(["a"], "x"), "a: x\nb: 1\n"),
        EditCase("no value yet, but a comment", "a:  # none\nb: 1\n", .set(["a"], "x"), "a: x  # none\nb: 1\n"),
        EditCase("no element yet", "-\n- b\n", .set([0], "x"), "- x\n- b\n"),
        EditCase("no value yet, at the end", "a:", .set(["a"], "x"), "a: x"),
        EditCase("tabs around", "a:\tb\t# c\td\nd: e\t\n", .set(["a"], "x"), "a:\tx\t# c\td\nd: e\t\n"),
        EditCase(
            "a byte order mark and other scripts",
            "\u{FEFF}é: 日本 # 😀\nb: é\n",
            .set(["b"], "ü"),
            "\u{FEFF}é: 日本 # 😀\nb: ü\n"
        ),
        EditCase(
            "before other scripts on the line",
            "- {é: 1, b: 2} # é\n",
            .set([0, "b"], 3),
            "- {é: 1, b: 3} # é\n"
        ),
        EditCase("plain over several lines", "a: one\n  two\nb: 1\n", .set(["a"], "x"), "a: x\nb: 1\n"),
        EditCase("the root", "# c\nx # d\n", .set([], "z"), "# c\nz # d\n"),
        EditCase("a list under its key", "a:\n- x\n-   y # c\n", .set(["a", 1], "z"), "a:\n- x\n-   z # c\n"),
        EditCase("the last of two equal keys counts", "a: 1\na: 2\n", .set(["a"], 3), "a: 1\na: 3\n"),
        EditCase("a key that is a number", "80: x\n", .set(["80"], "z"), "80: z\n"),
        EditCase("an announced key", "? a\n: b\n", .set(["a"], "c"), "? a\n: c\n"),
        EditCase(
            "after empty and comment documents",
            "# c\n---\n---\na: 1\n...\n# d\n",
            .set(["a"], 2),
            "# c\n---\n---\na: 2\n...\n# d\n"
        ),
    ]

    static let blocks = [
        EditCase("one line to several", "a: x # c\nb: 1\n", .set(["a"], "l\nm\n"), "a: | # c\n  l\n  m\nb: 1\n"),
        EditCase("one line to several, at the end", "a: \"x\"", .set(["a"], "l\nm"), "a: |-\n  l\n  m"),
        EditCase("several lines in brackets", "{a: x}\n", .set(["a"], "l\nm"), "{a: \"l\\nm\"}\n"),
        EditCase(
            "several lines in a list",
            "- a:\n    - x\n",
            .set([0, "a", 0], "l\nm\n"),
            "- a:\n    - |\n      l\n      m\n"
        ),
        EditCase("a block to one line", "a: |\n   x\nb: 1\n", .set(["a"], "y"), "a: |-\n   y\nb: 1\n"),
        EditCase("a block to a number", "a: | # c\n  x\n  y\n\nb: 1\n", .set(["a"], 5), "a: 5 # c\n\nb: 1\n"),
        EditCase("a block to what it cannot hold", "a: |\n  x\nb: 1\n", .set(["a"], "\t\n"), "a: \"\\t\\n\"\nb: 1\n"),
        EditCase("a block that keeps its end", "a: |+\n  x\n\nb: 1\n", .set(["a"], "y\n"), "a: |\n  y\nb: 1\n"),
        EditCase(
            "a block whose end must be kept",
            "a: |\n  x\n\nb: 1\n",
            .set(["a"], "y\n\n\n"),
            "a: |+\n  y\n\n\nb: 1\n"
        ),
        EditCase(
            "a block with its own indentation",
            "a: |4\n      x\nb: 1\n",
            .set(["a"], " y\nz\n"),
            "a: |6\n       y\n      z\nb: 1\n"
        ),
        EditCase("a folded block", "a: >-\n  x\n  y\nb: 1\n", .set(["a"], "l\nm\n"), "a: |\n  l\n  m\nb: 1\n"),
        EditCase("a block at the end, without newline", "a: |-\n  x", .set(["a"], "l\nm"), "a: |-\n  l\n  m"),
        EditCase("a block in a list", "- |\n    x\n- b\n", .set([0], "y\n"), "- |\n    y\n- b\n"),
        EditCase("an empty block", "a: |\nb: 1\n", .set(["a"], "y\n"), "a: |\n  y\nb: 1\n"),
        EditCase(
            "a block before comments",
            "a: |\n  x\n# c\n\n# d\nb: 1\n",
            .set(["a"], "y\n"),
            "a: |\n  y\n# c\n\n# d\nb: 1\n"
        ),
    ]
}
