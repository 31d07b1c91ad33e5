import OrderedCollections
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("A fleet of PackageInstalls")
struct FleetTests {
    private static let path = "/apis/packaging.carvel.dev/v1alpha1"

    @Test("is spread over namespaces, with failures among it")
    func spread() async throws {
        try await withCluster(APIServer.Configuration(name: "test", hasKappController: true)) { cluster in
            try cluster.server.furnish(PackageInstallFleet(count: 60, namespaces: 4, failureInterval: 6))
            let all = try await cluster.send("GET", "\(Self.path)/packageinstalls").json["items"]?.array ?? []
            #expect(all.count == 60)
            #expect(Set(all.compactMap(\.uid.string)).count == 60)
            let conditions = all.map { $0[path: "status", "conditions"]?.array?.first?["type"]?.string }
            #expect(conditions.count { $0 == "ReconcileFailed" } == 10)
            #expect(conditions.count { $0 == "ReconcileSucceeded" } == 50)
            let one = try await cluster.send("GET", "\(Self.path)/namespaces/fleet-3/packageinstalls").json
            #expect(one["items"]?.array?.count == 15)
            #expect(try await cluster.send("GET", "/api/v1/namespaces/fleet-3").status == 200)
        }
    }

    @Test("looks as kapp-controller leaves it", arguments: [("ok-pinned", 0), ("unknown-key", 1)])
    func shape(recorded name: String, index: Int) async throws {
        let recording = try RecordedExchange.all(in: "carvel")
        let recorded = try #require(recording.first { $0.name == "after \(name): package install" }?.body)
        try await withCluster(APIServer.Configuration(name: "test", hasKappController: true)) { cluster in
            try cluster.server.furnish(PackageInstallFleet(count: 2, namespaces: 1, failureInterval: 2))
            let path = "\(Self.path)/namespaces/fleet-0/packageinstalls/app-\(index)"
            let own = try await cluster.send("GET", path)
            #expect((1_200...2_800).contains(own.body.count), "about 2 KB")
            #expect(Self.members(own.json["status"]) == Self.members(recorded["status"]))
            #expect(Self.members(own.json["spec"]) == Self.members(recorded["spec"]))
            let labels = Set(Self.members(own.json["metadata"])).subtracting(Self.members(recorded["metadata"]))
            #expect(labels.allSatisfy { $0.contains("labels") }, "\(labels)")
            // It holds what the server would take, and owns what it would own.
            var same = own.json
            same["metadata"]?["annotations"] = ["a": "b"]
            let updated = try await cluster.send("PUT", path, same)
            #expect(updated.status == 200)
            #expect(updated.header("Warning") == nil)
        }
    }

    /// The paths of all members, without what lists hold.
    private static func members(_ value: JSONValue?, at path: String = "") -> [String] {
        (value?.object ?? [:]).flatMap { ["\(path).\($0.key)"] + members($0.value, at: "\(path).\($0.key)") }.sorted()
    }

    @Test("is refused where there is no kapp-controller, and where the numbers make none")
    func refused() async throws {
        try await withCluster(APIServer.Configuration(name: "test", flux: .v2_9)) { cluster in
            #expect(throws: FleetError.notServed) { try cluster.server.furnish(PackageInstallFleet(count: 1)) }
            let impossible = PackageInstallFleet(count: 1, namespaces: 0)
            #expect(throws: FleetError.impossible(impossible)) { try cluster.server.furnish(impossible) }
        }
    }
}
