import CarvelCore
import HTTPTransport
import Testing
import YAMLDocument

@testable import CarvelCLI

@Suite("The request log shows no secret")
struct PlantedSecretTests {
    private static let secret = "planted-5e1f-secret"
    private static let encoded = Base64.encode(secret.utf8)
    private static let kubeconfig = """
        apiVersion: v1
        kind: Config
        users: [{name: a, user: {token: \(secret)}}]
        """
    private static let applied = #"{"kind":"Secret","data":{"a":"\#(encoded)"},"stringData":{"b":"\#(secret)"}}"#
    private static let object: JSONValue = [
        "apiVersion": "v1", "kind": "Secret", "data": ["visible-key": .string(encoded)],
        "stringData": ["b": .string(secret), "gone": .null],
        "metadata": [
            "name": "visible-name",
            "annotations": ["kubectl.kubernetes.io/last-applied-configuration": .string(applied)],
        ],
    ]

    /// Requests and answers that carry the secret, by what they are.
    private static let places: [(name: String, path: String, body: JSONValue)] = [
        ("a Secret", "/api/v1/namespaces/shop/secrets/x", object),
        ("a list", "/api/v1/secrets", ["kind": "List", "items": [object]]),
        (
            "a list of its own type", "/other",
            ["kind": "SecretList", "items": [["data": ["a": .string(encoded)], "stringData": ["b": .string(secret)]]]]
        ),
        (
            "a table", "/api/v1/secrets",
            ["kind": "Table", "rows": [["cells": ["visible-name"], "object": object]]]
        ),
        (
            "the metadata of a Secret", "/other",
            ["kind": "PartialObjectMetadata", "metadata": object["metadata"] ?? .null]
        ),
        ("a watch event", "/api/v1/secrets?watch=1", ["type": "ADDED", "object": object]),
        ("a merge patch", "/api/v1/namespaces/shop/secrets/x", ["data": ["a": .string(encoded)]]),
        (
            "a JSON patch", "/api/v1/namespaces/shop/secrets/x",
            [["op": "add", "path": "/data/a", "value": .string(encoded)]]
        ),
        (
            "a JSON patch of all data", "/api/v1/namespaces/shop/secrets/x",
            [["op": "add", "path": "/data", "value": ["a": .string(encoded)]]]
        ),
        (
            "a token request", "/api/v1/namespaces/shop/serviceaccounts/x/token",
            ["kind": "TokenRequest", "status": ["token": .string(secret)]]
        ),
        (
            "a token review", "/apis/authentication.k8s.io/v1/tokenreviews",
            ["kind": "TokenReview", "spec": ["token": .string(secret)]]
        ),
        (
            "a bootstrap token", "/api/v1/namespaces/kube-system/secrets",
            [
                "kind": "Secret", "type": "bootstrap.kubernetes.io/token",
                "stringData": ["token-id": "abcdef", "token-secret": .string(secret)],
            ]
        ),
        (
            "a kubeconfig", "/api/v1/namespaces/shop/configmaps/x",
            ["kind": "ConfigMap", "data": ["config": .string(kubeconfig)]]
        ),
        (
            "a kubeconfig in base64", "/other",
            ["kind": "Other", "spec": ["config": .string(Base64.encode(kubeconfig.utf8))]]
        ),
        (
            "binary data", "/api/v1/namespaces/shop/configmaps/x",
            ["kind": "ConfigMap", "binaryData": ["config": .string(encoded)]]
        ),
        (
            "a kubeconfig as an object", "/other",
            ["users": [["name": "a", "user": ["password": .string(secret), "client-key-data": .string(encoded)]]]]
        ),
        ("a URL", "/other", ["spec": ["url": .string("https://me:\(secret)@git.example.com/x.git")]]),
        (
            "an annotation of another tool", "/api/v1/namespaces/shop/secrets/x",
            ["metadata": ["annotations": ["kapp.k14s.io/original": .string(applied)]]]
        ),
        (
            "an environment", "/other",
            ["spec": ["env": [["name": "GIT_PASSWORD", "value": .string(secret)]]]]
        ),
    ]

