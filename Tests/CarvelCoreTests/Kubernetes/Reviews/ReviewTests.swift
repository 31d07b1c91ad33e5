import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Questions about users and their rights")
struct ReviewTests {
    private let http = ScriptedHTTPClient()
    private let authorization = "https://prod/apis/authorization.k8s.io/v1"

    private var client: ClusterClient {
        ClusterClient(ClusterConnection(name: "prod", server: "https://prod"), http: http)
    }

    private func expect(_ name: String) throws -> ContractExchange {
        let exchange = try ContractExchange.named(name, in: "auth")
        let parts = exchange.request.split(separator: " ")
        http.expect("\(parts[0]) https://prod\(parts[1])", exchange.answer)
        return exchange
    }

    @Test("Who we are")
    func whoAmI() async throws {
        let exchange = try expect("self subject review")
        let user = try await client.whoAmI()
        #expect(user.name == "system:serviceaccount:apps:viewer")
        #expect(user.uid == "f31234fc-7165-45fc-9a32-58b22ef867ce")
        #expect(user.groups.count == 3)
        #expect(user.extra.keys.sorted() == ["authentication.kubernetes.io/credential-id"])
        #expect(try http.onlyRequest().jsonBody == exchange.requestBody)
    }

    @Test("Whether we may do something", arguments: [true, false])
    func mayI(isAllowed: Bool) async throws {
        let exchange = try expect("self subject access review: \(isAllowed ? "yes" : "no")")
        var action = ResourceAction("patch", .kustomization, namespace: "apps")
        action.version = nil
        let decision = try await client.mayI(action)
        #expect(decision.isAllowed == isAllowed)
        #expect(!decision.isDenied)
        #expect(try http.onlyRequest().jsonBody == exchange.requestBody)
    }

    @Test("Whether somebody may do something, with the server's reason")
    func may() async throws {
        http.expect(
            "POST \(authorization)/subjectaccessreviews",
            .json(["status": ["allowed": false, "denied": true, "reason": "no", "evaluationError": "half"]])
        )
        let user = ReviewedUser(name: "bob", uid: "7", groups: ["g"], extra: ["b": ["1"], "a": ["2"]])
        let action = ResourceAction(
            "get",
            .serviceAccount,
            namespace: "shop",
            name: "x",
            subresource: "token"
        )
        let decision = try await client.may(user, action)
        #expect(decision == AccessDecision(isAllowed: false, isDenied: true, reason: "no", evaluationError: "half"))
        #expect(
            try http.onlyRequest().jsonBody == [
                "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
                "spec": [
                    "user": "bob", "uid": "7", "groups": ["g"], "extra": ["a": ["2"], "b": ["1"]],
                    "resourceAttributes": [
                        "verb": "get", "group": "", "version": "v1", "resource": "serviceaccounts",
                        "subresource": "token", "namespace": "shop", "name": "x",
                    ],
                ],
            ]
        )
    }

    @Test("All that we may do")
    func rules() async throws {
        http.expect(
            "POST \(authorization)/selfsubjectrulesreviews",
            .json([
                "status": [
                    "resourceRules": [
                        ["verbs": ["get"], "apiGroups": [""], "resources": ["secrets"], "resourceNames": ["x"]],
                        ["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]],
                    ],
                    "nonResourceRules": [["verbs": ["get"], "nonResourceURLs": ["/healthz"]]], "incomplete": true,
                    "evaluationError": "webhooks can't list",
                ]
            ])
        )
        let rules = try await client.myRules(namespace: "shop")
        #expect(rules.resources.map(\.names) == [["x"], []])
        #expect(rules.resources.last?.verbs == ["*"])
        #expect(rules.paths.map(\.paths) == [["/healthz"]])
        #expect(rules.isIncomplete)
        #expect(rules.evaluationError == "webhooks can't list")
        #expect(try http.onlyRequest().jsonBody?["spec"] == ["namespace": "shop"])
    }

    @Test("An answer that says nothing is an error")
    func malformed() async throws {
        http.expectAlways("POST \(authorization)/selfsubjectaccessreviews", .json(["status": [:]]))
        http.expectAlways("POST https://prod/apis/authentication.k8s.io/v1/selfsubjectreviews", .json([:]))
        let action = ResourceAction("get", .secret, namespace: nil)
        await #expect(throws: ClusterError.self) { try await client.mayI(action) }
        await #expect(throws: ClusterError.self) { try await client.whoAmI() }
    }

    // MARK: Tokens

    @Test("A token of a service account, which nothing prints")
    func token() async throws {
        let exchange = try expect("token request")
        let issued = try await client.requestToken(
            forServiceAccount: "viewer",
            namespace: "apps",
            expirationSeconds: 3600
        )
        #expect(issued.token == "REDACTED.JWT.TOKEN")
        #expect(issued.expirationTimestamp == "2026-11-21T06:13:22Z")
        #expect(try http.onlyRequest().jsonBody == exchange.requestBody)
        var dumped = ""
        dump(issued, to: &dumped)
        dump([issued], to: &dumped)
        for shown in ["\(issued)", String(reflecting: issued), "\([issued])", dumped] {
            #expect(!shown.contains("REDACTED"))
            #expect(shown.contains("2026-11-21T06:13:22Z"))
        }
    }

    @Test("A token for others, that ends with an object")
    func boundToken() async throws {
        let url = "POST https://prod/api/v1/namespaces/shop/serviceaccounts/x/token"
        http.expect(url, .json(["status": ["token": "t", "expirationTimestamp": "later"]], status: 201))
        _ = try await client.requestToken(
            forServiceAccount: "x",
            namespace: "shop",
            audiences: ["vault"],
            boundTo: TokenBinding(type: .secret, name: "s", uid: "7")
        )
        #expect(
            try http.onlyRequest().jsonBody?["spec"] == [
                "audiences": ["vault"],
                "boundObjectRef": ["apiVersion": "v1", "kind": "Secret", "name": "s", "uid": "7"],
            ]
        )
        http.expect(url, .json(["status": [:]], status: 201))
        let error = await #expect(throws: ClusterError.self) {
            try await client.requestToken(forServiceAccount: "x", namespace: "shop")
        }
        #expect(error?.cause == .malformed("the server's answer has no token"))
    }
}
