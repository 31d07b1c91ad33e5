import HummingbirdCore
import NIOCore
import YAMLDocument

/// One open watch: sends what the store tells of until its time is up, the client goes or the server stops.
struct WatchSession: Sendable {
    private enum Signal: Sendable {
        case event(WatchEvent)
        case bookmarkIsDue
        case timeIsUp
    }

    var request: WatchRequest
    var encoder: WatchEventEncoder
    /// What was there when the watch began, for clients that asked for it.
    var initialObjects: [JSONValue]
    /// The version from which the events follow on.
    var resourceVersion: UInt64
    var events: AsyncStream<WatchEvent>
    /// Has the store put a bookmark among the events, so that it comes in order with them.
    var requestBookmark: @Sendable () -> Void
    var stopSignal: StopSignal

    /// How often an idle client hears how far it is.
    private static let bookmarkInterval = Duration.seconds(60)
    /// How long before the end a client gets a bookmark from which to go on.
    private static let lastBookmarkMargin = Duration.seconds(2)

    /// Writes the whole stream.
    ///
    /// - Parameter closed: Ends the watch when the client is gone.
    /// - Throws: What the connection says when it breaks.
    func write(to writer: inout any ResponseBodyWriter, until closed: EventLoopFuture<Void>) async throws {
        var encoder = encoder
        let (signals, continuation) = AsyncStream.makeStream(of: Signal.self)
        let stopHandler = stopSignal.onStop { continuation.finish() }
        defer { stopSignal.remove(stopHandler) }
        closed.whenComplete { _ in continuation.finish() }
        try await writeBeginning(&encoder, to: &writer)
        let pump = Task { [events] in
            for await event in events { continuation.yield(.event(event)) }
            continuation.finish()
        }
        let clock = Task { await runClock(continuation) }
        defer {
            pump.cancel()
            clock.cancel()
        }
        var isBookmarkDue = false
        var isTimeUp = false
        for await signal in signals {
            switch signal {
            case .event(let event) where event.kind == .bookmark:
                // The store's bookmarks go to all watches; this one passes on those that it asked for.
                guard isBookmarkDue else { continue }
                isBookmarkDue = false
                try await writer.write(ByteBuffer(bytes: encoder.bookmark(event.resourceVersion)))
                if isTimeUp { return }
            case .event(let event):
                if let line = encoder.line(event) { try await writer.write(ByteBuffer(bytes: line)) }
            case .timeIsUp where !request.wantsBookmarks: return
            case .bookmarkIsDue where !request.wantsBookmarks: continue
            case .bookmarkIsDue, .timeIsUp:
                isBookmarkDue = true
                if case .timeIsUp = signal { isTimeUp = true }
                requestBookmark()
            }
        }
    }

    /// The objects that were there when the watch began, and what marks their end.
    private func writeBeginning(
        _ encoder: inout WatchEventEncoder,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        for object in initialObjects {
            let event = WatchEvent(kind: .added, object: object, previous: nil, resourceVersion: resourceVersion)
            if let line = encoder.line(event) { try await writer.write(ByteBuffer(bytes: line)) }
        }
        if request.wantsInitialEvents, request.wantsBookmarks {
            let line = encoder.bookmark(resourceVersion, endsInitialEvents: true)
            try await writer.write(ByteBuffer(bytes: line))
        }
    }

    /// Says when bookmarks are due, and ends the watch when its time is up.
    private func runClock(_ continuation: AsyncStream<Signal>.Continuation) async {
        let end = ContinuousClock.now + .seconds(request.timeoutSeconds)
        let last = end - Self.lastBookmarkMargin
        var next = ContinuousClock.now + Self.bookmarkInterval
        do {
            while next < last {
                try await Task.sleep(until: next)
                continuation.yield(.bookmarkIsDue)
                next += Self.bookmarkInterval
            }
            try await Task.sleep(until: last)
            continuation.yield(.bookmarkIsDue)
            try await Task.sleep(until: end)
            continuation.yield(.timeIsUp)
        } catch {
            // Cancelled: the watch is over already.
        }
    }
}
