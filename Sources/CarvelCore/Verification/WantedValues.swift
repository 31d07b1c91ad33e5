import OrderedCollections
import YAMLDocument

/// What a file of the repository says that values Secrets hold, as far as it says so in plain text.
struct WantedValues: Sendable {
    /// The file's path from the repository's root.
    let path: String
    private let contents: [String: Content]

    private typealias Content = [String: [UInt8]]

    /// - Throws: `DeliveryError` where the file is no YAML.
    init(_ file: ValuesSecretFile) throws(DeliveryError) {
        path = file.path
        var contents: [String: Content] = [:]
        for document in try file.tree.documents(file.path) where document["kind"]?.string == ResourceType.secret.kind {
            contents[KubernetesObject(document).name] = Self.content(document)
        }
        self.contents = contents
    }

    /// Whether a cluster's Secret has the keys and the content that the file gives it; `nil` where the file does not
    /// hold that Secret, or only encrypted.
    func areHeld(by secret: KubernetesObject) -> Bool? {
        contents[secret.name].map { $0 == Self.content(secret.json) }
    }

    /// The bytes under each key; `nil` where they can't be told.
    private static func content(_ secret: JSONValue) -> Content? {
        guard secret["sops"] == nil else { return nil }
        var content: Content = [:]
        for (key, value) in secret["data"]?.object ?? [:] {
            guard let bytes = value.string.flatMap(Base64.decode) else { return nil }
            content[key] = bytes
        }
        // As on a server, text wins over what is encoded under the same key.
        for (key, value) in secret["stringData"]?.object ?? [:] {
            guard let text = value.string else { return nil }
            content[key] = Array(text.utf8)
        }
        return content
    }
}

extension PackageJudge {
    /// The link of a values Secret that is on the cluster with other content than the repository has; `nil` for any
    /// other. It never tells the values.
    func valuesSecret(_ secret: KubernetesObject, _ wanted: WantedValues) -> VerificationLink? {
        guard wanted.areHeld(by: secret) == false else { return nil }
        return VerificationLink(
            cluster: cluster.name,
            kind: ResourceType.secret.kind,
            namespace: cluster.namespace,
            name: secret.name,
            verdict: .progressing,
            reason: "is not what \(wanted.path) says yet"
        )
    }
}
