import CarvelCore
import OrderedCollections
import Testing
import YAMLDocument

/// One exchange with a real server, as it was recorded.
struct ContractExchange: Sendable {
    let name: String
    /// Method and path, such as `GET /api/v1/namespaces`.
    let request: String
    let requestBody: JSONValue?
    let requestHeaders: [String: String]
    let status: Int
    /// The body as the server sent it: the recording holds JSON bodies as values, and others as texts.
    let body: [UInt8]
    /// The events of a watch.
    let events: [JSONValue]

    /// What the recording holds under that name.
    static func named(_ name: String, in topic: String) throws -> ContractExchange {
        let file = try JSONReader.value(try Fixture.bytes("contract/\(topic).json"))
        let exchanges = try #require(file["exchanges"]?.array)
        let exchange = try #require(exchanges.first { $0["name"]?.string == name }, "\(topic): \(name)")
        return try ContractExchange(exchange)
    }

    /// Such as `GET`.
    var method: String { String(request.prefix { $0 != " " }) }

    /// All that the recording holds.
    static func all(in topic: String) throws -> [ContractExchange] {
        let file = try JSONReader.value(try Fixture.bytes("contract/\(topic).json"))
        return try #require(file["exchanges"]?.array).map { try ContractExchange($0) }
    }

    private init(_ exchange: JSONValue) throws {
        name = try #require(exchange["name"]?.string)
        let method = try #require(exchange[path: "request", "method"]?.string)
        let path = try #require(exchange[path: "request", "path"]?.string)
        request = "\(method) \(path)"
        requestBody = exchange[path: "request", "body"]
        let headers = exchange[path: "request", "headers"]?.object ?? [:]
        requestHeaders = Dictionary(uniqueKeysWithValues: headers.map { ($0.key, $0.value.string ?? "") })
        status = try #require(exchange[path: "response", "status"]?.int)
        let recorded = exchange[path: "response", "body"] ?? .null
        body = recorded.string.map { Array($0.utf8) } ?? JSONWriter.bytes(recorded)
        events = exchange[path: "response", "stream"]?.array ?? []
    }

    /// The answer that was recorded.
    var answer: ScriptedHTTPClient.Answer {
        guard events.isEmpty else {
            return ScriptedHTTPClient.Answer(status: status, chunks: events.map { JSONWriter.bytes($0) + [0x0A] })
        }
        return ScriptedHTTPClient.Answer(status: status, chunks: [body])
    }
}
