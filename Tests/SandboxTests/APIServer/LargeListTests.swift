import CarvelCore
import HTTPTransport
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Large lists over the socket")
struct LargeListTests {
    private static let count = 2_600
    private static let names = (0..<count).map { "object-\(10_000 + $0)" }

    /// Puts that many objects on a server, and gives the body an administrator's client of it.
    private func withObjects(
        _ type: ResourceType,
        _ members: JSONValue,
        _ body: (TestCluster, ClusterClient) async throws -> Void
    ) async throws {
        try await withCluster { cluster in
            try await cluster.createNamespace("shop")
            let definition = try #require(
                cluster.server.catalog.definition(group: type.group, version: type.version, plural: type.plural)
            )
            for name in Self.names {
                var object = members
                object["apiVersion"] = .string(type.apiVersion)
                object["kind"] = .string(type.kind)
                object["metadata"] = ["name": .string(name), "namespace": "shop"]
                _ = try cluster.server.store.create(
                    definition,
                    namespace: "shop",
                    object: object,
                    options: WriteOptions()
                )
            }
            let (certificate, key) = try cluster.server.clientCertificate(user: "admin", groups: ["system:masters"])
            let tls = TLSOptions(
                certificateAuthority: Array(cluster.server.certificateAuthorityPEM.utf8),
                clientCertificate: Array(certificate.utf8),
                clientKey: Array(key.utf8)
            )
            let connection = ClusterConnection(name: "test", server: cluster.server.url, tls: tls)
            try await body(cluster, ClusterClient(connection, http: CurlClient()))
        }
    }

    private static let install: JSONValue = [
        "spec": [
            "serviceAccountName": "shop-sa",
            "packageRef": ["refName": "app.default.tap", "versionSelection": ["constraints": "1.0.0"]],
        ]
    ]

    @Test(
        "come whole and in order, in pages, whether these say first or last that there are more",
        arguments: [(.packageInstall, install), (.configMap, ["data": ["text": "é😀\n\"}"]])]
            as [(ResourceType, JSONValue)]
    )
    func whole(type: ResourceType, members: JSONValue) async throws {
        try await withObjects(type, members) { cluster, client in
            let before = cluster.server.requests.count
            var iterator = client.objects(
                type,
                namespace: "shop",
                reading: .all(except: "metadata.managedFields", "metadata.uid")
            ).makeAsyncIterator()
            var objects: [KubernetesObject] = []
            while let object = try await iterator.next() { objects.append(object) }
            objects.removeAll { $0.name == "kube-root-ca.crt" }
            #expect(objects.map(\.name) == Self.names)
            #expect(objects.allSatisfy { $0.kind == type.kind && $0.apiVersion == type.apiVersion && $0.uid == nil })
            #expect(objects.allSatisfy { $0.spec == members["spec"] && $0.json["data"] == members["data"] })
            #expect(iterator.resourceVersion == String(cluster.server.store.latestResourceVersion))
            #expect(cluster.server.requests.count - before == 6)

            let listed = try await client.list(type, namespace: "shop")
            #expect(listed.map(\.name).suffix(Self.count) == Self.names[...])
            #expect(listed.allSatisfy { $0.uid != nil })
        }
    }

    @Test("may be let go of in the midst, and the client goes on to work")
    func lettingGo() async throws {
        try await withObjects(.packageInstall, Self.install) { cluster, client in
            let before = cluster.server.requests.count
            for try await object in client.objects(.packageInstall, namespace: "shop") {
                #expect(object.name == Self.names[0])
                break
            }
            #expect(try await client.list(.namespace, namespace: nil).contains { $0.name == "shop" })
            // The first page of the one list, and the other.
            #expect(cluster.server.requests.count - before == 2)
        }
    }

    @Test("fail where a page is cut, after the objects that came before")
    func cut() async throws {
        try await withObjects(.packageInstall, Self.install) { cluster, client in
            let plan = FaultPlan([.init(.cutBody(afterBytes: 5_000), pathPrefix: "/apis/packaging", skip: 1)])
            cluster.server.setFaults(plan)
            var iterator = client.objects(.packageInstall, namespace: "shop").makeAsyncIterator()
            var count = 0
            do throws(ClusterError) {
                while try await iterator.next() != nil { count += 1 }
                Issue.record("no error")
            } catch {
                #expect(error.isUnreachable)
            }
            // Of the second page, whose body comes compressed, some objects at the most.
            #expect(count >= 500)
            #expect(count < 1_000)
            #expect(iterator.resourceVersion == nil)
        }
    }
}
