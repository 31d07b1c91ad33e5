internal import CZlib

/// Unpacks what gzip packed as it comes (RFC 1952): one member, or several one after the other.
final class GzipUnpacker {
    private let stream: UnsafeMutablePointer<z_stream>
    private var isWithinMember = false
    /// Whether nothing more can be unpacked.
    private(set) var isDamaged = false

    /// Why something can't be unpacked.
    enum Failure: Error {
        case damaged
        /// It ended within a member.
        case cut
        case outOfMemory
    }

    init() throws(Failure) {
        guard let stream = czlib_inflate_begin() else { throw .outOfMemory }
        self.stream = stream
    }

    deinit {
        czlib_inflate_end(stream)
    }

    /// Unpacks as much as there is, or as there is room for: where less comes of it, there is nothing more in what was read.
    /// Where damage shows behind bytes that can be had, only the next call throws.
    ///
    /// - Parameter room: how many bytes may come of it.
    /// - Returns: how many of the packed bytes were read.
    func unpack(
        _ packed: Span<UInt8>,
        atMost room: Int,
        appendingTo bytes: inout [UInt8]
    ) throws(Failure) -> Int {
        guard !isDamaged else { throw .damaged }
        var read = 0
        try bytes.append(addingCapacity: room) { output throws(Failure) in
            try output.withUnsafeMutableBufferPointer { buffer, filled throws(Failure) in
                (read, filled) = try unpack(packed, into: buffer[..<room])
            }
        }
        return read
    }

    private func unpack(
        _ packed: Span<UInt8>,
        into room: Slice<UnsafeMutableBufferPointer<UInt8>>
    ) throws(Failure) -> (read: Int, filled: Int) {
        var (read, filled) = (0, 0)
        while filled < room.count {
            if !isWithinMember, read == packed.count { break }
            isWithinMember = true
            let progress = inflate(packed.extracting(read...), into: room.dropFirst(filled))
            read += progress.read
            filled += progress.written
            switch progress.result {
            case Z_OK:
                // There has to be more, to read or to read on.
                if read == packed.count { return (read, filled) }
            case Z_STREAM_END:
                isWithinMember = false
                czlib_inflate_next(stream)
            case Z_MEM_ERROR:
                throw .outOfMemory
            default:
                isDamaged = true
                guard filled > 0 else { throw .damaged }
                return (read, filled)
            }
        }
        return (read, filled)
    }

    private func inflate(
        _ packed: Span<UInt8>,
        into room: Slice<UnsafeMutableBufferPointer<UInt8>>
    ) -> czlib_progress {
        let room = UnsafeMutableBufferPointer(rebasing: room)
        return packed.withUnsafeBufferPointer { packed in
            czlib_inflate(stream, packed.baseAddress, packed.count, room.baseAddress, room.count)
        }
    }

    /// - Throws: where what was packed can't end yet.
    func end() throws(Failure) {
        if isDamaged { throw .damaged }
        if isWithinMember { throw .cut }
    }
}
