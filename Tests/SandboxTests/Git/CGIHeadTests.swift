import Testing

@testable import Sandbox

@Suite("The head of a CGI program's answer")
struct CGIHeadTests {
    @Test("is read with either kind of line break, and its length told")
    func lineBreaks() throws {
        for lineBreak in ["\n", "\r\n"] {
            let text = ["Status: 404 Not Found", "Content-Type: text/plain", "", "body"].joined(separator: lineBreak)
            let (head, length) = try #require(CGIHead.read(Array(text.utf8)))
            #expect(head.status == 404)
            #expect(head.fields == [.init(name: "Content-Type", value: "text/plain")])
            #expect(String(decoding: text.utf8.dropFirst(length), as: UTF8.self) == "body")
        }
    }

    @Test("is 200 without a status, and unknown until the blank line")
    func incomplete() {
        #expect(CGIHead.read(Array("Expires: never\r\n".utf8)) == nil)
        #expect(CGIHead.read(Array("Expires: never\r\n\r\n".utf8))?.head.status == 200)
    }
}
