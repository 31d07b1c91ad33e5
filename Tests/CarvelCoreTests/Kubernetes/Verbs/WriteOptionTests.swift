import CarvelCore
import HTTPTransport
import Testing
import YAMLDocument

@Suite("Options of the verbs")
struct WriteOptionTests {
    private let http = ScriptedHTTPClient()
    private let url = "https://prod/apis/apps/v1/namespaces/shop/deployments"
    private let type = ResourceType(group: "apps", version: "v1", kind: "Deployment", plural: "deployments")

    private var client: ClusterClient {
        ClusterClient(ClusterConnection(name: "prod", server: "https://prod"), http: http)
    }

    private var object: KubernetesObject {
        var object = KubernetesObject(type, name: "x", namespace: "shop")
        object.json["metadata"]?["resourceVersion"] = "7"
        return object
    }

    @Test("Update puts the object, with the version that it must be at, and tells a conflict")
    func update() async throws {
        http.expect("PUT \(url)/x", .json(object.json))
        #expect(try await client.update(object, as: type) == object)
        let request = try http.onlyRequest()
        #expect(request.headers["Content-Type"] == "application/json")
        #expect(try request.jsonBody == object.json)

        let stale = try ContractExchange.named("put with a stale resourceVersion (409)", in: "apply")
        http.expect("PUT \(url)/x/status?fieldManager=me&dryRun=All&fieldValidation=Strict", stale.answer)
        let error = await #expect(throws: ClusterError.self) {
            try await client.update(
                object,
                as: type,
                subresource: "status",
                fieldManager: "me",
                dryRun: true,
                fieldValidation: .strict
            )
        }
        #expect(error?.status?.reason == .conflict)
        #expect(error?.request == "update deployments.apps/status \"x\"")
        #expect(error?.advice == nil)
    }

    @Test("Create and apply can be rehearsed, strict, and below an object")
    func strict() async throws {
        http.expect("POST \(url)?fieldManager=me&dryRun=All&fieldValidation=Ignore", .json(object.json))
        _ = try await client.create(object, as: type, fieldManager: "me", dryRun: true, fieldValidation: .ignore)
        http.expect("PATCH \(url)/x/scale?fieldManager=carvel-deliver&fieldValidation=Strict", .json(object.json))
        _ = try await client.apply(object, as: type, subresource: "scale", fieldValidation: .strict)
        http.expectNothingLeft()
    }

    @Test("What stands below an object is read by its own path")
    func subresource() async throws {
        http.expect("GET \(url)/x/scale", .json(["kind": "Scale", "spec": ["replicas": 2]]))
        let scale = try await client.get(type, namespace: "shop", name: "x", subresource: "scale")
        #expect(scale.spec?["replicas"]?.int == 2)
    }

    @Test("Lists are narrowed down by labels and fields")
    func selectors() async throws {
        http.expect(
            "GET \(url)?limit=500&labelSelector=a%20in%20%28b%2Cc%29&fieldSelector=metadata.name%3Dx",
            .json(["items": []])
        )
        let found = try await client.list(
            type,
            namespace: "shop",
            labelSelector: "a in (b,c)",
            fieldSelector: "metadata.name=x"
        )
        #expect(found.isEmpty)
    }

    @Test("A JSON patch carries its operations in order, with names escaped")
    func jsonPatch() async throws {
        http.expect("PATCH \(url)/x/status?fieldManager=carvel-deliver&dryRun=All", .json([:]))
        _ = try await client.jsonPatch(
            type,
            namespace: "shop",
            name: "x",
            subresource: "status",
            dryRun: true,
            [
                .test(["metadata", "resourceVersion"], "7"), .add(["metadata", "labels", "a/b~c"], "d"),
                .replace(["spec", "list", "0"], 1), .remove(["spec", "x"]),
                .copy(from: ["spec", "a"], to: ["spec", "b"]), .move(from: [], to: ["c"]),
            ]
        )
        let request = try http.onlyRequest()
        #expect(request.headers["Content-Type"] == "application/json-patch+json")
        #expect(
            try request.jsonBody == [
                ["op": "test", "path": "/metadata/resourceVersion", "value": "7"],
                ["op": "add", "path": "/metadata/labels/a~1b~0c", "value": "d"],
                ["op": "replace", "path": "/spec/list/0", "value": 1], ["op": "remove", "path": "/spec/x"],
                ["op": "copy", "from": "/spec/a", "path": "/spec/b"], ["op": "move", "from": "", "path": "/c"],
            ]
        )
    }

    @Test("A strategic merge patch says what it is, and fails on a custom resource")
    func strategic() async throws {
        http.expect("PATCH \(url)/x?fieldManager=carvel-deliver", .json([:]))
        _ = try await client.strategicMergePatch(type, namespace: "shop", name: "x", ["spec": ["replicas": 3]])
        #expect(try http.onlyRequest().headers["Content-Type"] == "application/strategic-merge-patch+json")
        let refused = try ContractExchange.named("strategic merge patch on a custom resource (415)", in: "apply")
        http.expect("PATCH \(url)/x?fieldManager=carvel-deliver", refused.answer)
        let error = await #expect(throws: ClusterError.self) {
            try await client.strategicMergePatch(type, namespace: "shop", name: "x", [:])
        }
        #expect(error?.status?.code == 415)
    }

    // MARK: Deleting

    @Test("Delete says whether there was something to delete")
    func delete() async throws {
        http.expect("DELETE \(url)/x", .json(["kind": "Status", "status": "Success"]))
        http.expect("DELETE \(url)/x", try ContractExchange.named("delete absent", in: "apply").answer)
        #expect(try await client.delete(type, namespace: "shop", name: "x"))
        #expect(try await !client.delete(type, namespace: "shop", name: "x"))
        #expect(
            try http.requests.first?.jsonBody == [
                "kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background",
            ]
        )
    }

    @Test("Delete carries its conditions, and what is to become of what the object owns")
    func deleteOptions() async throws {
        http.expect("DELETE \(url)/x", .json(["kind": "Status", "status": "Success"]))
        let options = DeleteOptions(
            propagation: .orphan,
            uid: "u",
            resourceVersion: "7",
            gracePeriodSeconds: 0,
            dryRun: true
        )
        try await client.delete(type, namespace: "shop", name: "x", options)
        #expect(
            try http.onlyRequest().jsonBody == [
                "kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Orphan", "gracePeriodSeconds": 0,
                "preconditions": ["uid": "u", "resourceVersion": "7"], "dryRun": ["All"],
            ]
        )
        #expect(DeleteOptions(propagation: .foreground) != DeleteOptions())
    }
}
