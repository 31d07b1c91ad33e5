import CarvelCore
import HTTPTransport
import OrderedCollections
import Testing
import YAMLDocument

@Suite("Verbs")
struct VerbTests {
    private let http = ScriptedHTTPClient()
    private let server = "https://prod:6443"

    private func client() -> ClusterClient {
        ClusterClient(ClusterConnection(name: "prod", server: server), http: http)
    }

    @Test("Apply sends the request that the real server was sent, and reads its answer")
    func apply() async throws {
        let recorded = try ContractExchange.named("apply creates a secret (201)", in: "apply")
        let sent = KubernetesObject(try #require(recorded.requestBody))
        var object = sent
        object.json["metadata"]?["namespace"] = "apps"
        let parts = recorded.request.split(separator: " ")
        http.expect("\(parts[0]) \(server)\(parts[1])", recorded.answer)

        let applied = try await client().apply(object, as: .secret)
        #expect(applied.resourceVersion == "280")
        let request = try http.onlyRequest()
        #expect(request.headers["Content-Type"] == "application/apply-patch+yaml")
        #expect(try request.jsonBody == object.json)
    }

    @Test(
        "Apply says who owns the fields, whether to take them over, and whether it is only a rehearsal",
        arguments: [
            ("other", false, false, "fieldManager=other"), ("other", true, false, "fieldManager=other&force=true"),
            ("a b&c", false, true, "fieldManager=a%20b%26c&dryRun=All"),
            ("carvel-deliver", true, true, "fieldManager=carvel-deliver&force=true&dryRun=All"),
        ]
    )
    func applyParameters(manager: String, force: Bool, dryRun: Bool, query: String) async throws {
        let object = KubernetesObject(.role, name: "r", namespace: "shop", ["rules": []])
        http.expect(
            "PATCH \(server)/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/r?\(query)",
            .json(object.json)
        )
        let applied = try await client().apply(
            object,
            as: .role,
            fieldManager: manager,
            force: force,
            dryRun: dryRun
        )
        #expect(applied == object)
    }

    @Test("Create posts to the collection, or to a subresource")
    func create() async throws {
        let account = KubernetesObject(.serviceAccount, name: "viewer", namespace: "apps")
        http.expect("POST \(server)/api/v1/namespaces/apps/serviceaccounts", .json(account.json, status: 201))
        #expect(try await client().create(account, as: .serviceAccount) == account)

        let token = try ContractExchange.named("token request", in: "auth")
        let parts = token.request.split(separator: " ")
        http.expect("\(parts[0]) \(server)\(parts[1])", token.answer)
        let request = KubernetesObject(try #require(token.requestBody))
        let answer = try await client().create(
            request,
            as: .serviceAccount,
            namespace: "apps",
            under: ("viewer", "token")
        )
        #expect(answer.kind == "TokenRequest")
        #expect(answer.status?["token"]?.string?.isEmpty == false)
        #expect(http.requests.map { $0.headers["Content-Type"] } == ["application/json", "application/json"])
        #expect(try http.requests.last?.jsonBody == request.json)
        http.expectNothingLeft()
    }

    @Test("A merge patch changes what it says, of the object or its status")
    func mergePatch() async throws {
        let change: JSONValue = ["metadata": ["annotations": ["reconcile.fluxcd.io/requestedAt": "now", "old": .null]]]
        let path = "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/apps/kustomizations/x"
        http.expect("PATCH \(server)\(path)?fieldManager=carvel-deliver", .json([:]))
        http.expect("PATCH \(server)\(path)/status?fieldManager=me", .json([:]))
        _ = try await client().mergePatch(.kustomization, namespace: "apps", name: "x", change)
        _ = try await client().mergePatch(
            .kustomization,
            namespace: "apps",
            name: "x",
            subresource: "status",
            fieldManager: "me",
            change
        )
        #expect(http.requests.allSatisfy { $0.headers["Content-Type"] == "application/merge-patch+json" })
        #expect(try http.requests.first?.jsonBody == change)
        http.expectNothingLeft()
    }

    @Test("Find tells an object that is absent from a type that is not served")
    func find() async throws {
        let absent = try ContractExchange.named("dry run left nothing", in: "apply")
        http.expect("GET \(server)/api/v1/namespaces/apps/configmaps/dry", absent.answer)
        #expect(try await client().find(.configMap, namespace: "apps", name: "dry") == nil)

        let unserved = try ContractExchange.named("absent resource type", in: "apply")
        http.expect(
            "GET \(server)/apis/source.toolkit.fluxcd.io/v1beta2/namespaces/apps/gitrepositories/x",
            unserved.answer
        )
        let error = await #expect(throws: ClusterError.self) {
            try await client().find(.gitRepository.version("v1beta2"), namespace: "apps", name: "x")
        }
        #expect(error?.status?.reason == .noStatus)
        #expect(error?.isNotFound == true)
    }
}
