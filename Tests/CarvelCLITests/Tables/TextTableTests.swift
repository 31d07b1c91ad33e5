import Testing

@testable import CarvelCLI

@Suite("Tables")
struct TextTableTests {
    @Test("Columns are as wide as their longest cell, and three spaces apart; nothing follows the last")
    func columns() {
        var table = TextTable(["NAME", "READY", "MESSAGE"])
        table.add(["shop", "True", nil])
        table.add(["a-longer-name", "", "in two words"])
        #expect(
            table.text == """
                NAME            READY   MESSAGE
                shop            True    -
                a-longer-name   -       in two words
                """
        )
    }

    @Test(
        "A cell is on one line",
        arguments: [
            ("one\ntwo", "one two"), ("one\r\n    two\n\nthree", "one two three"), ("\n", "-"), ("", "-"),
            ("tab\tis one space", "tab is one space"), ("é\nü", "é ü"), ("line\u{2028}separator", "line separator"),
            ("title  \n=====\n\n  text", "title text"), ("a\n----\n---\nb", "a --- b"), ("====", "===="),
        ]
    )
    func lines(_ cell: String, _ line: String) {
        #expect(CellText(cell).text == line)
    }

    @Test("What takes several bytes counts by its characters")
    func width() {
        var table = TextTable(["NAME", "READY"])
        table.add(["größe", "True"])
        table.add(["12345", "True"])
        #expect(table.text == "NAME    READY\ngröße   True\n12345   True")
    }

    @Test("A streamed table writes its header with the first row, and never narrows a column")
    func streamed() {
        var written: [String] = []
        var table = StreamedTable(["NAME", "READY"]) { written.append($0) }
        for number in 0..<500 { table.add(["object-\(number)", "True"]) }
        table.add(["x", "True"])
        table.end()
        let lines = written.joined(separator: "\n").split(separator: "\n")
        #expect(written.count == 2)
        #expect(lines.count == 502)
        #expect(lines[0] == "NAME         READY")
        #expect(lines[501] == "x            True")
    }

    @Test("Rows that are made when they are printed come after those that were added, a long table in pieces")
    func made() {
        var table = TextTable(["NAME", "READY"], rows: 0..<700) { ["object-\($0)", nil] }
        table.add(["first", "True"])
        let lines = table.text.split(separator: "\n")
        #expect(lines.count == 702)
        #expect(lines[0] == "NAME         READY")
        #expect(lines[1] == "first        True")
        #expect(lines[701] == "object-699   -")
        var written: [String] = []
        table.write(width: nil) { written.append($0) }
        #expect(written.count == 2)
        #expect(written.joined(separator: "\n") == table.text)
    }

    @Test("A table without rows is its header")
    func headerAlone() {
        var written: [String] = []
        TextTable(["NAME", "READY"]).write(width: nil) { written.append($0) }
        #expect(written == ["NAME   READY"])
    }

    @Test("A streamed table without rows writes nothing")
    func empty() {
        var written: [String] = []
        var table = StreamedTable(["NAME", "READY"]) { written.append($0) }
        table.end()
        #expect(written.isEmpty)
    }
}
