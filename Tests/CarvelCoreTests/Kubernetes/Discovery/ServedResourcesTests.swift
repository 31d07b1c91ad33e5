import CarvelCore
import HTTPTransport
import Testing
import YAMLDocument

@Suite("All types that a server serves")
struct ServedResourcesTests {
    private let http = ScriptedHTTPClient()
    private let clock = SkippingClock()

    private func client(_ host: Host? = nil) -> ClusterClient {
        ClusterClient(
            ClusterConnection(name: "build", server: "https://build"),
            host: host ?? .inMemory(http: http, clock: clock)
        )
    }

    private func answer(_ name: String) throws -> ScriptedHTTPClient.Answer {
        try ContractExchange.named(name, in: "discovery").answer
    }

    private func expectAggregated() throws {
        http.expect("GET https://build/api", try answer("aggregated core"))
        http.expect("GET https://build/apis", try answer("aggregated groups"))
    }

    private let source = "source.toolkit.fluxcd.io"

    /// Answers as a server does that knows only the older form, for core and Flux's sources.
    private func expectLegacy(_ down: [String] = []) throws {
        http.expect("GET https://build/api", try answer("get /api"))
        let names = [source] + down
        let groups = names.map { name -> JSONValue in
            let version: JSONValue = ["groupVersion": .string("\(name)/v1"), "version": "v1"]
            return ["name": .string(name), "versions": [version], "preferredVersion": version]
        }
        http.expect(
            "GET https://build/apis",
            .json(["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups)])
        )
        http.expect("GET https://build/api/v1", try answer("get /api/v1"))
        http.expect("GET https://build/apis/\(source)/v1", try answer("get /apis/source.toolkit.fluxcd.io/v1"))
    }

    // MARK: Both forms

    @Test("Two requests tell of all groups, in the aggregated form")
    func aggregated() async throws {
        try expectAggregated()
        let served = try await client().servedResources()
        http.expectNothingLeft()
        let accept =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
            + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"
        #expect(http.requests.map { $0.headers["Accept"] } == [accept, accept])

        #expect(served.groups.map(\.name).prefix(3) == ["", "apiregistration.k8s.io", "apps"])
        #expect(served.groups.count == 23)
        #expect(served.group("autoscaling")?.versions.map(\.name) == ["v2", "v1"])
        let repository = try #require(served.group(source)?.versions.first?.resources.first)
        #expect(repository.type == .gitRepository)
        #expect(repository.singular == "gitrepository")
        #expect(repository.shortNames == ["gitrepo"])
        #expect(repository.categories == ["all", "fluxcd", "fluxcd-sources"])
        #expect(
            repository.verbs.sorted() == [
                "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch",
            ]
        )
        #expect(repository.subresources.map(\.name) == ["status"])
        #expect(repository.subresources.first?.verbs == ["get", "patch", "update"])
        let namespace = try served.resource(named: "ns")
        #expect(namespace.type == .namespace)
        #expect(try served.resource(named: "serviceaccounts").subresources.first?.kind == "TokenRequest")
    }

    @Test("The older form, of one document a version, comes to the same")
    func legacy() async throws {
        try expectAggregated()
        let aggregated = try await client().servedResources()
        try expectLegacy()
        let legacy = try await client().servedResources()
        http.expectNothingLeft()
        #expect(legacy.groups == aggregated.groups.filter { ["", source].contains($0.name) })
    }

    @Test("The preferred version comes first, wherever the server lists it")
    func preferred() async throws {
        http.expect("GET https://build/api", .text("404 page not found\n", status: 404))
        let versions: JSONValue = [["version": "v1beta1"], ["version": "v1"]]
        http.expect(
            "GET https://build/apis",
            .json([
                "kind": "APIGroupList",
                "groups": [["name": "x", "versions": versions, "preferredVersion": ["version": "v1"]]],
            ])
        )
        let list: JSONValue = [
            "resources": [["name": "things", "kind": "Thing", "namespaced": true, "verbs": ["get"]]]
        ]
        for version in ["v1", "v1beta1"] { http.expect("GET https://build/apis/x/\(version)", .json(list)) }
        let served = try await client().servedResources()
        #expect(served.groups.map { $0.versions.map(\.name) } == [["v1", "v1beta1"]])
        let thing = try served.resource(named: "thing")
        #expect(thing.type == ResourceType(group: "x", version: "v1", kind: "Thing", plural: "things"))
        #expect(thing.singular == "thing")
    }

    // MARK: APIs that are down

    @Test("An API that is down leaves the others usable", arguments: [404, 500, 503])
    func legacyDown(code: Int) async throws {
        try expectLegacy(["metrics.k8s.io"])
        http.expect("GET https://build/apis/metrics.k8s.io/v1", .text("service unavailable\n", status: code))
        let served = try await client().servedResources()
        http.expectNothingLeft()
        #expect(clock.sleeps.isEmpty)
        #expect(try served.resource(named: "gitrepo").type == .gitRepository)
        #expect(throws: ResourceLookupError.unavailable(name: "pods.metrics", apiVersion: "metrics.k8s.io/v1")) {
            try served.resource(named: "pods.metrics")
        }
        #expect(throws: ResourceLookupError.unavailable(name: "PodMetrics", apiVersion: "metrics.k8s.io/v1")) {
            try served.resource(apiVersion: "metrics.k8s.io/v1", kind: "PodMetrics")
        }
        let error = #expect(throws: ResourceLookupError.self) { try served.resource(named: "podmetrics") }
        #expect(
            error?.description == "there is no resource type \"podmetrics\"; these APIs, which may have it, are not "
                + "available: metrics.k8s.io/v1"
        )
    }

    @Test("Refused credentials are no API that is down")
    func legacyRefused() async throws {
        try expectLegacy(["metrics.k8s.io"])
        http.expect(
            "GET https://build/apis/metrics.k8s.io/v1",
            try ContractExchange.named("bad token", in: "auth").answer
        )
        let error = await #expect(throws: ClusterError.self) { try await client().servedResources() }
        #expect(error?.status?.reason == .unauthorized)
    }

    @Test("A stale version is known, and can't be used")
    func stale() async throws {
        http.expect("GET https://build/api", try answer("aggregated core"))
        let resource: JSONValue = [
            "resource": "packages", "responseKind": ["group": "", "version": "", "kind": "Package"],
            "scope": "Namespaced", "singularResource": "package", "shortNames": ["pkg"], "verbs": ["get"],
        ]
        http.expect(
            "GET https://build/apis",
            .json([
                "kind": "APIGroupDiscoveryList",
                "items": [
                    [
                        "metadata": ["name": "data.packaging.carvel.dev"],
                        "versions": [["version": "v1alpha1", "freshness": "Stale", "resources": [resource]]],
                    ]
                ],
            ])
        )
        let served = try await client().servedResources()
        #expect(try served.resource(named: "cm").type == .configMap)
        let down = "data.packaging.carvel.dev/v1alpha1"
        for name in ["packages", "pkg", "Package", "packages.data.packaging.carvel.dev", "packages.data"] {
            let error = #expect(throws: ResourceLookupError.self) { try served.resource(named: name) }
            #expect(error == .unavailable(name: name, apiVersion: down))
        }
        #expect(
            ResourceLookupError.unavailable(name: "pkg", apiVersion: down).description
                == "\"pkg\" can't be looked up: the API \(down) is not available at present; see kubectl get "
                + "apiservices for the reason"
        )
    }

    // MARK: Once a session

    @Test("Many who ask at a time, through several clients, ask the server once")
    func once() async throws {
        try expectAggregated()
        let client = client()
        let others = client.impersonating(.init(user: "bob"))
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<20 {
                group.addTask { try await (index.isMultiple(of: 2) ? client : others).servedResources().groups.count }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(counts == [23])
        #expect(http.requests.count == 2)
        // Neither does what can be told from it.
        #expect(try await client.fluxTypes().gitRepository == .gitRepository)
        #expect(http.requests.count == 2)
    }

    @Test("A failure is not kept, and names the cluster as the client calls it")
    func failure() async throws {
        http.expect("GET https://build/api", try answer("aggregated core"))
        http.expect("GET https://build/apis", try ContractExchange.named("bad token", in: "auth").answer)
        let client = client()
        let error = await #expect(throws: ClusterError.self) { try await client.servedResources() }
        #expect(error?.description.hasPrefix("cluster \"build\": discover /apis: ") == true)
        try expectAggregated()
        #expect(try await client.servedResources().groups.count == 23)
    }

    @Test("What was not there is looked for anew once, as after a custom resource definition was installed")
    func anew() async throws {
        http.expect("GET https://build/api", try answer("aggregated core"))
        http.expect("GET https://build/apis", .json(["kind": "APIGroupDiscoveryList", "items": []]))
        let client = client()
        _ = try await client.servedResources()
        try expectAggregated()
        #expect(try await client.resource(named: "gitrepo").type == .gitRepository)
        #expect(
            try await client.resource(apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization").type
                == .kustomization
        )
        http.expectNothingLeft()

        try expectAggregated()
        let error = await #expect(throws: ClusterError.self) { try await client.resource(named: "gitrepositorys") }
        #expect(
            error?.description
                == "cluster \"build\": there is no resource type \"gitrepositorys\"; did you mean \"gitrepository\"?"
        )
        http.expectNothingLeft()
    }
}
