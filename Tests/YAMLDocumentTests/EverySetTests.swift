import OrderedCollections
import Testing

@testable import YAMLDocument

@Suite("Any value of a hand-written text can become any other")
struct EverySetTests {
    static let texts = [
        Handwritten.packageInstall, Handwritten.secret, Handwritten.packageInstall.replacing("\n", with: "\r\n"),
        Handwritten.secret.replacing("\n", with: "\r\n"), String(Handwritten.packageInstall.dropLast(11)),
    ]

    @Test("Only the lines of the value change, and it comes back as it was given", arguments: texts)
    func everyScalar(of original: String) throws {
        let values = TrickyStrings.listed.map { JSONValue.string($0) } + [.null, true, 5, -0.25]
        var edits = 0
        let untouched = try YAMLText(original)
        for (document, content) in untouched.documents.enumerated() {
            for path in Self.scalars(content, at: []) {
                let mark = try #require(untouched.mark(document: document, at: path))
                // The value of a block ends every line below its header with a newline.
                let linesBelow = content[at: path]?.string?.utf8.count { $0 == UInt8(ascii: "\n") } ?? 0
                for value in values {
                    var text = untouched
                    try text.set(value, document: document, at: path)
                    #expect(text.documents[document][at: path] == value)
                    let (linesBefore, linesAfter) = (Self.lines(of: original), Self.lines(of: text.text))
                    let same = zip(linesBefore, linesAfter).prefix { $0 == $1 }.count
                    let sameAtEnd = zip(linesBefore.reversed(), linesAfter.reversed()).prefix { $0 == $1 }.count
                    #expect(same >= mark.line - 1, "\(path.dotted) = \(value)")
                    #expect(sameAtEnd >= linesBefore.count - mark.line - linesBelow, "\(path.dotted) = \(value)")
                    edits += 1
                }
            }
        }
        #expect(edits > 500)
    }

    /// The paths of all single values.
    static func scalars(_ value: JSONValue, at path: [YAMLPathElement]) -> [[YAMLPathElement]] {
        switch value {
        case .object(let members): members.flatMap { scalars($1, at: path + [.key($0)]) }
        case .array(let values): values.enumerated().flatMap { scalars($1, at: path + [.index($0)]) }
        default: [path]
        }
    }

    static func lines(of text: String) -> [[UInt8]] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    }
}
