import Testing

@testable import CarvelCore

@Suite("Taking an install out")
struct RemovePackageTests {
    private static func edit(_ files: [String: String], on clusters: [String]) throws -> RepositoryEdit {
        try RemovePackage(package: "app.default.tap", clusters: clusters).edit(SampleDelivery.tree(files))
    }

    @Test("Removes the install's files, and says what ends the running package")
    func remove() throws {
        let edit = try Self.edit(SampleDelivery.files(), on: ["staging"])
        #expect(edit.files.isEmpty)
        #expect(
            edit.removals == ["app.default.tap/staging/packageinstall.yaml", "app.default.tap/staging/params.yaml"]
        )
        #expect(edit.commitMessage == "Remove app.default.tap from staging")
        #expect(
            edit.advice == [
                "app.default.tap goes on running on staging until its Kustomizations are deleted, which then prune it:"
                    + " kubectl carvel-deliver apply --prune"
            ]
        )
    }

    @Test("Keeps what else is in the folder, and says so")
    func others() throws {
        var files = try SampleDelivery.files()
        files["app.default.tap/staging/networkpolicy.yaml"] = "kind: NetworkPolicy\n"
        let edit = try Self.edit(files, on: ["staging"])
        #expect(!edit.removals.contains("app.default.tap/staging/networkpolicy.yaml"))
        #expect(edit.advice.first == "kept, since they are not ours: app.default.tap/staging/networkpolicy.yaml")
    }

    @Test("Removes nothing where there is no install, on none of the clusters")
    func absent() throws {
        var files = try SampleDelivery.files()
        files["app.default.tap/prod/packageinstall.yaml"] = nil
        let error = #expect(throws: DeliveryError.self) { try Self.edit(files, on: ["staging", "prod"]) }
        #expect(error?.message == "app.default.tap is not installed on prod")
    }
}
