internal import CZlib

/// Compresses a body piece by piece, as RFC 1952 has it, at the level at which kube-apiserver does.
struct GzipStream: Sendable {
    /// kube-apiserver compresses bodies of this many bytes or more.
    static let threshold = 128 * 1024
    private static let level: Int32 = 1

    /// Deflated, without a time, by a fast method, on a system that is nobody's business.
    static let head: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]

    private var checksum: UInt32 = 0
    private var count: UInt32 = 0

    /// - Throws: `Failure` when there is no memory left.
    mutating func compress(_ piece: [UInt8]) throws(Failure) -> [UInt8] {
        checksum = czlib_checksum(checksum, piece, piece.count)
        count &+= UInt32(truncatingIfNeeded: piece.count)
        var output = [UInt8](repeating: 0, count: czlib_bound(piece.count))
        let written = czlib_deflate(piece, piece.count, Self.level, &output, output.count)
        guard written > 0 else { throw Failure() }
        output.removeSubrange(written...)
        return output
    }

    /// What ends the body: an empty last block, and how to check it all.
    var end: [UInt8] {
        [0x03, 0x00]
            + [checksum, count].flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
    }

    /// zlib could not compress.
    struct Failure: Error, CustomStringConvertible {
        var description: String { "zlib has no memory to compress with" }
    }

    /// Whether a client takes gzip. Read as kube-apiserver reads it: only the bare word counts.
    static func isAccepted(_ acceptEncoding: String?) -> Bool {
        (acceptEncoding ?? "").split(separator: ",").contains { $0.drop { $0 == " " }.prefix { $0 != " " } == "gzip" }
    }
}