    private func log(_ level: Int, _ request: HTTPRequest, _ client: StubClient) async throws -> String {
        let written = Written()
        let log = RequestLog(client: client, level: level) { written.add($0) }
        _ = try await log.send(request).body.collect()
        return written.text
    }

    private func expectNothing(in text: String, _ place: String) {
        // Within other data, the base64 form of a secret is one of three.
        for offset in 0..<3 {
            let form = Base64.encode(Self.secret.utf8.dropFirst(offset)).dropLast(4)
            #expect(!text.contains(form), "\(place), in base64: \(text)")
        }
        #expect(!text.contains(Self.secret), "\(place): \(text)")
    }

    @Test("Not in bodies, sent or received", arguments: 0...10)
    func bodies(level: Int) async throws {
        for place in Self.places {
            let bytes = JSONWriter.bytes(place.body)
            let text = String(decoding: bytes, as: UTF8.self)
            let request = HTTPRequest(method: "PUT", url: "https://prod" + place.path, body: .bytes(bytes))
            let shown = try await log(level, request, StubClient(chunks: [text + "\n"]))
            expectNothing(in: shown, place.name)
            if level >= 8 {
                #expect(shown.components(of: "<masked>") >= 2, "\(place.name): \(shown)")
                #expect(shown.contains("visible-name") == text.contains("visible-name"))
                #expect(shown.contains("visible-key") == text.contains("visible-key"))
            }
        }
    }

    @Test("Not in headers, nor in addresses", arguments: 0...10)
    func headers(level: Int) async throws {
        let names = ["Authorization", "Proxy-Authorization", "Cookie", "X-Auth-Token", "Sec-WebSocket-Protocol"]
        let fields = names.map { HTTPHeaders.Field(name: $0, value: "Bearer \(Self.secret)") }
        var client = StubClient(chunks: [""])
        client.headers = HTTPHeaders([
            HTTPHeaders.Field(name: "Set-Cookie", value: "id=\(Self.secret)"),
            HTTPHeaders.Field(name: "Location", value: "https://me:\(Self.secret)@prod/x"),
        ])
        let request = HTTPRequest(
            url: "https://me:\(Self.secret)@prod/api?token=\(Self.secret)&watch=0",
            headers: HTTPHeaders(fields + [HTTPHeaders.Field(name: "Impersonate-User", value: "visible-user")])
        )
        let shown = try await log(level, request, client)
        expectNothing(in: shown, "the head")
        #expect(shown.contains("visible-user") == (level >= 7))
    }

    @Test("Of a body that is no JSON only the length is shown", arguments: 0...10)
    func noJSON(level: Int) async throws {
        let request = HTTPRequest(method: "PUT", url: "https://prod/x", body: .bytes(Array("a: \(Self.secret)".utf8)))
        let shown = try await log(level, request, StubClient(chunks: ["k8s\u{0}\(Self.secret)"]))
        expectNothing(in: shown, "a body")
        #expect(shown.contains("<22 bytes that are no JSON>") == (level >= 8))
    }

    @Test("Not where a server quotes the Secret that it can't take", arguments: [400, 422, 500])
    func quoted(code: Int) async throws {
        let message = JSONValue.string("error decoding: ...|\(Self.secret)|...")
        let status: JSONValue = [
            "kind": "Status", "message": message, "reason": "BadRequest", "code": .int(Int64(code)),
            "details": ["causes": [["field": "visible-field", "message": message]]],
        ]
        let answer = StubClient(status: code, chunks: [String(decoding: JSONWriter.bytes(status), as: UTF8.self)])
        let body = JSONWriter.bytes(Self.object)
        let request = HTTPRequest(method: "POST", url: "https://prod/api/v1/secrets", body: .bytes(body))
        let shown = try await log(9, request, answer)
        expectNothing(in: shown, "the answer")
        #expect(shown.contains("visible-field"))
    }
}

extension String {
    /// How often a text is in this one.
    fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
