/// What has arrived of an answer's body, and was not read yet. What gzip packed is unpacked when it is read, a piece at a
/// time, so that little of it is in memory.
struct ReceivedBody {
    /// How many bytes may lie here before the server is held back.
    private static let limit = 64 * 1024
    /// How many bytes are unpacked at once.
    private static let piece = 64 * 1024

    /// Whether gzip packed it, which the head tells before anything arrives.
    var isPacked = false
    private var unpacker: GzipUnpacker?
    /// The bytes as they arrived.
    private var arrived: [UInt8] = []
    /// How many of them the unpacker has read.
    private var start = 0
    /// Whether the unpacker may have more of what it has read, be it an error.
    private var isMore = false
    /// What all that comes is to be appended to; `nil` where it is read in pieces.
    private var beginning: [UInt8]?

    /// Whether there is nothing to read, and no error to tell.
    var isEmpty: Bool { start == arrived.count && !isMore }
    var isFull: Bool { arrived.count - start >= Self.limit }

    mutating func append(_ bytes: RawSpan) {
        // Not each time, for what is left moves.
        if start > arrived.count / 2 {
            arrived.removeSubrange(..<start)
            start = 0
        }
        // Where there is much to read, there is room of one size for it, which leaves no holes in the heap.
        let isMuch = arrived.count >= Self.limit / 8
        if isMuch, beginning == nil, arrived.capacity < arrived.count + bytes.byteCount {
            arrived.reserveCapacity(Self.limit + bytes.byteCount)
        }
        bytes.withUnsafeBytes { arrived += $0 }
    }

    /// The next bytes; none where more has to arrive.
    mutating func next() throws(GzipUnpacker.Failure) -> [UInt8] {
        guard isPacked else { return takeArrived() }
        var bytes: [UInt8] = []
        if !isEmpty { try unpack(atMost: Self.piece, appendingTo: &bytes) }
        return bytes
    }

    /// Keeps all that comes, for `all`.
    ///
    /// - Parameter buffer: what it is appended to; it is taken.
    mutating func collect(after buffer: inout [UInt8]) {
        var taken: [UInt8] = []
        swap(&taken, &buffer)
        if !isPacked {
            // Moved, for with two owners each piece would be appended to a copy.
            taken += arrived
            swap(&arrived, &taken)
            taken = []
        }
        beginning = taken
    }

    /// All that came, once nothing more will.
    mutating func all() throws(GzipUnpacker.Failure) -> [UInt8] {
        guard isPacked else { return takeArrived() }
        var bytes = beginning.take() ?? []
        // One more, for zlib to come to the end with room left.
        bytes.reserveCapacity(bytes.count + unpackedSize + 1)
        while !isEmpty {
            try unpack(atMost: max(Self.piece, bytes.capacity - bytes.count), appendingTo: &bytes)
        }
        try end()
        drop()
        return bytes
    }

    /// - Throws: where what was packed can't end yet.
    func end() throws(GzipUnpacker.Failure) {
        try unpacker?.end()
    }

    mutating func drop() {
        _ = takeArrived()
        (unpacker, isMore, beginning) = (nil, false, nil)
    }

    private mutating func takeArrived() -> [UInt8] {
        var bytes: [UInt8] = []
        swap(&bytes, &arrived)
        start = 0
        return bytes
    }

    // MARK: What is packed

    private mutating func unpack(
        atMost room: Int,
        appendingTo bytes: inout [UInt8]
    ) throws(GzipUnpacker.Failure) {
        let unpacker = if let unpacker { unpacker } else { try GzipUnpacker() }
        self.unpacker = unpacker
        let before = bytes.count
        start += try unpacker.unpack(arrived.span.extracting(start...), atMost: room, appendingTo: &bytes)
        isMore = bytes.count - before == room || unpacker.isDamaged
        if isEmpty { _ = takeArrived() }
    }

    /// For how many bytes there should be room, as far as those tell that arrived: gzip puts it at their end, where it may
    /// be wrong.
    private var unpackedSize: Int {
        let told = arrived.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        return min(told, arrived.count * Self.usualMost)
    }
    /// How many bytes come of one, at the most, where objects resemble each other.
    private static let usualMost = 64
}
