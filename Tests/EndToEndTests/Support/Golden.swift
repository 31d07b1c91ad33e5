import FoundationEssentials
import Testing

/// Texts that were looked at once and found right, in Tests/Fixtures/golden/cli. With UPDATE_GOLDEN=1 they are written
/// anew, to be looked at again in the diff.
enum Golden {
    static func expect(
        _ text: String,
        is name: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = URL(filePath: Product.path("Tests/Fixtures/golden/cli/\(name)"))
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
        let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(text == golden, "golden/cli/\(name)", sourceLocation: sourceLocation)
    }
}
