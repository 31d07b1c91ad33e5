import FoundationEssentials
import Testing

/// Texts that were looked at once and found right, in Tests/Fixtures/golden. With UPDATE_GOLDEN=1 they are written
/// anew, to be looked at again in the diff.
enum Golden {
    static func expect(
        _ text: String,
        is name: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: URL(filePath: Fixture.path("golden/\(name)")))
        }
        let golden = String(decoding: try Fixture.bytes("golden/\(name)"), as: UTF8.self)
        #expect(text == golden, "golden/\(name)", sourceLocation: sourceLocation)
    }
}
