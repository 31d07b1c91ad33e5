import CarvelCore
import Testing

@Suite("The version that kapp-controller installs")
struct VersionSelectionTests {
    let versions = ["1.0.0", "1.1.0", "2.0.0", "3.0.0-rc.1"]

    @Test(
        "Failures are worded as in the conditions of real PackageInstalls",
        arguments: [
            (
                ["1.0.0", "1.1.0", "2.0.0", "3.0.0-rc.1"], "9.9.9",
                "Expected to find at least one version, but did not (details: all=4 -> after-prereleases-filter=3 -> "
                    + "after-kapp-controller-version-check=3 -> after-constraints-filter=0)"
            ),
            (
                [], "1.0.0",
                "Expected to find at least one version, but did not (details: all=0 -> after-prereleases-filter=0 -> "
                    + "after-kapp-controller-version-check=0 -> after-constraints-filter=0)"
            ),
            (
                ["20230518150903.0.0+build.6db88c7"], "20230518150903.0.0",
                "Expected to find at least one version, but did not (details: all=1 -> after-prereleases-filter=1 -> "
                    + "after-kapp-controller-version-check=1 -> after-constraints-filter=0)"
            ),
            (
                ["1.0.0", "1.1.0", "2.0.0", "3.0.0-rc.1"], "^1.2.0",
                "Selecting versions: Parsing version constraint '^1.2.0': Could not parse Range \"^1.2.0\": "
                    + "Could not parse comparator \"^\" in \"^1.2.0\""
            ),
        ]
    )
    func wording(versions: [String], constraints: String, message: String) {
        do throws(VersionSelectionError) {
            let selected = try VersionSelection(constraints: constraints).selectForPackageInstall(from: versions)
            Issue.record("selected \(selected)")
        } catch {
            #expect(error.description == message)
        }
    }

    @Test("A prerelease named exactly needs no 'prereleases', but only in a PackageInstall")
    func exactPrerelease() throws {
        let selection = VersionSelection(constraints: "3.0.0-rc.1")
        #expect(try selection.selectForPackageInstall(from: versions) == "3.0.0-rc.1")
        #expect(throws: VersionSelectionError.self) { try selection.select(from: versions) }
        let atLeast = VersionSelection(constraints: ">=3.0.0-rc.1")
        #expect(throws: VersionSelectionError.self) { try atLeast.selectForPackageInstall(from: versions) }
    }

    @Test("Prereleases given keep their say when the constraint is a prerelease's version")
    func exactPrereleaseWithIdentifiers() {
        let selection = VersionSelection(constraints: "3.0.0-rc.1", prereleases: .init(identifiers: ["beta"]))
        #expect(throws: VersionSelectionError.self) { try selection.selectForPackageInstall(from: versions) }
    }

    @Test("Versions that the cluster does not suit are passed over, and counted")
    func checks() throws {
        let selection = VersionSelection(constraints: ">=1.0.0")
        let notTwo = VersionCheck.kubernetesVersion { $0 != "2.0.0" }
        let none = VersionCheck.kappControllerVersion { _ in false }
        #expect(try selection.selectForPackageInstall(from: versions, checks: [notTwo]) == "1.1.0")
        #expect {
            try selection.selectForPackageInstall(from: versions, checks: [notTwo, none])
        } throws: { error in
            guard case .noneMatches(let steps) = error as? VersionSelectionError else { return false }
            return steps.map(\.remaining) == [4, 3, 2, 0, 0]
                && steps.map(\.name) == [
                    "all", "after-prereleases-filter", "after-kubernetes-version-check",
                    "after-kapp-controller-version-check", "after-constraints-filter",
                ]
        }
    }

    @Test("Of equal versions the last is taken, as written")
    func equals() throws {
        #expect(try VersionSelection().select(from: ["v1.0.0", "1.0.0", "0.1.0"]) == "1.0.0")
        #expect(try VersionSelection().select(from: ["1.0.0", "v1.0.0", "0.1.0"]) == "v1.0.0")
    }

    @Test("An empty alternative is refused before the controller can panic over it")
    func emptyAlternative() {
        let selection = VersionSelection(constraints: ">=0.0.0 || || 1.0.0")
        #expect(throws: VersionSelectionError.badConstraint(">=0.0.0 || || 1.0.0", reason: .emptyAlternative)) {
            try selection.selectForPackageInstall(from: versions)
        }
    }
}
