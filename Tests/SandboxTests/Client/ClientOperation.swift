import CarvelCore
import OrderedCollections
import TestSupport
import Testing
import YAMLDocument

/// Something that the client does with a server, and what must have come of it.
struct ClientOperation: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Does it; a second time too, and comes to the same.
    let run: @Sendable (ClusterClient, _ namespace: String) async throws -> Void

    private init(_ description: String, _ run: @escaping @Sendable (ClusterClient, String) async throws -> Void) {
        testDescription = description
        self.run = run
    }

    static let name = "settings"
    static let data: JSONValue = ["first": "1", "second": "2"]

    static func settings(in namespace: String) -> KubernetesObject {
        KubernetesObject(.configMap, name: name, namespace: namespace, ["data": data])
    }

    static let all = [
        ClientOperation("apply") { client, namespace in
            let applied = try await client.apply(settings(in: namespace), as: .configMap)
            #expect(applied.json["data"] == data)
        },
        ClientOperation("create") { client, namespace in
            do throws(ClusterError) {
                _ = try await client.create(settings(in: namespace), as: .configMap)
            } catch  where error.status?.reason == .alreadyExists {
                // The first attempt was carried out, though its answer was lost.
            }
        },
        ClientOperation("get and update") { client, namespace in
            var object = try await client.apply(settings(in: namespace), as: .configMap)
            object.json["data"] = ["first": "1", "second": "2"]
            _ = try await client.update(object, as: .configMap)
        },
        ClientOperation("patch") { client, namespace in
            _ = try await client.apply(settings(in: namespace), as: .configMap)
            _ = try await client.mergePatch(.configMap, namespace: namespace, name: name, ["data": ["third": .null]])
        },
        ClientOperation("delete and apply again") { client, namespace in
            _ = try await client.apply(settings(in: namespace), as: .configMap)
            _ = try await client.delete(.configMap, namespace: namespace, name: name)
            #expect(try await client.find(.configMap, namespace: namespace, name: name) == nil)
            _ = try await client.apply(settings(in: namespace), as: .configMap)
        },
        ClientOperation("list") { client, namespace in
            _ = try await client.apply(settings(in: namespace), as: .configMap)
            #expect(try await client.list(.configMap, namespace: namespace).contains { $0.name == name })
        },
        ClientOperation("watch") { client, namespace in
            _ = try await client.apply(settings(in: namespace), as: .configMap)
            for try await event in try await client.watch(.configMap, namespace: namespace, name: name) {
                guard case .added(let object) = event else { continue }
                #expect(object.json["data"] == data)
                break
            }
        },
        ClientOperation("discovery") { client, namespace in
            _ = try await client.apply(settings(in: namespace), as: .configMap)
            let served = try await client.servedResources(anew: true)
            #expect(try served.resource(named: "pkgi").type.kind == "PackageInstall")
            #expect(try served.resource(named: "cm").type == .configMap)
            #expect(try await client.fluxTypes().kustomization.version == "v1")
        },
        ClientOperation("reviews and tokens") { client, namespace in
            _ = try await client.apply(settings(in: namespace), as: .configMap)
            let account = KubernetesObject(.serviceAccount, name: "deliverer", namespace: namespace)
            _ = try await client.apply(account, as: .serviceAccount)
            #expect(try await client.whoAmI().name == "test-admin")
            let token = try await client.requestToken(forServiceAccount: "deliverer", namespace: namespace)
            #expect(!token.token.isEmpty)
            #expect(!"\(token)".contains(token.token))
        },
    ]
}
