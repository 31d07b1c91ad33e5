import CarvelCore
import Foundation
import OrderedCollections
import Testing
import YAMLDocument

/// A request that was once sent to a real server, and its answer.
struct RecordedExchange: Sendable {
    var name: String
    var user: String
    var method: String
    /// With the query.
    var path: String
    var headers: [String: String]
    var requestBody: JSONValue?
    var status: Int
    var responseHeaders: [String: String]
    /// `nil` for a watch.
    var body: JSONValue?
    /// The events of a watch.
    var stream: [JSONValue]?

    init(_ json: JSONValue) throws {
        func texts(_ value: JSONValue?) -> [String: String] {
            var texts: [String: String] = [:]
            for (key, value) in value?.object ?? [:] { texts[key] = value.string }
            return texts
        }
        name = try #require(json["name"]?.string)
        user = try #require(json["user"]?.string)
        method = try #require(json[path: "request", "method"]?.string)
        path = try #require(json[path: "request", "path"]?.string)
        headers = texts(json[path: "request", "headers"])
        let sent = json[path: "request", "body"]
        // A `nil` of its own here, as the literal would be a JSON null.
        requestBody = sent?.isNull == false ? sent : Optional.none
        status = try #require(json[path: "response", "status"]?.int)
        responseHeaders = texts(json[path: "response", "headers"])
        stream = json[path: "response", "stream"]?.array
        body = stream == nil ? json[path: "response", "body"] : nil
    }

    /// Where the recordings are.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Fixtures/contract")

    /// The exchanges of one recording, in order.
    static func all(in recording: String) throws -> [RecordedExchange] {
        try #require(try content(of: recording)["exchanges"]?.array).map { try RecordedExchange($0) }
    }

    /// Whether a file holds exchanges; others hold what programs made of their input.
    static func hasExchanges(_ recording: String) throws -> Bool {
        try content(of: recording)["exchanges"] != nil
    }

    private static func content(of recording: String) throws -> JSONValue {
        try JSONReader.value(Array(try Data(contentsOf: folder.appending(path: "\(recording).json"))))
    }
}
