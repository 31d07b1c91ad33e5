import Crypto
import Synchronization

/// The files of one commit, as source-controller keeps them for the other controllers.
struct Artifact: Sendable {
    var revision: String
    /// The contents of all files by their paths.
    var files: [String: [UInt8]]

    /// The SHA-256 of paths and contents, in hex digits.
    var digest: String {
        var hash = SHA256()
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            hash.update(data: Array("\(path)\0\(bytes.count)\0".utf8))
            hash.update(data: bytes)
        }
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }

    /// The bytes of all files together.
    var size: Int { files.values.reduce(0) { $0 + $1.count } }
}

/// The artifacts by the GitRepository that they are of. In a real cluster they are fetched over http.
final class ArtifactStore: Sendable {
    private let artifacts = Mutex<[ObjectKey: Artifact]>([:])

    subscript(key: ObjectKey) -> Artifact? {
        get { artifacts.withLock { $0[key] } }
        set { artifacts.withLock { $0[key] = newValue } }
    }
}
