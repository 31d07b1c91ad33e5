import HTTPTransport
import Testing
import YAMLDocument

@testable import CarvelCore

/// Every exchange with a real server, replayed to the client.
@Suite("The client makes of each recorded answer what it says")
struct RecordedAnswerTests {
    /// Answers that the client never asks for, and why it is right that it does not.
    private static let neverAskedFor: [String: String] = [
        "get /readyz": "a text; what is asked of a server tells whether it is ready",
        "get /livez": "as /readyz",
        "get /openapi/v3": "the published schemas of CRDs are not needed: the server validates",
    ]

    /// Documents of which one alone says nothing: `ServedResourcesTests` puts them together.
    private static let discovery: Set = [
        "get /api", "get /apis", "get /api/v1", "get /apis/source.toolkit.fluxcd.io/v1",
        "get /apis/kustomize.toolkit.fluxcd.io/v1", "get /apis/source.toolkit.fluxcd.io/v1beta2",
        "get /apis/nope.example.com/v1", "aggregated core", "aggregated groups",
    ]

    /// Requests that no method of the client makes; what it would be answered is compared all the same.
    private static let madeByNobody: Set = [
        "apply without a field manager", "body that is not JSON", "apply body that is not YAML", "method not allowed",
        "unsupported media type", "not acceptable",
    ]

    @Test(
        "objects, lists, events, tokens, reviews and refusals",
        arguments: ["auth", "apply", "list-watch", "carvel", "discovery-flux-0.41"]
    )
    func answers(topic: String) async throws {
        for exchange in try ContractExchange.all(in: topic) where !exchange.name.hasPrefix("get /") {
            let http = OneAnswerHTTPClient(exchange.answer)
            let operation = RecordedOperation(
                exchange: exchange,
                target: RecordedTarget(exchange.request),
                client: client(http)
            )
            defer {
                if !Self.madeByNobody.contains(exchange.name) { Self.expectAsRecorded(http.requests, exchange) }
            }
            let result: RecordedOperation.Result
            do throws(ClusterError) {
                result = try await operation.run()
            } catch {
                try Self.expect(error, exchange)
                continue
            }
            try Self.expect(result, exchange)
        }
    }

    @Test("versions of groups", arguments: ["discovery", "discovery-flux-0.41"])
    func groups(topic: String) async throws {
        for exchange in try ContractExchange.all(in: topic) where exchange.name.hasPrefix("get /apis/") {
            let parts = exchange.name.split(separator: "/")
            let http = OneAnswerHTTPClient(exchange.answer)
            guard parts.count == 3 else { continue }
            let versions = try await client(http).servedVersions(ofGroup: String(parts[2]))
            let recorded = exchange.status == 404 ? nil : try JSONReader.value(exchange.body)
            let expected = recorded?["versions"]?.array?.compactMap { $0["version"]?.string } ?? []
            #expect(Set(versions) == Set(expected), "\(exchange.name)")
            #expect(versions.first == recorded?[path: "preferredVersion", "version"]?.string, "\(exchange.name)")
        }
    }

    @Test("and none is left out but those that are never asked for")
    func all() throws {
        var known = 0
        for topic in ["auth", "apply", "list-watch", "carvel", "discovery", "discovery-flux-0.41"] {
            for exchange in try ContractExchange.all(in: topic) {
                let isOfGroup = exchange.name.hasPrefix("get /apis/") && exchange.name.split(separator: "/").count == 3
                let isElsewhere =
                    Self.neverAskedFor[exchange.name] != nil || Self.discovery.contains(exchange.name)
                    || exchange.name == "get /version"
                #expect(topic != "discovery" || isOfGroup || isElsewhere, "\(exchange.name)")
                known += 1
            }
        }
        #expect(known == 169)
    }

    private func client(_ http: OneAnswerHTTPClient) -> ClusterClient {
        let connection = ClusterConnection(name: "prod", server: "https://prod", credentials: .token("sesame"))
        return ClusterClient(connection, host: .inMemory(http: http, clock: SkippingClock()))
    }

    // MARK: Successes

