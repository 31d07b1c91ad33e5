/// What a folder of the repository says that the values Secrets of an install hold, as far as it says so in plain text.
struct WantedValues: Sendable {
    /// The folder's path from the repository's root.
    let folder: String
    /// Most folders have one or two; of those with the same name, the last.
    private var secrets: [Wanted] = []

    private struct Wanted: Sendable {
        let path: String
        let secret: FiledSecret
        /// Why it could not be decrypted.
        var problem: String?

        /// Whether it is encrypted, and was not decrypted.
        var isSealed: Bool { secret.isEncrypted && secret.content == nil }
    }

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
    init(folder: String, in tree: RepositoryTree, reading files: inout FiledSecrets) throws(DeliveryError) {
        try files.read(folder, in: tree)
        self.init(folder: folder, in: tree, files)
    }

    /// The same of a folder whose files were read before.
    init(folder: String, in tree: RepositoryTree, _ files: FiledSecrets) {
        self.folder = folder
        for position in tree.files.positions(below: folder) {
            for secret in files.secrets(at: position, of: tree) {
                set(Wanted(path: tree.files.path(at: position), secret: secret))
            }
        }
    }

    private mutating func set(_ wanted: Wanted) {
        if let index = secrets.firstIndex(where: { $0.secret.name == wanted.secret.name }) {
            secrets[index] = wanted
        } else {
            secrets.append(wanted)
        }
    }

    /// Whether something of it is encrypted, and was not decrypted yet.
    var isEncrypted: Bool { secrets.contains(where: \.isSealed) }

    /// The same with what could be decrypted, which tells the content.
    func decrypted(by sops: Sops, in tree: RepositoryTree) async -> WantedValues {
        var result = self
        for path in Set(secrets.filter(\.isSealed).map(\.path)).sorted() {
            do throws(DeliveryError) {
                let text = try await sops.decrypt(tree.files[path] ?? "", path: path)
                for secret in try FiledSecret.all(in: text, path: path, isEncrypted: true) {
                    result.set(Wanted(path: path, secret: secret))
                }
            } catch {
                for index in secrets.indices where secrets[index].path == path {
                    result.secrets[index].problem = error.message
                }
            }
        }
        return result
    }

    /// Compares keys and content, or, of what is encrypted, the keys.
    func comparison(with secret: some ObjectReading) -> Comparison {
        let name = secret.name
        guard let wanted = secrets.first(where: { $0.secret.name == name }) else {
            return .untold("Secret \"\(name)\" is not among the files of \(folder)")
        }
        let (path, text) = (wanted.path, wanted.secret)
        if text.isWhat(secret.json) { return .same }
        let actual = FiledSecret.content(secret.json)
        if text.isEncrypted, actual?.values.contains(where: { $0.starts(with: Self.encrypted) }) == true {
            return .notDecrypted(path: path)
        }
        if let content = text.content { return content == actual ? .same : .other(path: path) }
        guard text.keys == FiledSecret.keys(secret.json) else { return .other(path: path) }
        let problem = wanted.problem.map { " (\($0))" } ?? ""
        return .untold("\(path) holds \(text.isEncrypted ? "them encrypted" : "them in a form of its own")\(problem)")
    }

    /// What each value begins with that sops has encrypted.
    private static let encrypted = Array("ENC[".utf8)
}

extension PackageJudge {
    /// The link of a values Secret that is on the cluster with other content than the repository has; `nil` for any
    /// other. It never tells the values.
    ///
    /// - Parameter folder: where the repository says what it holds.
    func valuesSecret(_ secret: SeenSecret, of folder: String) -> VerificationLink? {
        var link = VerificationLink(
            cluster: cluster.name,
            kind: ResourceType.secret.kind,
            namespace: cluster.namespace,
            name: secret.name,
            verdict: .progressing
        )
        switch secret.comparison(with: folder) {
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
    ///
    /// - Parameter folder: where the repository says what they hold.
    func valuesNote(_ secrets: [SeenSecret], of folder: String) -> String? {
        let reasons = secrets.compactMap { secret -> String? in
            if case .untold(let reason) = secret.comparison(with: folder) { reason } else { nil }
        }
        guard !reasons.isEmpty else { return nil }
        return "the values on the cluster were not compared with the repository's: \(reasons.joined(separator: "; "))"
    }
}
