import HTTPTypes
import HummingbirdCore
import NIOCore

/// Writes a body with the failure that a plan asks for.
struct FaultyBodyWriter: ResponseBodyWriter {
    /// How a body ends before its time.
    enum Interruption: Error {
        case reset
        case end
        /// With an ERROR event before.
        case expiry
        case silence
    }

    private static let tick = Duration.milliseconds(100)

    private(set) var base: any ResponseBodyWriter
    private let fault: FaultPlan.Action
    /// How many bytes or events, whichever the failure counts, have been written.
    private var count = 0

    init(_ base: any ResponseBodyWriter, fault: FaultPlan.Action) {
        self.base = base
        self.fault = fault
    }

    mutating func write(_ buffer: ByteBuffer) async throws {
        switch fault {
        case .cutBody(let most):
            let room = max(0, most - count)
            count += buffer.readableBytes
            var buffer = buffer
            if let piece = buffer.readSlice(length: min(room, buffer.readableBytes)), piece.readableBytes > 0 {
                try await base.write(piece)
            }
            if count >= most { throw Interruption.reset }
        case .slowBody(let bytesPerTick):
            var buffer = buffer
            while let piece = buffer.readSlice(length: min(max(1, bytesPerTick), buffer.readableBytes)),
                piece.readableBytes > 0
            {
                try await base.write(piece)
                try await Task.sleep(for: Self.tick)
            }
        default:
            try await base.write(buffer)
            count += 1
            try checkEvents()
        }
    }

    /// Ends a watch that has told of enough.
    ///
    /// - Throws: `Interruption`
    func checkEvents() throws {
        switch fault {
        case .cutWatch(let most) where count >= most: throw Interruption.reset
        case .endWatch(let most) where count >= most: throw Interruption.end
        case .expireWatch(let most) where count >= most: throw Interruption.expiry
        case .silenceWatch(let most) where count >= most: throw Interruption.silence
        default: break
        }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        // A body that was shorter than the cut is cut at its end.
        if case .cutBody = fault { throw Interruption.reset }
        try await base.finish(trailingHeaders)
    }
}
