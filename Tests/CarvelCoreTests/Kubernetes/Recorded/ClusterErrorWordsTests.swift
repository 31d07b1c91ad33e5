import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("What the user is told of a server's refusals")
struct ClusterErrorWordsTests {
    /// What a recorded request was to do, read off its method and path.
    private static func action(_ exchange: ContractExchange) -> ResourceAction {
        let target = RecordedTarget(exchange.request)
        let verbs = [
            "GET": target.name == nil ? "list" : "get", "PUT": "update", "POST": "create", "DELETE": "delete",
        ]
        return ResourceAction(
            verb: verbs[exchange.method] ?? "patch",
            group: target.type.group,
            version: target.type.version,
            resource: target.type.plural,
            subresource: target.subresource,
            namespace: target.namespace,
            name: target.name.map { String($0.prefix(60)) }
        )
    }

    @Test("Of all refusals that were recorded")
    func recorded() throws {
        var told: [String] = []
        for topic in ["auth", "apply"] {
            for exchange in try ContractExchange.all(in: topic) where exchange.status >= 400 {
                let action = Self.action(exchange)
                let error = ClusterError(
                    cluster: "prod",
                    request: "\(action.verb) \(action.subject)",
                    cause: .status(APIStatus(code: exchange.status, body: exchange.body)),
                    action: action
                )
                told.append("# \(topic): \(exchange.name)\n\(error)\n")
            }
        }
        #expect(told.count > 25)
        try Golden.expect(told.joined(separator: "\n"), is: "cluster-errors.txt")
    }

    @Test("Nothing of a type that is not served is asked for where the request was about no type")
    func noType() {
        let status = APIStatus(code: 404, body: Array("404 page not found\n".utf8))
        let error = ClusterError(cluster: "prod", request: "get version", cause: .status(status))
        #expect(error.description == "cluster \"prod\": get version: HTTP 404: 404 page not found")
    }

    @Test("How often it was tried")
    func attempts() {
        var error = ClusterError(
            cluster: "prod",
            request: "list secrets",
            cause: .status(APIStatus(code: 429, reason: .tooManyRequests, message: "slow down", causes: []))
        )
        error.attempts = 6
        #expect(
            error.description == "cluster \"prod\": list secrets: slow down (tried 6 times); the server has too much to"
                + " do: try again later"
        )
    }

    @Test("All that a Status holds is read")
    func status() throws {
        let status = APIStatus(
            [
                "kind": "Status", "code": 410, "reason": "Expired", "message": "too old",
                "metadata": ["continue": "go-on"],
                "details": [
                    "name": "x", "group": "apps", "kind": "deployments", "uid": "7", "retryAfterSeconds": 3,
                    "causes": [["reason": "FieldValueInvalid", "message": "no", "field": "spec.x"]],
                ],
            ],
            code: 500
        )
        #expect(status.code == 410)
        #expect(status.reason == .expired)
        #expect(status.subject == APIStatus.Subject(name: "x", group: "apps", kind: "deployments", uid: "7"))
        #expect(status.causes == [APIStatus.Cause(reason: "FieldValueInvalid", message: "no", field: "spec.x")])
        #expect(status.retryAfterSeconds == 3)
        #expect(status.continueToken == "go-on")
        let bare = APIStatus(["metadata": ["continue": ""], "details": [:]], code: 500)
        #expect(bare.subject == nil && bare.continueToken == nil && bare.code == 500)
    }
}
