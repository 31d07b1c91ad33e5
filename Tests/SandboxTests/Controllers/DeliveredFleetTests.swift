import CarvelCore
import OrderedCollections
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("A delivered fleet", .serialized)
struct DeliveredFleetTests {
    private static func withFleet(_ body: (ControlPlane) async throws -> Void) async throws {
        var configuration = ControlPlane.Configuration()
        configuration.runClusters = ["one", "two"]
        configuration.delivered = DeliveredFleet(packages: 2)
        let plane = try await ControlPlane.start(configuration)
        do {
            try await body(plane)
        } catch {
            try await plane.stop()
            throw error
        }
        try await plane.stop()
    }

    @Test("Looks on the clusters as the controllers leave it")
    func shapes() async throws {
        let recording = try RecordedExchange.all(in: "carvel")
        func recorded(_ kind: String) throws -> KubernetesObject {
            let body = recording.first { $0.name == "after ok-pinned: \(kind)" }?.body
            return KubernetesObject(try #require(body))
        }
        try await Self.withFleet { plane in
            let client = try plane.administrator(of: "one")
            let app = try #require(try await client.find(.app, namespace: "shop", name: "app-1"))
            #expect(Self.members(app.status) == Self.members(try recorded("app").status))
            #expect(Self.members(app.json["metadata"]) == Self.members(try recorded("app").json["metadata"]))
            #expect(Self.owned(app) == Self.owned(try recorded("app")))
            #expect((app.status?[path: "deploy", "stdout"]?.string?.utf8.count ?? 0) > 700)

            let install = try #require(try await client.find(.packageInstall, namespace: "shop", name: "app-1"))
            #expect(Self.members(install.status) == Self.members(try recorded("package install").status))
            #expect(install.uid == app.json[path: "metadata", "ownerReferences"]?.array?.first?["uid"]?.string)
            #expect(install.label("kustomize.toolkit.fluxcd.io/name") == "app-1.fleet.example.com-one-packageinstalls")
            #expect(Self.managers(install) == ["kustomize-controller", "kapp-controller", "kapp-controller status"])

            let package = "app-1.fleet.example.com.1.0.0"
            for (type, name, kustomization) in [
                (ResourceType.package, package, "packages"), (.secret, "app-1-values", "packageinstalls"),
            ] {
                let object = try #require(try await client.find(type, namespace: "shop", name: name))
                let labels = object.json[path: "metadata", "labels"]
                #expect(
                    labels == [
                        "kustomize.toolkit.fluxcd.io/name": "app-1.fleet.example.com-one-\(kustomization)",
                        "kustomize.toolkit.fluxcd.io/namespace": "shop",
                    ] as JSONValue
                )
                #expect(Self.managers(object).count == 1)
            }
        }
    }

    @Test("Has Kustomizations that tell what they brought, and who wrote what")
    func kustomizations() async throws {
        try await Self.withFleet { plane in
            let client = try plane.administrator(of: "build")
            let all = try await client.list(.kustomization, namespace: "shop")
            #expect(all.count == 8)
            #expect(Set(all.compactMap(\.uid)).count == 8)
            let name = "app-1.fleet.example.com-two-packageinstalls"
            let one = try #require(all.first { $0.name == name })
            #expect(
                Inventory(status: one.status).entries.map(\.subject) == [
                    "Secret/shop/app-1-values", "PackageInstall/shop/app-1",
                ]
            )
            #expect(one.isReadyInFlux)
            #expect(one.status?["history"]?.array?.count == 1)
            #expect(Self.managers(one) == ["carvel-deliver", "kustomize-controller", "kustomize-controller status"])
            // The tool finds its own fields, and would change none.
            var wish = one
            for member in ["creationTimestamp", "finalizers", "generation", "managedFields", "resourceVersion", "uid"] {
                wish.setMetadata(member, nil)
            }
            wish.json["status"] = nil
            // The server's own.
            wish.json["spec"]?["force"] = nil
            let again = try await client.apply(wish, as: .kustomization, fieldManager: ClusterClient.fieldManager)
            #expect(again.resourceVersion == one.resourceVersion)
        }
    }

    /// The paths of all members, without what lists hold.
    private static func members(_ value: JSONValue?, at path: String = "") -> [String] {
        (value?.object ?? [:]).flatMap { ["\(path).\($0.key)"] + members($0.value, at: "\(path).\($0.key)") }.sorted()
    }

    private static func managers(_ object: KubernetesObject) -> [String] {
        (object.json[path: "metadata", "managedFields"]?.array ?? []).map { entry in
            [entry["manager"]?.string, entry["subresource"]?.string].compactMap(\.self).joined(separator: " ")
        }
    }

    /// Which fields its managers own, but for the uid that is part of one.
    private static func owned(_ object: KubernetesObject) -> [[String]] {
        (object.json[path: "metadata", "managedFields"]?.array ?? []).map { entry in
            members(entry["fieldsV1"]).map { $0.contains("k:{") ? "owner" : $0 }
        }
    }
}
