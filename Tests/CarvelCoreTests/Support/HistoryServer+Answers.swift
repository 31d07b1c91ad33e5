import HTTPTransport
import Synchronization
import YAMLDocument

@testable import CarvelCore

extension HistoryServer {
    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        let query = Self.query(request.url)
        let kind: Request =
            query["watch"] != nil ? .watch : query["continue"] != nil ? .laterPage : .firstPage
        // The pages of a list are of one moment.
        if kind != .laterPage { changeNext() }
        let fault = state.withLock { state -> Fault? in
            state.requests.append(request)
            guard state.faults[kind]?.isEmpty == false else { return nil }
            return state.faults[kind]?.removeFirst()
        }
        arrival.yield()
        switch fault {
        case .noAnswer(let reason): throw HTTPTransportError(reason: reason, message: "prod: \(reason)")
        case .silence:
            try? await TestClock().sleep(until: TestClock.Instant(offset: .seconds(1)), tolerance: nil)
            throw HTTPTransportError(reason: .cancelled, message: "prod: cancelled")
        case .status(let code): return ScriptedHTTPClient.Answer.status(code, Self.reason(code), "no").response
        default: return kind == .watch ? watch(query, fault) : page(query)
        }
    }

    static func reason(_ code: Int) -> String {
        [401: "Unauthorized", 403: "Forbidden", 410: "Expired"][code] ?? "InternalError"
    }

    static func query(_ url: String) -> [String: String] {
        let pairs = url.drop { $0 != "?" }.dropFirst().split(separator: "&").map { $0.split(separator: "=") }
        return Dictionary(pairs.map { (String($0[0]), String($0[1])) }, uniquingKeysWith: { first, _ in first })
    }

    /// Two objects at a time, as they are now: nothing changes between two pages.
    private func page(_ query: [String: String]) -> HTTPResponse {
        state.withLock { state in
            let parts = query["continue"]?.split(separator: ".").compactMap { Int($0) } ?? []
            let start = parts.first ?? 0
            let version = parts.last ?? state.version
            guard version >= state.oldest else {
                return ScriptedHTTPClient.Answer.status(410, "Expired", "the continue token is too old").response
            }
            let all = state.objects.values.sorted { $0.name < $1.name }
            let size = query["limit"] == nil ? all.count : 2
            var metadata: JSONValue = ["resourceVersion": .string("\(version)")]
            if start + size < all.count { metadata["continue"] = .string("\(start + size).\(version)") }
            let items = all.dropFirst(start).prefix(size).map { object in
                var item = object.json
                item["apiVersion"] = nil
                item["kind"] = nil
                return item
            }
            return ScriptedHTTPClient.Answer.json(["metadata": metadata, "items": .array(items)]).response
        }
    }

    private func watch(_ query: [String: String], _ fault: Fault?) -> HTTPResponse {
        let (chunks, continuation) = AsyncStream.makeStream(of: Result<[UInt8], HTTPTransportError>.self)
        state.withLock { state in
            let start = query["resourceVersion"].flatMap { Int($0) } ?? 0
            let index = state.watchers.count
            state.watchers.append(Watcher(fault: fault, chunks: continuation))
            if start < state.oldest {
                continuation.yield(.success(Self.errorLine(410)))
                continuation.finish()
                state.watchers.remove(at: index)
                return
            }
            Self.strikeIfDue(index, &state, next: nil)
            for event in state.events where event.version > start { Self.send(event.line, to: index, &state) }
        }
        let body = HTTPBody { () async throws(HTTPTransportError) -> [UInt8]? in
            var iterator = chunks.makeAsyncIterator()
            return try await iterator.next()?.get()
        }
        return HTTPResponse(status: 200, body: body)
    }

    static func tell(_ type: String, _ object: KubernetesObject, _ state: inout State) {
        let line = JSONWriter.bytes(["type": .string(type), "object": object.json]) + [0x0A]
        if type != "BOOKMARK" { state.events.append(Event(version: state.version, line: line)) }
        for index in state.watchers.indices { send(line, to: index, &state) }
    }

    /// Sends an event, whole or as far as the fault lets it.
    private static func send(_ line: [UInt8], to index: Int, _ state: inout State) {
        strikeIfDue(index, &state, next: line)
        state.watchers[index].chunks.yield(.success(line))
        state.watchers[index].sent += 1
        strikeIfDue(index, &state, next: nil)
    }

    static func strikeIfDue(_ index: Int, _ state: inout State, next: [UInt8]?) {
        let watcher = state.watchers[index]
        let lost = HTTPTransportError(reason: .connectionLost, message: "prod hung up")
        switch watcher.fault {
        case .cut(let events, let bytes) where watcher.sent >= events:
            if bytes != 0 {
                guard let next else { return }
                watcher.chunks.yield(.success(Array(next.prefix(bytes > 0 ? bytes : next.count + bytes))))
            }
            watcher.chunks.yield(.failure(lost))
        case .end(let events) where watcher.sent >= events: break
        case .error(let code, let events) where watcher.sent >= events:
            watcher.chunks.yield(.success(errorLine(code)))
        case .garbage(let events) where watcher.sent >= events:
            watcher.chunks.yield(.success(Array("<html>\n".utf8)))
        default: return
        }
        // What is sent later goes nowhere.
        watcher.chunks.finish()
    }

    private static func errorLine(_ code: Int) -> [UInt8] {
        let status: JSONValue = [
            "kind": "Status", "code": .int(Int64(code)), "reason": .string(reason(code)), "message": "no",
        ]
        return JSONWriter.bytes(["type": "ERROR", "object": status]) + [0x0A]
    }
}
