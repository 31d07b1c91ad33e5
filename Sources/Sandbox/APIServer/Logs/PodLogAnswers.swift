import CarvelCore
import FoundationEssentials
import HummingbirdCore
import NIOCore

/// Answers requests for the logs of Pods.
struct PodLogAnswers: Sendable {
    let store: ObjectStore
    let logs: PodLogs
    let stopSignal: StopSignal

    /// - Throws: 404 for a Pod that there is not, 400 for parameters that can't be read.
    func answer(
        _ request: APIRequest,
        _ definition: ResourceDefinition,
        _ place: RequestTarget.Resource
    ) throws(StatusError) -> APIResponse {
        _ = try store.stored(definition, namespace: place.namespace, name: place.name)
        let wish = try Wish(request.query)
        let pod = ObjectKey(namespace: place.namespace, name: place.name)
        guard wish.follows else {
            let bytes = wish.wanted(of: logs.lines(of: pod)).flatMap(wish.bytes)
            return APIResponse(status: 200, contentType: "text/plain", body: .bytes(bytes))
        }
        return APIResponse(
            status: 200,
            contentType: "text/plain",
            body: .stream { [logs, stopSignal] writer, closed in
                let (lines, coming) = logs.follow(pod)
                let (signals, continuation) = AsyncStream.makeStream(of: PodLogs.Line.self)
                let handler = stopSignal.onStop { continuation.finish() }
                defer { stopSignal.remove(handler) }
                closed.whenComplete { _ in continuation.finish() }
                let pump = Task {
                    for await line in coming { continuation.yield(line) }
                    continuation.finish()
                }
                defer { pump.cancel() }
                for line in wish.wanted(of: lines) { try await writer.write(ByteBuffer(bytes: wish.bytes(line))) }
                for await line in signals { try await writer.write(ByteBuffer(bytes: wish.bytes(line))) }
            }
        )
    }

    /// What a client asks of a log.
    private struct Wish: Sendable {
        var follows: Bool
        var hasTimestamps: Bool
        var tail: Int?
        /// In seconds since 1970 UTC.
        var since: Double?

        init(_ query: RequestQuery) throws(StatusError) {
            follows = query.isTrue("follow")
            hasTimestamps = query.isTrue("timestamps")
            if let text = query["tailLines"] {
                guard let number = Int(text), number >= 0 else {
                    throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
                }
                tail = number
            }
            if let text = query["sinceTime"] {
                guard let date = ObjectTime.date(text) else {
                    throw .badRequest("parsing time \"\(text)\" as \"2006-01-02T15:04:05Z07:00\"")
                }
                // The API has such times in whole seconds.
                since = date.timeIntervalSince1970.rounded(.down)
            }
        }

        func wanted(of lines: [PodLogs.Line]) -> [PodLogs.Line] {
            let recent = lines.filter { line in since.map { line.seconds >= $0 } ?? true }
            return tail.map { Array(recent.suffix($0)) } ?? recent
        }

        func bytes(_ line: PodLogs.Line) -> [UInt8] {
            Array(((hasTimestamps ? line.stamp + " " : "") + line.text + "\n").utf8)
        }
    }
}
