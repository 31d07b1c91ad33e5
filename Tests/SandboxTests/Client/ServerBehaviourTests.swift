import CarvelCore
import HTTPTransport
import OrderedCollections
import TestSupport
import Testing
import YAMLDocument

/// What commands rely on, with whichever server there is: ours, and a real one where `KUBEBUILDER_ASSETS` names it.
@Suite("What the client relies on of an API server", .timeLimit(.minutes(4)))
struct ServerBehaviourTests {
    /// A namespace on a server of that kind, and an administrator's client.
    private func within(
        _ kind: TestAPIServer.Kind,
        _ body: (ClusterClient, _ namespace: String, TestAPIServer) async throws -> Void
    ) async throws {
        let http = CurlClient()
        defer { http.shutdown() }
        try await TestAPIServer.with(kind) { server in
            let namespace = try await server.makeNamespace(http: http)
            try await body(server.client(http: http), namespace, server)
        }
    }

    private func configMap(_ name: String, in namespace: String, _ value: String, labels: [String: String] = [:])
        -> KubernetesObject
    {
        KubernetesObject(
            .configMap,
            name: name,
            namespace: namespace,
            labels: labels,
            ["data": ["value": .string(value)]]
        )
    }

    private func gitRepository(in namespace: String, interval: String = "1m") -> KubernetesObject {
        KubernetesObject(
            .gitRepository,
            name: "shop",
            namespace: namespace,
            ["spec": ["url": "https://git.example.com/shop.git", "interval": .string(interval)]]
        )
    }

    // MARK: Writing

