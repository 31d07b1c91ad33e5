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
        return hash.finalize().hexadecimal
    }

    /// The bytes of all files together.
    var size: Int { files.values.reduce(0) { $0 + $1.count } }
}

/// The artifacts of each GitRepository. In a real cluster they are fetched over http.
///
/// Source: Flux, source-controller's `--artifact-retention-records`: who has just read of an artifact in the status can
/// still fetch it when a newer one takes its place.
final class ArtifactStore: Sendable {
    /// How many artifacts are kept of a GitRepository.
    private static let records = 2

    /// The newest first.
    private let artifacts = Mutex<[ObjectKey: [Artifact]]>([:])

    /// The newest artifact; with `nil` all of them go.
    subscript(key: ObjectKey) -> Artifact? {
        get { artifacts.withLock { $0[key]?.first } }
        set {
            artifacts.withLock { artifacts in
                guard let newValue else {
                    artifacts[key] = nil
                    return
                }
                let others = (artifacts[key] ?? []).filter { $0.revision != newValue.revision }
                artifacts[key] = [newValue] + others.prefix(Self.records - 1)
            }
        }
    }

    /// The artifact of a revision, as long as it is kept.
    subscript(key: ObjectKey, revision: String) -> Artifact? {
        artifacts.withLock { $0[key]?.first { $0.revision == revision } }
    }
}