    private static func expect(_ result: RecordedOperation.Result, _ exchange: ContractExchange) throws {
        let name = Comment(rawValue: exchange.name)
        #expect(exchange.status < 300 || exchange.name.contains("delete absent") || exchange.status == 404, name)
        let body = exchange.events.isEmpty ? try JSONReader.value(exchange.body) : .null
        switch result {
        case .object(let object): #expect(object.json == body, name)
        case .list(let objects, let resourceVersion):
            let items = try #require(body["items"]?.array, name)
            #expect(objects.count == items.count, name)
            for (object, item) in zip(objects, items) {
                // The client adds what the items of built-in lists leave out.
                var json = object.json
                for member in ["kind", "apiVersion"] where item[member] == nil {
                    #expect(json[member]?.string?.isEmpty == false || member == "kind", name)
                    json[member] = nil
                }
                #expect(json == item, name)
            }
            let hasMore = body[path: "metadata", "continue"]?.string?.isEmpty == false
            #expect(resourceVersion == (hasMore ? nil : body[path: "metadata", "resourceVersion"]?.string), name)
        case .events(let events):
            let recorded = exchange.events.filter { $0["type"] != "ERROR" }
            #expect(events.map(\.object.json) == recorded.map { $0["object"] ?? .null }, name)
            #expect(events.map(\.word) == recorded.map { $0["type"]?.string }, name)
            #expect(recorded.count == exchange.events.count, "an ERROR event is an error: \(exchange.name)")
        case .token(let token):
            #expect(token.token == body[path: "status", "token"]?.string, name)
            #expect(token.expirationTimestamp == body[path: "status", "expirationTimestamp"]?.string, name)
        case .user(let user):
            #expect(user.name == body[path: "status", "userInfo", "username"]?.string, name)
            #expect(user.groups == body[path: "status", "userInfo", "groups"]?.array?.compactMap(\.string), name)
        case .decision(let decision):
            #expect(decision.isAllowed == body[path: "status", "allowed"]?.bool, name)
            #expect(decision.reason == body[path: "status", "reason"]?.string ?? "", name)
        case .deleted(let wasThere): #expect(wasThere == (exchange.status < 300), name)
        }
    }

    // MARK: Refusals

    private static func expect(_ error: ClusterError, _ exchange: ContractExchange) throws {
        let name = Comment(rawValue: "\(exchange.name): \(error)")
        #expect(!"\(error)".contains("sesame"), name)
        if exchange.name.hasSuffix("as a table") {
            // Tables are for kubectl's eyes; taken for a list, they must not pass for an empty one.
            guard case .malformed(let reason) = error.cause else {
                Issue.record(name)
                return
            }
            #expect(reason.contains("no items"), name)
            return
        }
        let status = try #require(error.status, name)
        let errorEvent = exchange.events.last { $0["type"] == "ERROR" }?["object"]
        let recorded = errorEvent ?? (try? JSONReader.value(exchange.body)) ?? .null
        guard recorded["kind"] == "Status" else {
            #expect(status.code == exchange.status, name)
            #expect(status.reason == .noStatus, name)
            let line = String(decoding: exchange.body, as: UTF8.self).split(separator: "\n").first.map(String.init)
            #expect(status.message == line, name)
            return
        }
        #expect(exchange.status >= 400 || errorEvent != nil, name)
        #expect(status.code == recorded["code"]?.int, name)
        #expect(status.reason.rawValue == recorded["reason"]?.string ?? "", name)
        #expect(status.message == recorded["message"]?.string, name)
        let causes = recorded[path: "details", "causes"]?.array ?? []
        #expect(status.causes.map(\.field) == causes.map { $0["field"]?.string ?? "" }, name)
        #expect(status.causes.map(\.message) == causes.map { $0["message"]?.string ?? "" }, name)
        #expect("\(error)".hasPrefix("cluster \"prod\": "), name)
    }

    // MARK: Requests

    /// How the client cuts long lists, and how long it watches, is its own choice.
    private static let ownChoice: Set = [
        "limit", "continue", "timeoutSeconds", "watch", "resourceVersion", "sendInitialEvents", "resourceVersionMatch",
    ]

    private static func expectAsRecorded(_ requests: [HTTPRequest], _ exchange: ContractExchange) {
        let name = Comment(rawValue: exchange.name)
        guard let request = requests.first else {
            Issue.record("nothing was asked: \(exchange.name)")
            return
        }
        let recorded = RecordedTarget(exchange.request)
        let made = RecordedTarget("\(request.method) \(request.url.replacing("https://prod", with: ""))")
        #expect(request.method == exchange.method, name)
        #expect(made.type == recorded.type && made.subresource == recorded.subresource, name)
        #expect(made.namespace == recorded.namespace && made.name == recorded.name, name)
        for (parameter, value) in recorded.query where !ownChoice.contains(parameter) {
            #expect(made.query[parameter] == value, name)
        }
        if let contentType = exchange.requestHeaders["Content-Type"] {
            #expect(request.headers["Content-Type"] == contentType, name)
        }
    }
}

extension WatchEvent {
    /// As the wire has it.
    fileprivate var word: String {
        switch self {
        case .added: "ADDED"
        case .modified: "MODIFIED"
        case .deleted: "DELETED"
        case .bookmark: "BOOKMARK"
        }
    }
}
