import CarvelCore
import HTTPTransport
import OrderedCollections
import Testing
import YAMLDocument

@Suite("Requests to a cluster")
struct ClusterClientTests {
    private let http = ScriptedHTTPClient()
    private let server = "https://prod:6443"

    private func client(
        _ credentials: ClusterConnection.Credentials = .none,
        _ impersonation: ClusterConnection.Impersonation? = nil
    ) -> ClusterClient {
        let connection = ClusterConnection(
            name: "prod",
            server: server,
            tls: TLSOptions(serverName: "kube"),
            credentials: credentials,
            impersonation: impersonation
        )
        return ClusterClient(connection, http: http)
    }

    // MARK: Heads

    @Test("Say who asks, and for what")
    func headers() async throws {
        http.expect("GET \(server)/api/v1/namespaces/shop", .json(["kind": "Namespace"]))
        let object = try await client(.token("sesame")).get(.namespace, namespace: nil, name: "shop")
        #expect(object.kind == "Namespace")

        let request = try http.onlyRequest()
        #expect(
            request.headers == [
                "Authorization": "Bearer sesame", "Accept": "application/json",
                "User-Agent": "kubectl-carvel/\(Version.current)",
            ]
        )
        #expect(request.tls.serverName == "kube")
        #expect(request.proxy == .environment)
        #expect(request.timeout == .seconds(30))
        #expect(try request.jsonBody == nil)
    }

    @Test("Carry a password as basic authentication")
    func basic() async throws {
        http.expect("GET \(server)/api/v1/namespaces/shop", .json([:]))
        _ = try await client(.basic(username: "ann", password: "p:ß")).get(.namespace, namespace: nil, name: "shop")
        #expect(try http.onlyRequest().headers["authorization"] == "Basic YW5uOnA6w58=")
    }

    @Test("Carry all of an impersonation")
    func impersonation() async throws {
        http.expect("GET \(server)/api/v1/namespaces/shop", .json([:]))
        let bob = ClusterConnection.Impersonation(
            user: "bob",
            uid: "7",
            groups: ["a", "b"],
            extra: ["scopes/x": ["1", "2"], "acme": ["y"]]
        )
        _ = try await client(.token("sesame")).impersonating(bob).get(.namespace, namespace: nil, name: "shop")
        let fields = try http.onlyRequest().headers.fields.filter { $0.name.hasPrefix("Impersonate") }
        #expect(
            fields.map { "\($0.name): \($0.value)" } == [
                "Impersonate-User: bob", "Impersonate-Uid: 7", "Impersonate-Group: a", "Impersonate-Group: b",
                "Impersonate-Extra-acme: y", "Impersonate-Extra-scopes%2Fx: 1", "Impersonate-Extra-scopes%2Fx: 2",
            ]
        )
    }

    @Test("Go through the proxy of the kubeconfig, and within the time that the caller allows")
    func proxyAndTime() async throws {
        http.expect("GET \(server)/version", .json(["gitVersion": "v1.36.2"]))
        let connection = ClusterConnection(name: "prod", server: server, proxy: "socks5://proxy:1080")
        let client = ClusterClient(connection, http: http, requestTimeout: .seconds(3))
        #expect(try await client.serverVersion() == "v1.36.2")
        let request = try http.onlyRequest()
        #expect(request.proxy == .url("socks5://proxy:1080"))
        #expect(request.timeout == .seconds(3))
        #expect(request.connectTimeout == .seconds(3))
    }

    // MARK: URLs

    @Test(
        "Go where the object is",
        arguments: [
            (.namespace, nil, "shop", "/api/v1/namespaces/shop"),
            (.namespace, "ignored", "shop", "/api/v1/namespaces/shop"),
            (.secret, "shop", "a.b-c", "/api/v1/namespaces/shop/secrets/a.b-c"),
            (
                .kustomization.version("v1beta2"), "shop", "x",
                "/apis/kustomize.toolkit.fluxcd.io/v1beta2/namespaces/shop/kustomizations/x"
            ),
            (
                .package, "shop", "app.default.tap.20230518150903.0.0+build.1",
                "/apis/data.packaging.carvel.dev/v1alpha1/namespaces/shop/packages/"
                    + "app.default.tap.20230518150903.0.0%2Bbuild.1"
            ),
            (.secret, "a/b", "../x?y#z %", "/api/v1/namespaces/a%2Fb/secrets/..%2Fx%3Fy%23z%20%25"),
            (.configMap, "shop", "ü", "/api/v1/namespaces/shop/configmaps/%C3%BC"),
        ] as [(ResourceType, String?, String, String)]
    )
    func urls(type: ResourceType, namespace: String?, name: String, path: String) async throws {
        http.expect("GET \(server)\(path)", .json([:]))
        _ = try await client().get(type, namespace: namespace, name: name)
        http.expectNothingLeft()
    }

    // MARK: Lists

    @Test("Lists are fetched a page at a time, each page from where the one before ended")
    func paging() async throws {
        let pages = try ["first page", "second page", "last page"].map {
            try ContractExchange.named($0, in: "list-watch")
        }
        let path =
            "/api/v1/namespaces/apps/configmaps?limit=500&labelSelector=app.kubernetes.io%2Fmanaged-by%3Dcarvel-deliver"
        var next = ""
        for page in pages {
            http.expect("GET \(server)\(path)\(next)", page.answer)
            let token = try JSONReader.value(page.body)[path: "metadata", "continue"]?.string
            next = token.map { "&continue=\($0)" } ?? ""
        }
        let objects = try await client().list(
            .configMap,
            namespace: "apps",
            labelSelector: "app.kubernetes.io/managed-by=carvel-deliver"
        )
        #expect(objects.map(\.name) == (0..<7).map { "page-\($0)" })
        #expect(objects.allSatisfy { $0.apiVersion == "v1" && $0.kind == "ConfigMap" && $0.namespace == "apps" })
        http.expectNothingLeft()
    }

    @Test("A list of all namespaces, with an empty continue token at its end")
    func listAll() async throws {
        let answer: JSONValue = ["metadata": ["continue": ""], "items": [["metadata": ["name": "a"]]]]
        http.expect("GET \(server)/apis/kappctrl.k14s.io/v1alpha1/apps?limit=500", .json(answer))
        let apps = try await client().list(.app, namespace: nil)
        #expect(
            apps.map(\.json) == [
                ["apiVersion": "kappctrl.k14s.io/v1alpha1", "kind": "App", "metadata": ["name": "a"]]
            ]
        )
    }

    @Test("An answer without items is no list")
    func noItems() async {
        http.expect("GET \(server)/api/v1/secrets?limit=500", .json(["kind": "Secret"]))
        await #expect(throws: ClusterError.self) { try await client().list(.secret, namespace: nil) }
    }
}
