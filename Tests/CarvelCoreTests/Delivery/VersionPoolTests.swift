import Testing

@testable import CarvelCore

@Suite("A pool of versions")
struct VersionPoolTests {
    private static let versions = [
        "1.0.0", "1.10.0", "1.9.0", "v1.9.1", "2.0.0-rc.1", "2.0.0-beta.1", "1.9.0+build.2", "nonsense", "0.1.0",
        "1.9.0",
    ]
    static let selections = [
        VersionSelection(), VersionSelection(constraints: ">=1.9.0"), VersionSelection(constraints: "<1.10.0"),
        VersionSelection(constraints: "<1.9.1"), VersionSelection(constraints: "2.0.0-rc.1"),
        VersionSelection(prereleases: .init()), VersionSelection(prereleases: .init(identifiers: ["beta"])),
        VersionSelection(constraints: "3.x"), VersionSelection(constraints: "^1"),
    ]

    @Test("Selects what is selected from all of its versions, whatever came and went", arguments: selections)
    func selected(selection: VersionSelection) {
        var pool = VersionPool()
        var present: [String] = []
        for version in Self.versions {
            pool.insert(version)
            present.append(version)
            #expect(pool.selected(by: selection) == (try? selection.selectForPackageInstall(from: present)))
        }
        for version in Self.versions.reversed() {
            pool.remove(version)
            present.removeLast()
            #expect(pool.selected(by: selection) == (try? selection.selectForPackageInstall(from: present)))
        }
    }
}
