import CarvelCore
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
    /// The exchanges that were compared, in whole or, where `RecordingExceptions` says why, in part.
    private(set) var compared: [String] = []

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

    /// Sends a request, and checks status, headers and body.
    mutating func check(_ exchange: RecordedExchange) async throws {
        let answer = try await checkHead(exchange)
        let own = exchange.stream == nil ? answer.json : .array(answer.lines)
        let recorded = exchange.stream.map(JSONValue.array) ?? exchange.body ?? .null
        let differences = AnswerDifference.lines(RunIndependent.value(own), RunIndependent.value(recorded))
        #expect(differences.isEmpty, "\(exchange.name): \(differences.joined(separator: "\n"))")
    }

    /// Sends a request, and checks status and headers.
    ///
    /// - Returns: The answer, whose body is the caller's to compare.
    mutating func checkHead(_ exchange: RecordedExchange) async throws -> CurlAnswer {
        let answer = try await answer(to: exchange)
        compared.append(exchange.name)
        #expect(answer.status == exchange.status, "\(exchange.name)")
        for header in ["Content-Type", "Warning", "Retry-After", "Content-Encoding", "Location"] {
            #expect(answer.header(header) == exchange.responseHeaders[header], "\(exchange.name): \(header)")
        }
        return answer
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
            guard halves.count == 2 else { return String(pair) }
            switch halves[0] {
            case "resourceVersion", "continue":
                return "\(halves[0])=\(learned[String(halves[1])] ?? String(halves[1]))"
            // All that a watch tells of has happened when it is replayed, so that it need not last.
            case "timeoutSeconds": return "timeoutSeconds=\(min(Int(halves[1]) ?? 0, 3))"
            default: return String(pair)
            }
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
}
