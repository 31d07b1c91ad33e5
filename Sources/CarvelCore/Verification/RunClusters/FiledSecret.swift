import OrderedCollections
import YAMLDocument

/// A Secret as a file of the repository has it.
struct FiledSecret: Sendable {
    typealias Content = [String: [UInt8]]

    let name: String
    /// The bytes under each key; `nil` where the file holds them encrypted, or not as a Secret has them.
    let content: Content?
    /// The same as a server writes it; `nil` too where it was encrypted.
    private let encoded: [String: String]?
    /// The names of the keys, which sops leaves in plain text.
    let keys: Set<String>
    let isEncrypted: Bool

    private init(name: String, content: Content?, keys: Set<String>, isEncrypted: Bool) {
        self.name = name
        self.content = content
        encoded = isEncrypted ? nil : content?.mapValues(Base64.encode)
        self.keys = keys
        self.isEncrypted = isEncrypted
    }

    /// The Secrets of a file, those in lists too.
    ///
    /// - Parameters:
    ///   - path: the file's, for messages.
    ///   - isEncrypted: whether the text was decrypted from the file.
    /// - Throws: `DeliveryError` where it is no YAML.
    static func all(
        in text: String,
        path: String,
        isEncrypted: Bool = false
    ) throws(DeliveryError) -> [FiledSecret] {
        let documents: [JSONValue]
        do {
            documents = try YAMLReader.documents(text, file: path)
        } catch {
            throw DeliveryError(error.description)
        }
        return documents.flatMap { document in
            let objects = document["kind"]?.string == "List" ? document["items"]?.array ?? [] : [document]
            return objects.filter { $0["kind"]?.string == ResourceType.secret.kind }.map { object in
                let isSealed = object["sops"] != nil || document["sops"] != nil
                return FiledSecret(
                    name: KubernetesObject(object).name,
                    content: isSealed ? nil : content(object),
                    keys: keys(object),
                    isEncrypted: isEncrypted || isSealed
                )
            }
        }
    }

    /// Whether a Secret surely holds the same: it is written as servers write it, and nothing has to be decoded.
    func isWhat(_ secret: some JSONReading) -> Bool {
        guard let encoded, secret["stringData"] == nil, let data = secret["data"] else { return false }
        return data.memberCount == encoded.count
            && encoded.allSatisfy { key, value in data[key]?.isString(value) == true }
    }

    /// The names of a Secret's keys.
    static func keys(_ secret: some JSONReading) -> Set<String> {
        Set(["data", "stringData"].flatMap { secret[$0]?.memberNames ?? [] })
    }

    /// The bytes under each key of a Secret; `nil` where they can't be told.
    static func content(_ secret: some JSONReading) -> Content? {
        guard secret["sops"] == nil else { return nil }
        var content: Content = [:]
        let data = secret["data"]
        for key in data?.memberNames ?? [] {
            guard let bytes = data?[key]?.string.flatMap(Base64.decode) else { return nil }
            content[key] = bytes
        }
        // As on a server, text wins over what is encoded under the same key.
        let strings = secret["stringData"]
        for key in strings?.memberNames ?? [] {
            guard let text = strings?[key]?.string else { return nil }
            content[key] = Array(text.utf8)
        }
        return content
    }
}

/// The Secrets that the files of a repository hold. Files with the same text, of which a delivery to many clusters has
/// very many, are read once.
struct FiledSecrets: Sendable {
    private var secrets = TextMemo<[FiledSecret]>()

    /// Reads the files below a folder.
    ///
    /// - Throws: `DeliveryError` where one of them is no YAML.
    mutating func read(_ folder: String, in tree: RepositoryTree) throws(DeliveryError) {
        for position in tree.files.positions(below: folder) {
            _ = try secrets.value(at: position, in: tree.files) { text throws(DeliveryError) in
                // Most files hold none, and need not be parsed to know it.
                guard text.containsBytes(of: ResourceType.secret.kind) else { return [] }
                return try FiledSecret.all(in: text, path: tree.files.path(at: position))
            }
        }
    }

    /// The Secrets of a file that was read, by its position among the tree's.
    func secrets(at position: Int, of tree: RepositoryTree) -> [FiledSecret] {
        secrets.known(at: position, in: tree.files) ?? []
    }
}
