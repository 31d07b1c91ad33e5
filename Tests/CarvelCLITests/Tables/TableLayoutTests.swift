import Testing

@testable import CarvelCLI

@Suite("Tables on terminals")
struct TableLayoutTests {
    private static var table: TextTable {
        var table = TextTable(["CLUSTER", "OBJECT", "FOUND", "VERDICT", "REASON"])
        table.add(["build", "Kustomization/app.default.tap-staging-packageinstalls", "4a5b6c7", "verified", nil])
        table.add([
            "staging", "PackageInstall/app", "20230321004057.0.0", "failed",
            "kapp: Error: Timed out waiting after 15m0s for resources: [deployment/app (apps/v1)]",
        ])
        return table
    }

    @Test("In a pipe a row is a line, however long")
    func pipe() {
        #expect(
            Self.table.text == """
                CLUSTER   OBJECT                                                  FOUND                VERDICT    REASON
                build     Kustomization/app.default.tap-staging-packageinstalls   4a5b6c7              verified   -
                staging   PackageInstall/app                                      20230321004057.0.0   failed     kapp: \
                Error: Timed out waiting after 15m0s for resources: [deployment/app (apps/v1)]
                """
        )
        #expect(Self.table.text(width: 300) == Self.table.text)
    }

    @Test("On a terminal the widest columns give way, and break where people would")
    func terminal() {
        #expect(
            Self.table.text(width: 80) == """
                CLUSTER  OBJECT               FOUND               VERDICT   REASON
                build    Kustomization/app.   4a5b6c7             verified  -
                         default.tap-
                         staging-
                         packageinstalls
                staging  PackageInstall/app   20230321004057.0.0  failed    kapp: Error: Timed
                                                                            out waiting after
                                                                            15m0s for resources:
                                                                            [deployment/app
                                                                            (apps/v1)]
                """
        )
        for width in 50...140 {
            let lines = Self.table.text(width: width).split(separator: "\n")
            if width >= 67 { #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(width)") }
            #expect(Set(lines).count == lines.count)
        }
    }

    @Test("Columns stand by what is seen: wide letters, pictures, accents")
    func width() {
        for (text, width) in [
            ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한국", 4), ("✔", 1), ("⚠\u{FE0F}", 2), ("🚀", 2), ("👩‍👩‍👧", 2),
            ("ﾊ", 1), ("Ａ", 2), ("", 0),
        ] {
            #expect(DisplayWidth.of(text) == width, "\(text)")
        }
        var table = TextTable(["A", "B"])
        table.add(["日本", "x"])
        #expect(table.text == "A      B\n日本   x")
    }

    @Test("No cell drives the terminal or breaks its line")
    func cells() {
        var table = TextTable(["A", "B"])
        table.add(["a\u{1B}[31m\tb\n  c", "\u{7F}\u{9B}"])
        table.add([nil, ""])
        #expect(table.text == "A            B\na\u{FFFD}[31m b c   \u{FFFD}\u{FFFD}\n-            -")
    }

    @Test("A long word breaks somewhere, and no letter is lost")
    func words() {
        #expect(WrappedText("abcdefgh", width: 3).lines == ["abc", "def", "gh"])
        #expect(WrappedText("日本語", width: 4).lines == ["日本", "語"])
        #expect(WrappedText("a b  c", width: 3).lines == ["a b", "c"])
        #expect(WrappedText("one/two", width: 20).lines == ["one/two"])
        #expect(WrappedText("app/params.yaml:11:20", width: 20).lines == ["app/params.", "yaml:11:20"])
        let text = "https://git.example.com/shop/gitops.git@main"
        for width in 1...50 { #expect(WrappedText(text, width: width).lines.joined() == text) }
    }

    @Test("A streamed table never gets narrower, and fits too")
    func streamed() {
        var lines: [String] = []
        var table = StreamedTable(["NAME", "MESSAGE"], width: 30) {
            lines += $0.split(separator: "\n").map(String.init)
        }
        for number in 0..<600 { table.add(["a-very-long-name-indeed-\(number)", "ok"]) }
        table.end()
        #expect(lines.count == 1201)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= 30 })
        var nothing = StreamedTable(["NAME"]) { lines.append($0) }
        nothing.end()
        #expect(lines.count == 1201)
    }
}
