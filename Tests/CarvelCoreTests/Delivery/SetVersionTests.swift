import Algorithms
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Changing the version of an install")
struct SetVersionTests {
    static let installPath = "app.default.tap/staging/packageinstall.yaml"

    /// The sample package on both clusters at 1.0.0, with newer versions beside.
    static func files(_ versions: [String] = ["1.0.0", "1.1.0", "2.0.0-rc.1"]) throws -> [String: String] {
        var files = try SampleDelivery.files(versions: ["1.0.0"])
        for version in versions { files[SampleDelivery.packagePath(version)] = SampleDelivery.package(version) }
        return files
    }

    static func edit(
        _ files: [String: String],
        _ version: SetVersion.Version,
        package: String = "app.default.tap",
        on clusters: [String] = ["staging"]
    ) throws -> RepositoryEdit {
        try SetVersion(package: package, clusters: clusters, version: version).edit(SampleDelivery.tree(files))
    }

    @Test("Changes one line of one file a cluster", arguments: ["1.1.0", "2.0.0-rc.1"])
    func oneLine(version: String) throws {
        let files = try Self.files()
        let edit = try Self.edit(files, .exactly(version), on: ["staging", "prod"])
        let diff = try edit.diff(from: SampleDelivery.tree(files))
        let lines = diff.split(separator: "\n").filter { $0.hasPrefix("+ ") || $0.hasPrefix("- ") }
        let line = "      constraints: "
        let quoted = YAMLWriter.string(.string(version)).trimmingSuffix { $0.isNewline }
        #expect(lines == ["-\(line)1.0.0", "+\(line)\(quoted)", "-\(line)1.0.0", "+\(line)\(quoted)"])
        #expect(
            edit.commitMessage == """
                Change 2 installs

                - set app.default.tap to \(version) on staging
                - set app.default.tap to \(version) on prod
                """
        )
        let again = try Self.edit(files.merging(edit.files) { $1 }, .exactly(version), on: ["staging", "prod"])
        #expect(again.paths.isEmpty)
    }

    @Test("Asks for the newest at any time")
    func latest() throws {
        let edit = try Self.edit(Self.files(), .newestAlways)
        let install = try YAMLReader.document(edit.files[Self.installPath] ?? "")
        #expect(install[path: "spec", "packageRef", "versionSelection", "constraints"] == ">=0.0.0")
        #expect(edit.commitMessage == "Set app.default.tap to >=0.0.0 on staging")
    }

    @Test("Keeps which prereleases the install takes, and goes by them")
    func prereleases() throws {
        var files = try Self.files(["1.0.0", "1.1.0-rc.1", "1.1.0-beta.1"])
        files[Self.installPath] = files[Self.installPath]?.replacing(
            "constraints: 1.0.0",
            with: "constraints: 1.0.0\n      prereleases: {identifiers: [rc]}"
        )
        let edit = try Self.edit(files, .exactly("1.1.0-rc.1"))
        #expect(edit.files[Self.installPath]?.contains("prereleases: {identifiers: [rc]}") == true)
        let error = #expect(throws: DeliveryError.self) { try Self.edit(files, .exactly("1.1.0-beta.1")) }
        #expect(error?.message.contains("after-prereleases-filter=2") == true, "\(error?.message ?? "")")
    }

    @Test("Writes a constraint where the install has none so far")
    func noConstraint() throws {
        var files = try Self.files()
        files[Self.installPath] = files[Self.installPath]?.replacing(
            "\n    versionSelection:\n      constraints: 1.0.0",
            with: ""
        )
        let edit = try Self.edit(files, .exactly("1.1.0"))
        let install = try YAMLReader.document(edit.files[Self.installPath] ?? "")
        #expect(install[path: "spec", "packageRef", "versionSelection", "constraints"] == "1.1.0")
    }

    @Test("Does not go back, and says how to, even where the install is marked as one that may")
    func lower() throws {
        var files = try Self.files()
        files.merge(try Self.edit(files, .exactly("1.1.0")).files) { $1 }
        files[Self.installPath] = files[Self.installPath]?.replacing(
            "  name: app\n",
            with: "  name: app\n  annotations: {packaging.carvel.dev/downgradable: \"\"}\n"
        )
        let error = #expect(throws: DeliveryError.self) { try Self.edit(files, .exactly("1.0.0")) }
        #expect(error?.place == Self.installPath)
        #expect(
            error?.hint
                == "to go back: kubectl carvel-deliver rollback app.default.tap --cluster staging --to 1.0.0"
        )
    }

    @Test("Knows the version in place by its name where its Package has gone")
    func lowerThanGone() throws {
        var files = try Self.files(["1.0.0", "1.1.0"])
        files.merge(try Self.edit(files, .exactly("1.1.0")).files) { $1 }
        files[SampleDelivery.packagePath("1.1.0")] = nil
        #expect(throws: DeliveryError.self) { try Self.edit(files, .exactly("1.0.0")) }
    }

    @Test("Refuses a version that kapp-controller would not select, in its words")
    func unknownVersion() throws {
        let error = #expect(throws: DeliveryError.self) { try Self.edit(Self.files(), .exactly("1.1.1")) }
        #expect(error?.message.contains("Expected to find at least one version, but did not") == true)
        #expect(error?.hint == "did you mean --version 1.1.0?")
    }

    @Test("Refuses a version that does not take the values in place")
    func valuesInPlace() throws {
        var files = try Self.files()
        files[SampleDelivery.packagePath("1.1.0")] = SampleDelivery.package("1.1.0").replacing(
            "replicas: {type: integer",
            with: "replica_count: {type: integer"
        )
        let error = #expect(throws: DeliveryError.self) { try Self.edit(files, .exactly("1.1.0")) }
        #expect(error?.message.contains("the package has no value 'replicas'") == true, "\(error?.message ?? "")")
    }

    @Test("Says where there is no schema to check the values by")
    func noSchema() throws {
        var files = try Self.files()
        let package = SampleDelivery.package("1.1.0")
        files[SampleDelivery.packagePath("1.1.0")] = String(
            package[..<(try #require(package.firstRange(of: "  valuesSchema:")).lowerBound)]
        )
        let edit = try Self.edit(files, .exactly("1.1.0"))
        #expect(edit.advice == ["values of app.default.tap 1.1.0 were not checked: its Package has no schema of them"])
    }

    @Test("An install that is not there is none to change: which one was meant, and how to make it")
    func absent() throws {
        var files = try Self.files()
        files["app.default.tap/prod/packageinstall.yaml"] = nil
        files["app.default.tap/prod/params.yaml"] = nil
        let error = #expect(throws: DeliveryError.self) {
            try Self.edit(files, .exactly("1.1.0"), on: ["prod"])
        }
        #expect(error?.message == "app.default.tap is not installed on prod")
        #expect(
            error?.hint
                == "did you mean \"staging\"? to put it there: kubectl carvel-deliver add app.default.tap --to prod"
        )
        let cluster = #expect(throws: DeliveryError.self) {
            try Self.edit(files, .exactly("1.1.0"), on: ["stagng"])
        }
        #expect(cluster?.hint == "did you mean \"staging\"?")
    }

    @Test(
        "A short or wrong name gets the one that was likely meant",
        arguments: [
            ("app", "did you mean \"app.default.tap\"?"), ("app.default", "did you mean \"app.default.tap\"?"),
            ("app.defualt.tap", "did you mean \"app.default.tap\"?"),
            ("web", "did you mean \"web.default.tap\" or \"web.other.tap\"?"),
            ("something-else", nil),
        ]
    )
    func names(name: String, hint: String?) throws {
        var files = try Self.files()
        for twin in ["web.default.tap", "web.other.tap"] {
            files[SampleDelivery.packagePath("1.0.0", in: twin)] = SampleDelivery.package("1.0.0", refName: twin)
        }
        let error = #expect(throws: DeliveryError.self) {
            try Self.edit(files, .exactly("1.1.0"), package: name)
        }
        #expect(error?.hint == hint)
    }
}
