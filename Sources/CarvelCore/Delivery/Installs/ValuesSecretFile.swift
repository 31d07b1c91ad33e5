import OrderedCollections
import YAMLDocument

/// A file of the repository that holds the values Secret of an install, as far as it can be edited.
struct ValuesSecretFile {
    let path: String
    let tree: RepositoryTree
    /// The Secret's name, where the file may hold others too.
    var secretName: String?

    /// Whether there is such a file, and in it the Secret that it may hold among others.
    var isPresent: Bool {
        guard tree.files[path] != nil else { return false }
        return secretName == nil || (try? secret()) != nil
    }

    /// The Secret; `nil` where the file holds none.
    func secret() throws(DeliveryError) -> KubernetesObject? {
        try tree.documents(path).map { KubernetesObject($0) }.first { object in
            object.kind == ResourceType.secret.kind && (secretName == nil || object.name == secretName)
        }
    }

    /// The key that the values are under. kapp-controller takes all keys of the Secret, so a second one beside it would
    /// win over ours, or ours over it.
    ///
    /// - Throws: `DeliveryError` where the values can't be edited: they are encoded, encrypted or under several keys.
    func key() throws(DeliveryError) -> String {
        guard let secret = try secret(), secret.json["sops"] == nil, secret.json["data"] == nil else {
            throw DeliveryError(
                at: path,
                "holds its values encoded or encrypted, or is no Secret",
                hint: "edit the values there"
            )
        }
        let keys = secret.json["stringData"]?.object.map { Array($0.keys) } ?? []
        guard keys.count < 2 else {
            throw DeliveryError(
                at: path,
                "holds its values under several keys (\(keys.joined(separator: ", ")))",
                hint: "edit the values there"
            )
        }
        return keys.first ?? InstallManifests.valuesKey
    }

    /// The values, as a values file; `nil` where there are none.
    ///
    /// - Throws: as `key()` does.
    func values() throws(DeliveryError) -> ValuesFile? {
        guard isPresent else { return nil }
        let key = try key()
        return try secret()?.json[path: "stringData", key]?.string.map {
            // Lines are counted within the values, so the name says that they are meant.
            ValuesFile(name: "\(path), \(key)", text: $0)
        }
    }
}
