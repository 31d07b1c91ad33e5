import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Putting a package on run clusters")
struct AddPackageTests {
    static func add(
        _ files: [String: String],
        to clusters: [String] = ["staging"],
        version: AddPackage.WantedVersion = .present,
        values: String? = nil,
        assignments: [String] = [],
        package: String = "app.default.tap",
        name: String? = nil
    ) throws -> RepositoryEdit {
        try AddPackage(
            package: package,
            clusters: clusters,
            version: version,
            values: values.map { ValuesFile(name: "my-values.yaml", text: $0) },
            assignments: assignments.map { try ValuesAssignment(set: $0) },
            installName: name
        ).edit(SampleDelivery.tree(files))
    }

    private static func constraints(_ edit: RepositoryEdit) throws -> JSONValue? {
        let text = try #require(edit.files["app.default.tap/staging/packageinstall.yaml"])
        return try YAMLReader.document(text)[path: "spec", "packageRef", "versionSelection", "constraints"]
    }

    @Test("Writes install and values for each cluster, and says what went where")
    func new() throws {
        let edit = try Self.add(
            SampleDelivery.emptyFiles(),
            to: ["staging", "prod"],
            values: SampleDelivery.values.text
        )
        #expect(
            edit.files.keys.sorted() == [
                "app.default.tap/prod/packageinstall.yaml", "app.default.tap/prod/params.yaml",
                "app.default.tap/staging/packageinstall.yaml", "app.default.tap/staging/params.yaml",
            ]
        )
        try Golden.expect(edit.files["app.default.tap/prod/packageinstall.yaml"] ?? "", is: "packageinstall.yaml")
        try Golden.expect(edit.files["app.default.tap/prod/params.yaml"] ?? "", is: "params.yaml")
        #expect(
            edit.commitMessage == """
                Change 2 installs

                - add app.default.tap 20230321004057.0.0 to staging
                - add app.default.tap 20230321004057.0.0 to prod
                """
        )
    }

    @Test("Changes nothing the second time, and adds a second cluster later")
    func again() throws {
        let before = SampleDelivery.emptyFiles()
        let first = try Self.add(before, values: SampleDelivery.values.text)
        #expect(first.commitMessage == "Add app.default.tap 20230321004057.0.0 to staging")
        let files = before.merging(first.files) { _, new in new }
        #expect(
            try Self.add(files, values: SampleDelivery.values.text).changing(SampleDelivery.tree(files)).files == [:]
        )
        let second = try Self.add(files, to: ["staging", "prod"], values: SampleDelivery.values.text)
        #expect(second.notes == ["add app.default.tap 20230321004057.0.0 to prod"])
        #expect(second.files.keys.allSatisfy { $0.hasPrefix("app.default.tap/prod/") })
    }

    @Test("Writes no values where none are given, so that the package's own serve")
    func noValues() throws {
        let edit = try Self.add(SampleDelivery.emptyFiles())
        #expect(edit.files.keys.sorted() == ["app.default.tap/staging/packageinstall.yaml"])
        let install = try YAMLReader.document(edit.files.values.first ?? "")
        #expect(install[path: "spec", "values"] == nil)
    }

    // MARK: Versions

    private static let versions = ["9.0.0", "10.0.0", "11.0.0-rc.1"]

    @Test("Takes the newest release there is now, or exactly the one that is named")
    func version() throws {
        let files = SampleDelivery.emptyFiles(versions: Self.versions)
        #expect(try Self.constraints(Self.add(files)) == "10.0.0")
        #expect(try Self.constraints(Self.add(files, version: .exactly("9.0.0"))) == "9.0.0")
        #expect(try Self.constraints(Self.add(files, version: .exactly("11.0.0-rc.1"))) == "11.0.0-rc.1")
    }

    @Test("Quotes the range that takes whatever is newest: unquoted it is broken YAML")
    func latest() throws {
        let files = SampleDelivery.emptyFiles(versions: Self.versions)
        let edit = try Self.add(files, version: .newestAlways)
        #expect(try Self.constraints(edit) == ">=0.0.0")
        #expect(edit.files.values.first?.contains("constraints: \">=0.0.0\"\n") == true)
    }

    @Test("Checks values by the schema of the version that is newest, not of the last file")
    func latestSchema() throws {
        var files = SampleDelivery.emptyFiles(versions: ["9.0.0", "10.0.0"])
        let path = SampleDelivery.packagePath("10.0.0")
        files[path] = files[path]?.replacing("replicas: {type", with: "instances: {type")
        #expect(throws: Never.self) { try Self.add(files, version: .newestAlways, values: "instances: 2\n") }
        #expect(throws: DeliveryError.self) { try Self.add(files, version: .newestAlways, values: "replicas: 2\n") }
        #expect(throws: Never.self) { try Self.add(files, version: .exactly("9.0.0"), values: "replicas: 2\n") }
    }

    @Test("Refuses what kapp-controller would refuse, and guesses the version that is meant")
    func versionHints() throws {
        let files = SampleDelivery.emptyFiles(versions: ["1.0.0", "20230518150903.0.0+build.6db88c7"])
        let build = #expect(throws: DeliveryError.self) {
            try Self.add(files, version: .exactly("20230518150903.0.0"))
        }
        #expect(build?.hint == "did you mean --version 20230518150903.0.0+build.6db88c7?")
        #expect(build?.message.contains("Expected to find at least one version, but did not") == true)
        let close = #expect(throws: DeliveryError.self) { try Self.add(files, version: .exactly("1.0.1")) }
        #expect(close?.hint == "did you mean --version 1.0.0?")
        for constraint in ["v1.0.0", "^1.0.0", "latest"] {
            #expect(throws: DeliveryError.self) { try Self.add(files, version: .exactly(constraint)) }
        }
        let prereleases = SampleDelivery.emptyFiles(versions: ["1.0.0-rc.1"])
        let none = #expect(throws: DeliveryError.self) { try Self.add(prereleases) }
        #expect(none?.hint == "the repository holds 1.0.0-rc.1; name one with --version")
    }

    // MARK: What is not there

    @Test("Guesses the package that is meant")
    func unknownPackage() throws {
        let error = #expect(throws: DeliveryError.self) {
            try Self.add(SampleDelivery.emptyFiles(), package: "app.defualt.tap")
        }
        #expect(error?.message == "the repository has no package app.defualt.tap, it has: app.default.tap")
        #expect(error?.hint == "did you mean \"app.default.tap\"?")
        let none = #expect(throws: DeliveryError.self) { try Self.add(["delivery.yaml": SampleDelivery.yaml]) }
        #expect(none?.message == "the repository has no package at all")
    }

    @Test("Guesses the cluster that is meant, and then changes none of the others")
    func unknownCluster() throws {
        let error = #expect(throws: DeliveryError.self) {
            try Self.add(SampleDelivery.emptyFiles(), to: ["staging", "prd"])
        }
        #expect(error?.message == "there is no run cluster \"prd\", expected one of staging, prod")
        #expect(error?.hint == "did you mean \"prod\"?")
    }

    @Test("Needs a delivery")
    func noDelivery() throws {
        let error = #expect(throws: DeliveryError.self) { try Self.add([:]) }
        #expect(error?.message == "the repository has no delivery.yaml at its root")
        #expect(error?.place == "commit 0123456")
    }

    // MARK: Values

    @Test(
        "Refuses values that the package's schema refuses, with the place, and tells no value",
        arguments: [
            ("workload_name: app\nreplica: 4711\n", "my-values.yaml:2", "did you mean 'replicas'?"),
            ("workload_name: app\nreplicas: hunter2\n", "my-values.yaml:2", "replicas"),
        ]
    )
    func wrongValues(values: String, place: String, hint: String) {
        let error = #expect(throws: DeliveryError.self) { try Self.add(SampleDelivery.emptyFiles(), values: values) }
        let text = error?.description ?? ""
        #expect(text.contains(place) && text.contains(hint), "\(text)")
        #expect(!text.contains("4711") && !text.contains("hunter2"))
    }

    // MARK: Names

    @Test("Refuses a name that another install on the cluster has, unless another is given")
    func nameCollision() throws {
        var files = try SampleDelivery.files()
        files["app.other.tap/packages/1.0.0.yaml"] = SampleDelivery.package("1.0.0", refName: "app.other.tap")
        let error = #expect(throws: DeliveryError.self) { try Self.add(files, package: "app.other.tap") }
        #expect(error?.message == "on staging, app.default.tap is installed as \"app\" already")
        let edit = try Self.add(files, values: "replicas: 1\n", package: "app.other.tap", name: "app-2")
        let path = "app.other.tap/staging/packageinstall.yaml"
        let install = try YAMLReader.document(edit.files[path] ?? "")
        #expect(install[path: "metadata", "name"] == "app-2")
        #expect(
            install[path: "spec", "values"]?.array?.first?[path: "secretRef", "name"] == "app-2-values"
        )
        // Once it has a name, it keeps it.
        files.merge(edit.files) { _, new in new }
        #expect(try Self.add(files, package: "app.other.tap").files == [:])
    }

    @Test("Refuses what is no name", arguments: ["App", "a_b", "-a", ""])
    func badName(name: String) {
        #expect(throws: DeliveryError.self) { try Self.add(SampleDelivery.emptyFiles(), name: name) }
    }
}
