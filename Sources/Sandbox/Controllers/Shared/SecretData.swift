import CarvelCore
import OrderedCollections
import YAMLDocument

/// The decoded entries of a Secret.
struct SecretData: Sendable {
    /// The entries by key.
    let entries: [String: [UInt8]]

    /// - Throws: `ClusterError` where the server sent what is no base64.
    init(_ secret: KubernetesObject) throws(ClusterError) {
        var entries: [String: [UInt8]] = [:]
        for (key, value) in secret.json["data"]?.object ?? [:] {
            guard let bytes = value.string.flatMap(Base64.decode) else {
                throw ClusterError(
                    cluster: "",
                    request: "get secrets \"\(secret.name)\"",
                    cause: .malformed("\(key) is no base64")
                )
            }
            entries[key] = bytes
        }
        self.entries = entries
    }

    /// An entry as text; `nil` where there is none.
    subscript(key: String) -> String? {
        entries[key].map { String(decoding: $0, as: UTF8.self) }
    }
}
