import CarvelCore
import FoundationEssentials
import Testing

/// One selection that the real library made.
struct RecordedVersionSelection: Decodable, Sendable, CustomTestStringConvertible {
    let versions: [String]
    let constraints: String
    let prereleases: [String]?
    let selected: String?
    let error: String?

    var selection: VersionSelection {
        VersionSelection(constraints: constraints, prereleases: prereleases.map(VersionSelection.Prereleases.init))
    }

    /// The real library crashed, so there is no text to compare.
    var isPanic: Bool { error?.hasPrefix("panic: ") ?? false }

    var testDescription: String {
        "'\(constraints)' prereleases \(prereleases.map { "\($0)" } ?? "none") from \(versions)"
    }

    static func load() throws -> [RecordedVersionSelection] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/contract/versions.json")
        return try JSONDecoder().decode([RecordedVersionSelection].self, from: Data(contentsOf: file))
    }
}

@Suite("Selections that the real library made")
struct RecordedVersionSelectionTests {
    @Test("All 1,344 are there, 20 of them crashes")
    func count() throws {
        let recorded = try RecordedVersionSelection.load()
        #expect(recorded.count == 1344)
        #expect(recorded.count(where: \.isPanic) == 20)
    }

    @Test("Ours selects the same version, or gives the same error", arguments: try RecordedVersionSelection.load())
    func same(recorded: RecordedVersionSelection) throws {
        do throws(VersionSelectionError) {
            let selected = try recorded.selection.select(from: recorded.versions)
            #expect(selected == recorded.selected)
        } catch {
            if recorded.isPanic {
                #expect(error == .badConstraint(recorded.constraints, reason: .emptyAlternative))
            } else {
                #expect("\(error)" == recorded.error)
            }
        }
    }
}
