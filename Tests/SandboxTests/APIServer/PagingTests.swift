import OrderedCollections
import Testing
import YAMLDocument

@testable import Sandbox

@Suite("Lists in pages")
struct PagingTests {
    private static let path = "/api/v1/namespaces/apps/secrets"

    private func withSecrets(_ body: (TestCluster) async throws -> Void) async throws {
        try await withCluster(APIServer.Configuration(name: "test")) { cluster in
            try await cluster.createNamespace("apps")
            for name in ["a", "b", "c", "d", "e"] { try await put(name, "old", cluster) }
            try await body(cluster)
        }
    }

    private func put(_ name: String, _ content: String, _ cluster: TestCluster) async throws {
        let metadata: JSONValue = ["name": .string(name), "labels": ["content": .string(content)]]
        try await cluster.apply(
            "\(Self.path)/\(name)",
            ["apiVersion": "v1", "kind": "Secret", "metadata": metadata]
        )
    }

    /// Names and contents, such as `a:old`.
    private func items(_ list: JSONValue) -> [String] {
        (list["items"]?.array ?? []).map { item in
            let metadata = item["metadata"]
            return "\(metadata?["name"]?.string ?? ""):\(metadata?["labels"]?["content"]?.string ?? "")"
        }
    }

    private func token(_ list: JSONValue) throws -> String {
        let token = try #require(list[path: "metadata", "continue"]?.string)
        try #require(!token.isEmpty)
        return token
    }

    /// Changes what the pages after the first would show.
    private func change(_ cluster: TestCluster) async throws {
        try await put("c", "new", cluster)
        try await cluster.send("DELETE", "\(Self.path)/d")
        try await put("bb", "new", cluster)
        // One that was deleted and made again counts as it was, too.
        try await cluster.send("DELETE", "\(Self.path)/e")
        try await put("e", "new", cluster)
    }

    @Test("show the moment at which the list began, whatever happens in between")
    func consistent() async throws {
        try await withSecrets { cluster in
            let first = try await cluster.send("GET", "\(Self.path)?limit=2").json
            #expect(items(first) == ["a:old", "b:old"])
            #expect(first[path: "metadata", "remainingItemCount"] == 3)
            try await change(cluster)
            let second = try await cluster.send("GET", "\(Self.path)?limit=2&continue=\(try token(first))").json
            #expect(items(second) == ["c:old", "d:old"])
            #expect(second[path: "metadata", "remainingItemCount"] == 1)
            try await put("e", "newest", cluster)
            let last = try await cluster.send("GET", "\(Self.path)?limit=2&continue=\(try token(second))").json
            #expect(items(last) == ["e:old"])
            #expect(last[path: "metadata", "continue"] == nil)
            for page in [second, last] {
                #expect(page[path: "metadata", "resourceVersion"] == first[path: "metadata", "resourceVersion"])
            }
            let now = try await cluster.send("GET", Self.path).json
            #expect(items(now) == ["a:old", "b:old", "bb:new", "c:new", "e:newest"])
        }
    }

    @Test("that began too long ago are refused with 410, and a token to go on with what is there now")
    func expired() async throws {
        try await withSecrets { cluster in
            let first = try await cluster.send("GET", "\(Self.path)?limit=2").json
            try await change(cluster)
            cluster.server.store.compact()
            let refused = try await cluster.send("GET", "\(Self.path)?limit=2&continue=\(try token(first))")
            #expect(refused.status == 410)
            #expect(refused.json["kind"] == "Status")
            #expect(refused.json["reason"] == "Expired")
            #expect(refused.json["message"]?.string?.hasPrefix("The provided continue parameter is too old") == true)
            let rest = try await cluster.send("GET", "\(Self.path)?limit=2&continue=\(try token(refused.json))").json
            #expect(items(rest) == ["bb:new", "c:new"])
            let current = cluster.server.store.latestResourceVersion
            #expect(rest[path: "metadata", "resourceVersion"] == .string("\(current)"))
            // From here on the list is consistent again.
            try await put("e", "newest", cluster)
            let last = try await cluster.send("GET", "\(Self.path)?limit=2&continue=\(try token(rest))").json
            #expect(items(last) == ["e:new"])
        }
    }

    @Test("can begin at an exact version, as long as that is remembered")
    func exact() async throws {
        try await withSecrets { cluster in
            let version = cluster.server.store.latestResourceVersion
            try await change(cluster)
            let query = "resourceVersionMatch=Exact&resourceVersion=\(version)"
            let first = try await cluster.send("GET", "\(Self.path)?\(query)&limit=3").json
            #expect(items(first) == ["a:old", "b:old", "c:old"])
            let rest = try await cluster.send("GET", "\(Self.path)?continue=\(try token(first))").json
            #expect(items(rest) == ["d:old", "e:old"])
            cluster.server.store.compact()
            let refused = try await cluster.send("GET", "\(Self.path)?\(query)")
            #expect(refused.status == 410)
            #expect(refused.json[path: "metadata", "continue"] == nil)
        }
    }

    @Test("take no version besides the token's")
    func versionBesides() async throws {
        try await withSecrets { cluster in
            let first = try await cluster.send("GET", "\(Self.path)?limit=2").json
            let both = "continue=\(try token(first))&resourceVersion=7"
            #expect(try await cluster.send("GET", "\(Self.path)?\(both)").status == 400)
        }
    }

    @Test("cost no more in a long list than in a short one")
    func cost() throws {
        func time(_ count: Int) throws -> Duration {
            let store = ObjectStore(catalog: try ResourceCatalog.bundled(flux: nil, hasKappController: true))
            let type = try #require(store.catalog.stored(groupResource: FleetObjects.groupResource))
            store.furnish(PackageInstallFleet(count: count, namespaces: 10), as: type)
            let everything = try Selection(RequestQuery(""), definition: type)
            let middle = ContinueToken(
                resourceVersion: store.latestResourceVersion,
                after: ListPosition(namespace: "fleet-5", name: "")
            )
            let query = RequestQuery("limit=10&continue=\(middle.text)")
            return try ContinuousClock().measure {
                for _ in 0..<100 {
                    let page = try ListPage(store, type, namespace: nil, query: query, selection: everything)
                    #expect(page.items.count == 10)
                    #expect(page.remaining == count / 2 - 10)
                }
            }
        }
        let short = try time(500)
        // A hundred times as long; what grew with the list would take far more than ten times as long.
        #expect(try time(50_000) < short * 10)
    }
}
