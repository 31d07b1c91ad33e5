import Testing
import YAMLDocument

@testable import CarvelCore
@testable import GitRepository

@Suite("Going back to an earlier version")
struct RollBackTests {
    private static let path = SetVersionTests.installPath

    /// The sample package at 1.1.0 on staging.
    private static func files() throws -> [String: String] {
        let files = try SetVersionTests.files(["1.0.0", "1.0.1", "1.1.0", "1.2.0"])
        return files.merging(try SetVersionTests.edit(files, .exactly("1.1.0")).files) { $1 }
    }

    /// A history of versions on staging, newest first.
    private static func history(_ versions: String?...) -> PackageHistory {
        let commit = GitCommit(id: SampleDelivery.commit, author: GitAuthor(name: "", email: ""), time: 0, message: "")
        return PackageHistory(
            package: "app.default.tap",
            entries: versions.enumerated().map { index, version in
                let event: PackageHistory.Event = index == versions.count - 1 ? .added : .changed
                return PackageHistory.Entry(
                    cluster: "staging",
                    event: version == nil ? .removed : event,
                    version: version,
                    constraints: version,
                    commit: commit
                )
            }
        )
    }

    private static func edit(
        _ files: [String: String],
        to version: String? = nil,
        _ history: PackageHistory = Self.history("1.1.0", "1.0.1", "1.0.0")
    ) throws -> RepositoryEdit {
        try RollBack(package: "app.default.tap", clusters: ["staging"], version: version, history: history)
            .edit(SampleDelivery.tree(files))
    }

    private static func install(_ edit: RepositoryEdit) throws -> JSONValue {
        try YAMLReader.document(edit.files[path] ?? "")
    }

    @Test("Goes to the version before, and marks the install so that kapp-controller follows")
    func previous() throws {
        let edit = try Self.edit(Self.files())
        let install = try Self.install(edit)
        #expect(install[path: "spec", "packageRef", "versionSelection", "constraints"] == "1.0.1")
        #expect(install[path: "metadata", "annotations"] == ["packaging.carvel.dev/downgradable": ""])
        #expect(
            edit.commitMessage == "Roll app.default.tap back to 1.0.1 on staging, marked as downgradable"
        )
        #expect(edit.paths == [Self.path])
    }

    @Test("Goes to a version that is asked for, and is there the second time")
    func asked() throws {
        let files = try Self.files()
        let edit = try Self.edit(files, to: "1.0.0")
        #expect(
            try Self.install(edit)[path: "spec", "packageRef", "versionSelection", "constraints"] == "1.0.0"
        )
        #expect(try Self.edit(files.merging(edit.files) { $1 }, to: "1.0.0").paths.isEmpty)
    }

    @Test("A second rollback undoes the first, and needs no mark for that")
    func back() throws {
        let files = try Self.files()
        let first = files.merging(try Self.edit(files).files) { $1 }
        let edit = try Self.edit(first, Self.history("1.0.1", "1.1.0", "1.0.1"))
        #expect(edit.commitMessage == "Roll app.default.tap back to 1.1.0 on staging")
        #expect(edit.files[Self.path]?.contains("downgradable") == true, "the mark stays")
    }

    @Test("Keeps annotations that are there")
    func annotations() throws {
        var files = try Self.files()
        files[Self.path] = files[Self.path]?.replacing("  name: app\n", with: "  name: app\n  annotations:\n    a: b\n")
        let install = try Self.install(Self.edit(files))
        #expect(
            install[path: "metadata", "annotations"] == ["a": "b", "packaging.carvel.dev/downgradable": ""]
        )
    }

    @Test("Passes over the same version and over a time without the package", arguments: ["1.1.0", nil])
    func same(between: String?) throws {
        let edit = try Self.edit(Self.files(), Self.history("1.1.0", between, "1.0.0"))
        #expect(edit.notes.first?.hasPrefix("roll app.default.tap back to 1.0.0") == true)
    }

    @Test("Is refused where there is nothing to go back to")
    func nothing() throws {
        let error = #expect(throws: DeliveryError.self) { try Self.edit(Self.files(), Self.history("1.1.0")) }
        #expect(error?.message == "there is nothing to go back to: staging has had no other version than 1.1.0")
    }

    @Test("Is refused where the version has gone from the repository, or is a higher one")
    func impossible() throws {
        var files = try Self.files()
        let higher = #expect(throws: DeliveryError.self) { try Self.edit(files, to: "1.2.0") }
        #expect(higher?.message == "staging is at 1.1.0, so 1.2.0 is no way back")
        #expect(higher?.hint?.hasPrefix("to go on: kubectl carvel-deliver set-version") == true)
        files[SampleDelivery.packagePath("1.0.1")] = nil
        let gone = #expect(throws: DeliveryError.self) { try Self.edit(files) }
        #expect(gone?.message.hasPrefix("kapp-controller would install no version") == true)
    }

    @Test("Is refused where somebody else was faster than the look at the history")
    func moved() throws {
        let error = #expect(throws: DeliveryError.self) {
            try Self.edit(Self.files(), Self.history("1.0.1", "1.0.0"))
        }
        #expect(error?.hint == "run the command again")
    }
}
