/// Reads one value of DER (ITU-T X.690) after another, as far as certificates need it. Lengths must be definite and
/// as short as they can be; anything else, and anything that goes beyond the end, is no DER.
struct DERReader {
    private let bytes: [UInt8]
    private var position: Int
    private let end: Int

    /// What is not DER, or not what was expected.
    struct Failure: Error, Sendable, Hashable {}

    /// The tags that certificates are read by.
    enum Tag {
        static let integer: UInt8 = 0x02
        static let utcTime: UInt8 = 0x17
        static let generalizedTime: UInt8 = 0x18
        static let sequence: UInt8 = 0x30
        /// `[0]`, constructed: the version of a certificate.
        static let version: UInt8 = 0xA0
    }

    init(_ bytes: [UInt8]) {
        self.init(bytes, 0, bytes.count)
    }

    private init(_ bytes: [UInt8], _ start: Int, _ end: Int) {
        self.bytes = bytes
        position = start
        self.end = end
    }

    var isAtEnd: Bool { position == end }
    /// The tag of the next value; `nil` at the end.
    var nextTag: UInt8? { position < end ? bytes[position] : nil }

    /// The next value, whose tag must be this one; its contents can be read in turn.
    mutating func value(_ tag: UInt8) throws(Failure) -> DERReader {
        guard nextTag == tag else { throw Failure() }
        return try next().contents
    }

    /// Passes over the next value, which must have this tag.
    mutating func skip(_ tag: UInt8) throws(Failure) {
        _ = try value(tag)
    }

    /// The bytes that are left.
    var rest: ArraySlice<UInt8> { bytes[position..<end] }

    private mutating func next() throws(Failure) -> (tag: UInt8, contents: DERReader) {
        let tag = try byte()
        // Tags of several bytes are in no field that is read here.
        guard tag & 0x1F != 0x1F else { throw Failure() }
        let length = try length()
        guard length <= end - position else { throw Failure() }
        let contents = DERReader(bytes, position, position + length)
        position += length
        return (tag, contents)
    }

    private mutating func length() throws(Failure) -> Int {
        let first = try byte()
        guard first & 0x80 != 0 else { return Int(first) }
        let count = Int(first & 0x7F)
        // 0 stands for an indefinite length. No certificate has more than four bytes' worth.
        guard (1...4).contains(count) else { throw Failure() }
        var length = 0
        for index in 0..<count {
            let next = try byte()
            if index == 0, next == 0 { throw Failure() }
            length = length << 8 | Int(next)
        }
        guard length > 0x7F else { throw Failure() }
        return length
    }

    private mutating func byte() throws(Failure) -> UInt8 {
        guard position < end else { throw Failure() }
        defer { position += 1 }
        return bytes[position]
    }
}
