import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The installs of a package by run cluster")
struct ClusterInstallsTests {
    private static func content(_ name: String) throws -> InstallFile.Content {
        let object = KubernetesObject([
            "kind": "PackageInstall", "metadata": ["name": .string(name)],
            "spec": ["packageRef": ["refName": "app.example.com"]],
        ])
        return try InstallFile(object, path: "anywhere.yaml").content
    }

    private static func installs() throws -> ClusterInstalls {
        var installs = ClusterInstalls(in: "team/app", for: ["dev", "prod", "staging"])
        installs["staging"] = InstallFile(try content("one"), .usual(folder: "team/app", cluster: "staging"))
        installs["dev"] = InstallFile(try content("two"), .file("clusters/dev/installs.yaml"))
        return installs
    }

    @Test("Are none at first")
    func none() {
        let installs = ClusterInstalls(in: "app", for: ["dev"])
        #expect(installs.isEmpty && installs.count == 0 && Array(installs.keys) == [])
        #expect(installs["dev"] == nil && installs["other"] == nil)
        #expect(installs.filter { _ in true }.isEmpty)
    }

    @Test("Are in the order of the run clusters, each with its own text and path")
    func places() throws {
        let installs = try Self.installs()
        #expect(Array(installs.keys) == ["dev", "staging"] && installs.count == 2 && !installs.isEmpty)
        #expect(installs.values.map(\.object.name) == ["two", "one"])
        #expect(installs["dev"]?.path == "clusters/dev/installs.yaml")
        #expect(installs["staging"]?.path == "team/app/staging/packageinstall.yaml")
        #expect(installs["prod"] == nil && installs["other"] == nil)
    }

    @Test("May be taken away, and be others then")
    func changes() throws {
        var installs = try Self.installs()
        let some = installs.filter { $0 != "dev" }
        #expect(Array(some.keys) == ["staging"] && some["dev"] == nil)
        installs["dev"] = InstallFile(try Self.content("three"), .usual(folder: "team/app", cluster: "dev"))
        #expect(installs["dev"]?.path == "team/app/dev/packageinstall.yaml")
        #expect(installs["dev"]?.object.name == "three")
        installs["dev"] = nil
        #expect(Array(installs.keys) == ["staging"])
    }
}
