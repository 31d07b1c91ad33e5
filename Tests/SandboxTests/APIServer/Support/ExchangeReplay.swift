import CarvelCore
import Foundation
import OrderedCollections
import Testing
import YAMLDocument

@testable import Sandbox

/// Sends recorded requests to a server of this module, and compares its answers with the recorded ones.
///
/// What differs from run to run, such as uids and versions, is learned from one answer and put into later requests.
struct ExchangeReplay {
    let cluster: TestCluster
    private var learned: [String: String] = [:]
    private var tokens: [String: String] = ["bad-token": "no-such-token"]

    init(_ cluster: TestCluster) { self.cluster = cluster }

    /// Sends a request as it was recorded.
    mutating func answer(to exchange: RecordedExchange) async throws -> CurlAnswer {
        var headers = exchange.headers
        headers["User-Agent"] = "python-requests/2.32"
        let answer = try await cluster.send(
            exchange.method,
            translated(exchange.path),
            text: Self.bytes(translated(exchange.requestBody)),
            headers: headers,
            as: credentials(exchange.user)
        )
        learn(exchange, answer)
        return answer
    }

    /// Sends a request, and checks status, content type and body.
    mutating func check(_ exchange: RecordedExchange) async throws {
        let answer = try await answer(to: exchange)
        let comment = Comment(rawValue: exchange.name)
        #expect(answer.status == exchange.status, comment)
        #expect(answer.header("Content-Type") == exchange.responseHeaders["Content-Type"], comment)
        #expect(answer.header("Warning") == exchange.responseHeaders["Warning"], comment)
        if let recorded = exchange.body {
            #expect(comparable(answer.json) == comparable(recorded), comment)
        }
        if let recorded = exchange.stream {
            #expect(answer.lines.map(comparable) == recorded.map(comparable), comment)
        }
    }

    private func credentials(_ user: String) -> TestCluster.Credentials {
        switch user {
        case "admin": .admin
        case "none": .none
        default: .token(tokens[user] ?? "")
        }
    }

    private static func bytes(_ body: JSONValue?) -> [UInt8]? {
        switch body {
        case nil: nil
        // A text in the recording is a body that was sent as it stands.
        case .string(let text): Array(text.utf8)
        case .some(let value): JSONWriter.bytes(value)
        }
    }

    // MARK: What differs from run to run

    private mutating func learn(_ exchange: RecordedExchange, _ answer: CurlAnswer) {
        if let token = answer.json[path: "status", "token"]?.string { tokens["viewer"] = token }
        for key in ["resourceVersion", "uid", "continue"] {
            guard let recorded = exchange.body?[path: "metadata", key]?.string, !recorded.isEmpty else { continue }
            if learned[recorded] == nil { learned[recorded] = answer.json[path: "metadata", key]?.string }
        }
    }

    private func translated(_ path: String) -> String {
        let parts = path.split(separator: "?", maxSplits: 1)
        guard parts.count == 2 else { return path }
        let query = parts[1].split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1)
            guard halves.count == 2, ["resourceVersion", "continue"].contains(halves[0]) else { return String(pair) }
            return "\(halves[0])=\(learned[String(halves[1])] ?? String(halves[1]))"
        }
        return "\(parts[0])?\(query.joined(separator: "&"))"
    }

    private func translated(_ body: JSONValue?) -> JSONValue? {
        guard var body, var metadata = body["metadata"] else { return body }
        for key in ["resourceVersion", "uid"] {
            if let value = metadata[key]?.string { metadata[key] = .string(learned[value] ?? value) }
        }
        body["metadata"] = metadata
        return body
    }

    /// A value without what no two runs have in common; that it is there still counts.
    func comparable(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            var comparable = JSONValue.object([:])
            for (key, value) in members where key != "managedFields" {
                comparable[key] =
                    Self.volatile.contains(key) && value.string?.isEmpty == false ? "…" : self.comparable(value)
            }
            return comparable
        case .array(let values): return .array(values.map(comparable))
        case .string(let text):
            if text.wholeMatch(of: /[0-9]+s/) != nil { return "AGE" }
            if text.hasPrefix("JTI=") { return "JTI" }
            // Each JSON or YAML reader complains in its own words and counts lines in its own way.
            return .string(
                text.replacing(/too old resource version: [0-9]+ \([0-9]+\)/, with: "too old")
                    .replacing(/127\.0\.0\.1:[0-9]+/, with: "ADDRESS")
                    .replacing(/yaml: line [0-9]+/, with: "yaml: line N")
                    .replacing(/json parse error: .*/, with: "json parse error")
            )
        default: return value
        }
    }

    private static let volatile: Set<String> = [
        "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "continue", "token", "expirationTimestamp",
    ]
}
