import OrderedCollections
import YAMLDocument

/// What a folder of the repository says that the values Secrets of an install hold, as far as it says so in plain text.
struct WantedValues: Sendable {
    private let folder: String
    private var secrets: [String: Wanted]

    private struct Wanted: Sendable {
        let path: String
        /// `nil` where the file holds it encrypted, or not as a Secret has it.
        let content: Content?
        /// The names of the keys, which sops leaves in plain text.
        let keys: Set<String>
        let isEncrypted: Bool
        /// Why it could not be decrypted.
        var problem: String?
    }

    private typealias Content = [String: [UInt8]]

    /// How a cluster's Secret compares with the repository's.
    enum Comparison: Sendable, Hashable {
        /// Keys and content are the same.
        case same
        /// Something is not as a file says.
        case other(path: String)
        /// The Secret holds what sops has encrypted, as it is in the file: nobody has decrypted it.
        case notDecrypted(path: String)
        /// The repository does not tell what it holds, for a reason.
        case untold(String)
    }

    /// All that Flux applies from a folder: each of its YAML files.
    ///
    /// - Throws: `DeliveryError` where a file is no YAML.
    init(folder: String, in tree: RepositoryTree) throws(DeliveryError) {
        self.folder = folder
        var secrets: [String: Wanted] = [:]
        for path in tree.files(below: folder) {
            // Most files hold none, and need not be parsed to know it.
            guard tree.files[path]?.contains(ResourceType.secret.kind) == true else { continue }
            for document in try tree.documents(path) where document["kind"]?.string == ResourceType.secret.kind {
                secrets[KubernetesObject(document).name] = Wanted(
                    path: path,
                    content: Self.content(document),
                    keys: Self.keys(document),
                    isEncrypted: document["sops"] != nil
                )
            }
        }
        self.secrets = secrets
    }

    /// Whether something of it is encrypted, and was not decrypted yet.
    var isEncrypted: Bool { secrets.values.contains { $0.isEncrypted && $0.content == nil } }

    private static func documents(_ text: String, _ path: String) throws(DeliveryError) -> [JSONValue] {
        do {
            return try YAMLReader.documents(text, file: path)
        } catch {
            throw DeliveryError(error.description)
        }
    }

    /// The same with what could be decrypted, which tells the content.
    func decrypted(by sops: Sops, in tree: RepositoryTree) async -> WantedValues {
        var result = self
        let paths = Set(secrets.values.filter { $0.isEncrypted && $0.content == nil }.map(\.path))
        for path in paths.sorted() {
            do throws(DeliveryError) {
                let text = try await sops.decrypt(tree.files[path] ?? "", path: path)
                for document in try Self.documents(text, path)
                where document["kind"]?.string == ResourceType.secret.kind {
                    result.secrets[KubernetesObject(document).name] = Wanted(
                        path: path,
                        content: Self.content(document),
                        keys: Self.keys(document),
                        isEncrypted: true
                    )
                }
            } catch {
                for (name, secret) in secrets where secret.path == path {
                    result.secrets[name]?.problem = error.message
                }
            }
        }
        return result
    }

    /// Compares keys and content, or, of what is encrypted, the keys.
    func comparison(with secret: KubernetesObject) -> Comparison {
        guard let wanted = secrets[secret.name] else {
            return .untold("Secret \"\(secret.name)\" is not among the files of \(folder)")
        }
        let actual = Self.content(secret.json)
        if wanted.isEncrypted, actual?.values.contains(where: { $0.starts(with: Self.encrypted) }) == true {
            return .notDecrypted(path: wanted.path)
        }
        if let content = wanted.content { return content == actual ? .same : .other(path: wanted.path) }
        guard wanted.keys == Self.keys(secret.json) else { return .other(path: wanted.path) }
        let problem = wanted.problem.map { " (\($0))" } ?? ""
        return .untold(
            "\(wanted.path) holds \(wanted.isEncrypted ? "them encrypted" : "them in a form of its own")\(problem)"
        )
    }

    /// What each value begins with that sops has encrypted.
    private static let encrypted = Array("ENC[".utf8)

    private static func keys(_ secret: JSONValue) -> Set<String> {
        Set(["data", "stringData"].flatMap { secret[$0]?.object.map { Array($0.keys) } ?? [] })
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
        var link = VerificationLink(
            cluster: cluster.name,
            kind: ResourceType.secret.kind,
            namespace: cluster.namespace,
            name: secret.name,
            verdict: .progressing
        )
        switch wanted.comparison(with: secret) {
        case .same, .untold: return nil
        case .other(let path): link.reason = "is not what \(path) says yet"
        case .notDecrypted(let path):
            link.verdict = .failed
            link.reason = "holds what \(path) holds encrypted: nobody has decrypted it"
            link.advice =
                engine == .flux
                ? "give the Kustomization a spec.decryption with the key for sops"
                : "give the App a template step sops with the key, before ytt"
        }
        return link
    }

    /// What could not be compared of values Secrets; `nil` where all was.
    func valuesNote(_ secrets: [KubernetesObject], _ wanted: WantedValues) -> String? {
        let reasons = secrets.compactMap { secret -> String? in
            if case .untold(let reason) = wanted.comparison(with: secret) { reason } else { nil }
        }
        guard !reasons.isEmpty else { return nil }
        return "the values on the cluster were not compared with the repository's: \(reasons.joined(separator: "; "))"
    }
}
