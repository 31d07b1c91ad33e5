import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Packages, as kapp-controller's API server keeps them")
struct PackageTests {
    private func package(_ version: String, schema: JSONValue = ["type": "object"]) -> JSONValue {
        [
            "metadata": ["name": .string("app.default.tap.\(version)")],
            "spec": [
                "refName": "app.default.tap", "version": .string(version), "template": ["spec": ["deploy": []]],
                "valuesSchema": ["openAPIv3": schema],
            ],
        ]
    }

    @Test(
        "A version has to be a semantic one",
        arguments: [
            ("1.0", "No Major.Minor.Patch elements found"),
            ("x.0.0", "Invalid character(s) found in major number \"x\""),
            ("1.y.0", "Invalid character(s) found in minor number \"y\""),
            ("01.0.0", "Major number must not contain leading zeroes \"01\""),
            ("1.0.00", "Patch number must not contain leading zeroes \"00\""),
            ("1.0.", "strconv.ParseUint: parsing \"\": invalid syntax"),
            ("1.0.0-a..b", "Prerelease is empty"),
            ("1.0.0-01", "Numeric PreRelease version must not contain leading zeroes \"01\""),
            ("1.0.0-a_b", "Invalid character(s) found in prerelease \"a_b\""),
            ("1.0.0+", "Build meta data is empty"),
            ("1.0.0+a_b", "Invalid character(s) found in build meta data \"a_b\""),
        ]
    )
    func badVersions(version: String, problem: String) throws {
        let fixture = try StoreFixture()
        let refusal = try fixture.refusal { try fixture.create("packages", package(version)) }
        #expect(refusal.code == 422)
        #expect(
            refusal.causes == [
                StatusError.Cause(
                    reason: "FieldValueInvalid",
                    message: "Invalid value: \"\(version)\": must be valid semver: \(problem)",
                    field: "spec.version"
                )
            ]
        )
    }

    @Test(
        "Prereleases and build metadata are fine",
        arguments: ["1.0.0", "1.0.0-rc.1", "20230518150903.0.0+build.6db"]
    )
    func goodVersions(version: String) throws {
        let fixture = try StoreFixture()
        let object = try fixture.create("packages", package(version)).object
        #expect(object.generation == 1)
        #expect(object[path: "spec", "releasedAt"] == .null)
    }

    @Test("Metadata is named like its packages, by a domain of three segments")
    func metadataName() throws {
        let fixture = try StoreFixture()
        let refusal = try fixture.refusal { try fixture.create("packagemetadatas", ["metadata": ["name": "app.tap"]]) }
        #expect(refusal.causes.map(\.field) == ["metadata.name"])
        try fixture.create("packagemetadatas", ["metadata": ["name": "app.default.tap"]])
        #expect(try fixture.exists("packagemetadatas", "app.default.tap"))
    }

    @Test("What an apply changes becomes kapp-controller's, so that the next apply has to be forced")
    func ownership() throws {
        let fixture = try StoreFixture()
        let name = "app.default.tap.1.0.0"
        try fixture.create("packages", package("1.0.0"))
        let changed = package("1.0.0", schema: ["type": "object", "title": "x"])
        let refusal = try fixture.refusal { try fixture.apply("packages", name, changed) }
        #expect(
            refusal.causes.map(\.message) == [
                "conflict with \"kapp-controller\" using data.packaging.carvel.dev/v1alpha1"
            ]
        )
        let object = try fixture.apply("packages", name, changed, force: true).object
        #expect(object.generation == 2)
        #expect(object.owned(by: "kapp-controller")?[path: "f:spec", "f:valuesSchema", "f:openAPIv3", "f:title"] == [:])
    }

    @Test("The answer to a deletion is the package")
    func deletion() throws {
        let fixture = try StoreFixture()
        try fixture.create("packages", package("1.0.0"))
        let answer = try fixture.delete("packages", "app.default.tap.1.0.0")
        #expect(answer["kind"] == "Package")
        #expect(try !fixture.exists("packages", "app.default.tap.1.0.0"))
    }
}
