import NIOCore

/// Waits while a client hears nothing.
struct ConnectionPause: Sendable {
    /// When the client is gone.
    let closed: EventLoopFuture<Void>
    let stopSignal: StopSignal

    /// Returns after a time or, with `nil`, only when the client has gone or the server stops, which both end the wait
    /// in any case.
    func wait(_ duration: Duration?) async {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let handler = stopSignal.onStop { end.finish() }
        closed.whenComplete { _ in end.finish() }
        let timer = Task {
            guard let duration else { return }
            // Cancelled only once nobody waits any more.
            try? await Task.sleep(for: duration)
            end.finish()
        }
        for await _ in ends {}
        timer.cancel()
        stopSignal.remove(handler)
    }
}