    @Test("A field of another manager is a conflict that names both, and can be taken over", arguments: kinds)
    func conflict(_ kind: TestAPIServer.Kind) async throws {
        try await within(kind) { client, namespace, _ in
            _ = try await client.apply(configMap("x", in: namespace, "1"), as: .configMap)
            let other = configMap("x", in: namespace, "2")
            let error = await #expect(throws: ClusterError.self) {
                try await client.apply(other, as: .configMap, fieldManager: "other")
            }
            #expect(error?.status?.code == 409)
            #expect(error?.status?.causes.map(\.field) == [".data.value"])
            #expect(error?.status?.causes.first?.message.contains("\"carvel-deliver\"") == true)
            let taken = try await client.apply(other, as: .configMap, fieldManager: "other", force: true)
            #expect(taken.json[path: "data", "value"] == "2")
        }
    }

    @Test("A dry run says what would be, and leaves nothing", arguments: kinds)
    func dryRun(_ kind: TestAPIServer.Kind) async throws {
        try await within(kind) { client, namespace, _ in
            let said = try await client.apply(configMap("x", in: namespace, "1"), as: .configMap, dryRun: true)
            #expect(said.json[path: "data", "value"] == "1")
            #expect(try await client.find(.configMap, namespace: namespace, name: "x") == nil)
        }
    }

    @Test("What a schema does not allow is refused, with the field", arguments: kinds)
    func schema(_ kind: TestAPIServer.Kind) async throws {
        try await within(kind) { client, namespace, _ in
            let invalid = await #expect(throws: ClusterError.self) {
                try await client.apply(gitRepository(in: namespace, interval: "often"), as: .gitRepository)
            }
            #expect(invalid?.status?.reason == .invalid)
            #expect(invalid?.status?.causes.map(\.field) == ["spec.interval"])
            var unknown = gitRepository(in: namespace)
            unknown.json["spec"]?["gitImplementation"] = "go-git"
            let undeclared = await #expect(throws: ClusterError.self) {
                try await client.apply(unknown, as: .gitRepository)
            }
            #expect(undeclared?.status?.message.contains("field not declared in schema") == true)
        }
    }

    @Test("An update of what has changed since it was read is a conflict", arguments: kinds)
    func staleUpdate(_ kind: TestAPIServer.Kind) async throws {
        try await within(kind) { client, namespace, _ in
            var read = try await client.apply(configMap("x", in: namespace, "1"), as: .configMap)
            _ = try await client.mergePatch(.configMap, namespace: namespace, name: "x", ["data": ["value": "2"]])
            read.json["data"] = ["value": "3"]
            let stale = read
            let error = await #expect(throws: ClusterError.self) {
                try await client.update(stale, as: .configMap)
            }
            #expect(error?.status?.reason == .conflict)
            #expect(
                try await client.get(.configMap, namespace: namespace, name: "x").json[path: "data", "value"] == "2"
            )
        }
    }

    @Test("A status is written by itself, and by nothing else", arguments: kinds)
    func status(_ kind: TestAPIServer.Kind) async throws {
        try await within(kind) { client, namespace, _ in
            let first = try await client.apply(gitRepository(in: namespace), as: .gitRepository)
            let status: JSONValue = ["status": ["observedGeneration": 1]]
            let ignored = try await client.mergePatch(.gitRepository, namespace: namespace, name: "shop", status)
            #expect(ignored.status?["observedGeneration"]?.int != 1)
            let written = try await client.mergePatch(
                .gitRepository,
                namespace: namespace,
                name: "shop",
                subresource: "status",
                status
            )
            #expect(written.status?["observedGeneration"]?.int == 1)
            #expect(written.generation == first.generation)
        }
    }

    @Test("What has a finalizer is only marked by a deletion, and goes with it", arguments: kinds)
    func finalizer(_ kind: TestAPIServer.Kind) async throws {
        try await within(kind) { client, namespace, _ in
            var held = configMap("x", in: namespace, "1")
            held.json["metadata"]?["finalizers"] = ["example.com/held"]
            _ = try await client.apply(held, as: .configMap)
            #expect(try await client.delete(.configMap, namespace: namespace, name: "x"))
            let marked = try await client.get(.configMap, namespace: namespace, name: "x")
            #expect(marked.deletionTimestamp != nil)
            _ = try await client.jsonPatch(
                .configMap,
                namespace: namespace,
                name: "x",
                [.remove(["metadata", "finalizers"])]
            )
            #expect(try await client.find(.configMap, namespace: namespace, name: "x") == nil)
            #expect(try await !client.delete(.configMap, namespace: namespace, name: "x"))
        }
    }

    // MARK: Reading

    @Test("More objects than a page holds come in order, each once, and selected by labels", arguments: kinds)
    func pages(_ kind: TestAPIServer.Kind) async throws {
        try await within(kind) { client, namespace, _ in
            let names = (0..<520).map { "x-\(1000 + $0)" }
            // All over one connection.
            try await withThrowingTaskGroup { group in
                for (number, name) in names.enumerated() {
                    let object = configMap(name, in: namespace, "1", labels: ["part": "\(number % 4)"])
                    group.addTask { _ = try await client.create(object, as: .configMap) }
                }
                try await group.waitForAll()
            }
            let all = try await client.list(.configMap, namespace: namespace).map(\.name)
            #expect(all.filter { $0.hasPrefix("x-") } == names)
            let some = try await client.list(.configMap, namespace: namespace, labelSelector: "part in (1,2)")
            #expect(some.count == 260)
            let one = try await client.list(
                .configMap,
                namespace: namespace,
                fieldSelector: "metadata.name=x-1007",
                reading: .only("metadata.name", "data.value")
            )
            #expect(one.map { $0.json["data"] } == [["value": "1"]])
        }
    }

    @Test("A watch goes on from a list, and tells of each change in order", arguments: kinds)
    func watch(_ kind: TestAPIServer.Kind) async throws {
        try await within(kind) { client, namespace, _ in
            var listing = client.objects(.configMap, namespace: namespace).makeAsyncIterator()
            while try await listing.next() != nil {}
            let version = try #require(listing.resourceVersion)
            _ = try await client.apply(configMap("x", in: namespace, "1"), as: .configMap)
            _ = try await client.apply(configMap("x", in: namespace, "2"), as: .configMap)
            try await client.delete(.configMap, namespace: namespace, name: "x")
            let selector = ObjectSelector(.configMap, namespace: namespace, name: "x")
            var seen: [String] = []
            for try await event in try await client.watch(selector, from: version) {
                let value = event.object.json[path: "data", "value"]?.string ?? ""
                switch event {
                case .added: seen.append("added \(value)")
                case .modified: seen.append("modified \(value)")
                case .deleted: seen.append("deleted \(value)")
                case .bookmark: continue
                }
                if seen.count == 3 { break }
            }
            #expect(seen == ["added 1", "modified 2", "deleted 2"])
        }
    }

    @Test("Many conditions are waited for at once, whatever order they come true in", arguments: kinds)
    func conditions(_ kind: TestAPIServer.Kind) async throws {
        try await within(kind) { client, namespace, _ in
            let conditions = ["a", "b", "c"].map { name in
                ObjectCondition(client, .configMap, namespace: namespace, name: name) { object in
                    switch object?.json[path: "data", "value"]?.string {
                    case "done": .met
                    case "broken": .failed("it is broken")
                    default: .notYet("it is not done")
                    }
                }
            }
            _ = try await client.apply(configMap("b", in: namespace, "begun"), as: .configMap)
            async let states = ConditionWait(conditions).states(within: .seconds(60))
            _ = try await client.apply(configMap("c", in: namespace, "done"), as: .configMap)
            _ = try await client.apply(configMap("b", in: namespace, "broken"), as: .configMap)
            _ = try await client.apply(configMap("a", in: namespace, "done"), as: .configMap)
            #expect(await states.map(\.judgement) == [.met, .failed("it is broken"), .met])
        }
    }

    // MARK: Who may do what

    @Test("A service account's token logs in as it, and may do what its role says", arguments: kinds)
    func serviceAccount(_ kind: TestAPIServer.Kind) async throws {
        try await within(kind) { client, namespace, server in
            _ = try await client.apply(
                KubernetesObject(.serviceAccount, name: "viewer", namespace: namespace),
                as: .serviceAccount
            )
            try await Self.grant(client, namespace, account: "viewer", mayList: "configmaps")
            let token = try await client.requestToken(forServiceAccount: "viewer", namespace: namespace)
            let name = "system:serviceaccount:\(namespace):viewer"
            let impersonation = ClusterConnection.Impersonation(user: name)
            for viewer in [
                server.client(http: CurlClient(), credentials: .token(token.token)),
                client.impersonating(impersonation),
            ] {
                #expect(try await viewer.whoAmI().name == name)
                _ = try await viewer.list(.configMap, namespace: namespace)
                #expect(try await viewer.mayI(ResourceAction("list", .configMap, namespace: namespace)).isAllowed)
                #expect(try await !viewer.mayI(ResourceAction("list", .secret, namespace: namespace)).isAllowed)
                let error = await #expect(throws: ClusterError.self) {
                    try await viewer.list(.secret, namespace: namespace)
                }
                #expect(error?.status?.reason == .forbidden)
                #expect(error?.status?.message.contains("User \"\(name)\" cannot list resource \"secrets\"") == true)
            }
        }
    }

    @Test("Who can't be told is refused, and not taken for anonymous", arguments: kinds)
    func unauthorized(_ kind: TestAPIServer.Kind) async throws {
        try await within(kind) { _, namespace, server in
            let stranger = server.client(http: CurlClient(), credentials: .token("not-a-token"))
            let error = await #expect(throws: ClusterError.self) {
                try await stranger.list(.configMap, namespace: namespace)
            }
            #expect(error?.status?.reason == .unauthorized)
            let nobody = server.client(http: CurlClient(), credentials: .none)
            let refusal = await #expect(throws: ClusterError.self) {
                try await nobody.list(.configMap, namespace: namespace)
            }
            #expect(refusal?.status?.message.contains("User \"system:anonymous\"") == true)
        }
    }

    private static func grant(
        _ client: ClusterClient,
        _ namespace: String,
        account: String,
        mayList resource: String
    ) async throws {
        let rule: JSONValue = ["apiGroups": [""], "resources": [.string(resource)], "verbs": ["list"]]
        let role = KubernetesObject(.role, name: account, namespace: namespace, ["rules": [rule]])
        _ = try await client.apply(role, as: .role)
        let subject: JSONValue = [
            "kind": "ServiceAccount", "name": .string(account), "namespace": .string(namespace),
        ]
        let reference: JSONValue = [
            "apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": .string(account),
        ]
        let binding = KubernetesObject(
            .roleBinding,
            name: account,
            namespace: namespace,
            ["subjects": [subject], "roleRef": reference]
        )
        _ = try await client.apply(binding, as: .roleBinding)
    }
}

private let kinds = TestAPIServer.Kind.available
