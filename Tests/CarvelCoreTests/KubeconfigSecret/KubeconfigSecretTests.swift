import HTTPTransport
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The kubeconfig Secret")
struct KubeconfigSecretTests {
    private static let manifest = KubeconfigSecret.manifest(
        runCluster: "staging",
        namespace: "apps",
        kubeconfig: "apiVersion: v1\n"
    )
    private static let url = "https://build/api/v1/namespaces/apps/secrets/staging-kubeconfig"
    private static let apply = "PATCH \(url)?fieldManager=carvel-deliver"

    private let http = ScriptedHTTPClient()
    private var client: ClusterClient {
        ClusterClient(ClusterConnection(name: "build", server: "https://build", credentials: .token("t")), http: http)
    }

    @Test("Is what Flux looks for")
    func golden() {
        #expect(
            YAMLWriter.string(Self.manifest.json) == """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: staging-kubeconfig
                  namespace: apps
                  labels:
                    app.kubernetes.io/managed-by: carvel-deliver
                    reconcile.fluxcd.io/watch: Enabled
                type: Opaque
                data:
                  value.yaml: YXBpVmVyc2lvbjogdjEK

                """
        )
    }

    @Test("Takes another name, another key and other labels")
    func given() {
        let manifest = KubeconfigSecret.manifest(
            runCluster: "staging",
            namespace: "apps",
            name: "other",
            key: "value",
            kubeconfig: "ü",
            labels: ["team": "shop", "reconcile.fluxcd.io/watch": "Disabled"]
        )
        #expect(manifest.name == "other")
        #expect(manifest.json["data"] == ["value": "w7w="])
        #expect(manifest.label("team") == "shop")
        #expect(manifest.label("reconcile.fluxcd.io/watch") == "Disabled")
        #expect(manifest.label("app.kubernetes.io/managed-by") == "carvel-deliver")
    }

    @Test("Shows no value when masked, and can't be applied by mistake")
    func masked() {
        var manifest = Self.manifest
        manifest.json["stringData"] = ["plain": "topsecret"]
        let masked = KubeconfigSecret.masked(manifest)
        #expect(masked.json["data"] == ["value.yaml": "**REDACTED**"])
        #expect(masked.json["stringData"] == ["plain": "**REDACTED**"])
        #expect(masked.json["metadata"] == manifest.json["metadata"])
        #expect(Base64.decode(KubeconfigSecret.mask) == nil)
    }

    // MARK: Applying

    /// The Secret as a server has it.
    private static func stored(_ version: String, _ data: JSONValue) -> JSONValue {
        var json = manifest.json
        json["metadata"]?["resourceVersion"] = .string(version)
        json["data"] = data
        return json
    }
    private static let ours = manifest.json["data"] ?? [:]

    @Test("Is created where there is none")
    func created() async throws {
        http.expect("GET \(Self.url)", try ContractExchange.named("dry run left nothing", in: "apply").answer)
        http.expect(Self.apply, .json(Self.stored("280", Self.ours), status: 201))
        let outcome = try await KubeconfigSecret.apply(Self.manifest, to: client)
        #expect(outcome == .init(change: .created, removedKeys: []))
        #expect(try http.requests.last?.jsonBody == Self.manifest.json)
        http.expectNothingLeft()
    }

    @Test(
        "Is configured or unchanged as the server's version says",
        arguments: [("281", "configured"), ("280", "unchanged")]
    )
    func again(version: String, change: String) async throws {
        http.expect("GET \(Self.url)", .json(Self.stored("280", ["value.yaml": "b2xk"])))
        http.expect(Self.apply, .json(Self.stored(version, Self.ours)))
        let outcome = try await KubeconfigSecret.apply(Self.manifest, to: client)
        #expect(outcome.change.rawValue == change)
        #expect(outcome.removedKeys == [])
        http.expectNothingLeft()
    }

    @Test("Loses the keys that Flux would read instead of ours, which is a change")
    func stale() async throws {
        let data: JSONValue = ["value": "b2xk", "value.yaml": Self.ours["value.yaml"] ?? .null]
        http.expect("GET \(Self.url)", .json(Self.stored("280", data)))
        http.expect(Self.apply, .json(Self.stored("280", data)))
        http.expect(Self.apply, .json(Self.stored("281", Self.ours)))
        let outcome = try await KubeconfigSecret.apply(Self.manifest, to: client)
        #expect(outcome == .init(change: .configured, removedKeys: ["value"]))
        let patch = try #require(http.requests.last)
        #expect(patch.headers["Content-Type"] == "application/merge-patch+json")
        #expect(try patch.jsonBody == ["data": ["value": .null]])
        http.expectNothingLeft()
    }

    @Test("Leaves a Secret alone that is something else")
    func somethingElse() async throws {
        http.expect("GET \(Self.url)", .json(Self.stored("280", ["username": "Z2l0", "password": "c2VzYW1l"])))
        let error = await #expect(throws: KubeconfigSecretError.self) {
            try await KubeconfigSecret.apply(Self.manifest, to: client, force: true)
        }
        #expect(error == .otherKeys(secret: "staging-kubeconfig", keys: ["password", "username"]))
        http.expectNothingLeft()
    }

    @Test("Takes over another's fields only when forced")
    func force() async throws {
        http.expect("GET \(Self.url)", .json(Self.stored("280", Self.ours)))
        http.expect("\(Self.apply)&force=true", .json(Self.stored("281", Self.ours)))
        #expect(try await KubeconfigSecret.apply(Self.manifest, to: client, force: true).change == .configured)

        http.expect("GET \(Self.url)", .json(Self.stored("280", Self.ours)))
        http.expect(
            Self.apply,
            try ContractExchange.named("apply by another manager conflicts (409)", in: "apply").answer
        )
        let error = await #expect(throws: KubeconfigSecretError.self) {
            try await KubeconfigSecret.apply(Self.manifest, to: client)
        }
        guard case .notWritten(let cause) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause.status?.reason == .conflict)
        #expect(error?.description.hasPrefix("cluster \"build\": apply secrets \"staging-kubeconfig\": ") == true)
        http.expectNothingLeft()
    }

    @Test("Says what was done when the rest fails")
    func partly() async throws {
        let data: JSONValue = ["value": "b2xk", "value.yaml": Self.ours["value.yaml"] ?? .null]
        http.expect("GET \(Self.url)", .json(Self.stored("280", data)))
        http.expect(Self.apply, .json(Self.stored("281", data)))
        http.expect(Self.apply, try ContractExchange.named("forbidden get", in: "auth").answer)
        let error = await #expect(throws: KubeconfigSecretError.self) {
            try await KubeconfigSecret.apply(Self.manifest, to: client)
        }
        let message = try #require(error?.description)
        #expect(
            message.hasPrefix(
                "Secret \"staging-kubeconfig\" was written, but its old keys (value) could not be removed, and Flux may "
                    + "read them instead; run the command again: cluster \"build\": patch secrets"
            )
        )
        #expect(!message.contains("b2xk"))
        #expect(!message.contains("YXBpVmVyc2lvbjogdjEK"))
    }

    @Test("Is not written where it can't be read")
    func unreadable() async throws {
        http.expect("GET \(Self.url)", try ContractExchange.named("forbidden get", in: "auth").answer)
        await #expect(throws: KubeconfigSecretError.self) {
            try await KubeconfigSecret.apply(Self.manifest, to: client)
        }
        #expect(http.requests.count == 1)
    }
}
