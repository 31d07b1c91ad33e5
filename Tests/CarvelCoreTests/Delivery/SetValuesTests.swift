import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Changing the values of an install")
struct SetValuesTests {
    private static let path = "app.default.tap/staging/params.yaml"

    private static func edit(
        _ files: [String: String],
        values: String? = nil,
        set: [String] = [],
        unset: [String] = [],
        on clusters: [String] = ["staging"]
    ) throws -> RepositoryEdit {
        let sets = try set.map { try ValuesAssignment(set: $0) }
        return try SetValues(
            package: "app.default.tap",
            clusters: clusters,
            values: values.map { ValuesFile(name: "standard input", text: $0) },
            assignments: sets + unset.map { try ValuesAssignment(unset: $0) }
        ).edit(SampleDelivery.tree(files))
    }

    private static func values(_ files: [String: String]) throws -> String? {
        try YAMLReader.document(files[path] ?? "")[path: "stringData", "values.yaml"]?.string
    }

    @Test("Sets and takes out single values, and leaves the rest and its comments alone")
    func single() throws {
        var files = try SampleDelivery.files()
        files[Self.path] = files[Self.path]?.replacing("    replicas: 2", with: "    # Two will do.\n    replicas: 2")
        let edit = try Self.edit(files, set: ["replicas=3"], unset: ["hostname"])
        #expect(edit.paths == [Self.path])
        #expect(edit.commitMessage == "Change the values of app.default.tap on staging")
        let after = files.merging(edit.files) { $1 }
        #expect(try Self.values(after) == "---\nworkload_name: app\n# Two will do.\nreplicas: 3\n")
        let again = try Self.edit(after, set: ["replicas=3"], unset: ["hostname"])
        #expect(again.paths.isEmpty)
        #expect(again.advice == ["--unset hostname: staging has no such value"])
    }

    @Test("Puts a file in place of all values, on each cluster")
    func file() throws {
        let files = try SampleDelivery.files()
        let edit = try Self.edit(files, values: "replicas: 5\n", on: ["staging", "prod"])
        #expect(edit.paths == ["app.default.tap/prod/params.yaml", Self.path])
        #expect(try Self.values(edit.files) == "---\nreplicas: 5\n")
    }

    @Test(
        "Names the argument of what is refused, and never its value",
        arguments: [
            (
                "replcas=hunter2",
                "--set replcas: the package has no value 'replcas'; expected there: hostname,"
                    + " replicas, workload_name; did you mean 'replicas'?"
            ),
            ("replicas=hunter2", "--set replicas: 'replicas' is a string; expected an integer"),
            ("replicas.count=2", "--set replicas.count: 'replicas' is a map; expected an integer"),
            (
                "database.password=hunter2",
                "--set database.password: the package has no value 'database'; expected"
                    + " there: hostname, replicas, workload_name"
            ),
            ("hostname={a: hunter2}", "--set hostname: 'hostname' is a map; expected a string"),
        ]
    )
    func refused(argument: String, message: String) throws {
        let error = #expect(throws: DeliveryError.self) {
            try Self.edit(SampleDelivery.files(), set: ["workload_name=ok", argument])
        }
        #expect(error?.description == message)
    }

    @Test("Names the line of what is refused in a file, also where there are arguments too")
    func refusedFile() throws {
        let error = #expect(throws: DeliveryError.self) {
            try Self.edit(SampleDelivery.files(), values: "hostname: a\nreplcas: 2\n", set: ["replicas=3"])
        }
        #expect(error?.description.hasPrefix("standard input:2: the package has no value 'replcas'") == true)
    }

    @Test("Is for installs that are there")
    func absent() throws {
        let error = #expect(throws: DeliveryError.self) {
            try Self.edit(SampleDelivery.emptyFiles(), set: ["replicas=3"])
        }
        #expect(error?.message == "app.default.tap is not installed on staging")
        #expect(error?.hint == "to put it there: kubectl carvel-deliver add app.default.tap --to staging")
    }

    @Test("An argument that is none is refused", arguments: ["a=1", "", "a..b", ".a"])
    func malformed(argument: String) {
        #expect(throws: DeliveryError.self) { try ValuesAssignment(unset: argument) }
    }
}
