import OrderedCollections
import YAMLDocument

/// The values of an install, as the repository holds them: each key of each Secret a file, as kapp-controller takes them.
struct InstallValues: Sendable {
    /// What ytt reads, in its order.
    let files: [ValuesFile]
    private let sources: [String: Source]

    /// Where a file's text is written.
    private struct Source: Sendable {
        let place: FindingPlace
        /// The line before the first of the text, if lines of the text are lines of the file.
        let lineBefore: Int?

        init(_ secret: CheckedDocument, _ key: String) {
            let member = secret.json[path: "stringData", key] == nil ? "data" : "stringData"
            let path: [YAMLPathElement] = [.key(member), .key(key)]
            place = secret.place(path)
            lineBefore = secret.node.node(at: path).flatMap { node in
                member == "stringData" && node.style == .literal && !node.isAlias ? node.start.line : nil
            }
        }
    }

    /// - Returns: `nil` where some of them are encrypted, encoded beyond reading, or not in the repository.
    init?(_ install: CheckedInstall, in repository: CheckedRepository) {
        var files: [ValuesFile] = []
        var sources: [String: Source] = [:]
        for name in install.valuesSecrets {
            guard let secret = repository.secret(name, for: install), let texts = Self.texts(secret) else { return nil }
            for (key, text) in texts.sorted(by: { $0.key < $1.key }) {
                let id = "\(secret.file), \(name), \(key)"
                files.append(ValuesFile(name: id, text: text))
                sources[id] = Source(secret, key)
            }
        }
        self.files = files
        self.sources = sources
    }

    /// Where something in the values is written; `nil` for what is no part of them.
    func place(ofLine line: Int?, in file: String) -> FindingPlace? {
        guard let source = sources[file] else { return nil }
        guard let line, let before = source.lineBefore else { return source.place }
        return FindingPlace(source.place.file, line: before + line)
    }

    /// The text under each key of a Secret; `nil` where it is encrypted or no text.
    static func texts(_ secret: CheckedDocument) -> [String: String]? {
        guard secret.json["sops"] == nil else { return nil }
        var texts: [String: String] = [:]
        for (key, value) in secret.json["data"]?.object ?? [:] {
            guard let bytes = value.string.flatMap(Base64.decode),
                let text = String(validating: bytes, as: UTF8.self)
            else { return nil }
            texts[key] = text
        }
        // As on a server, text wins over what is encoded under the same key.
        for (key, value) in secret.json["stringData"]?.object ?? [:] {
            guard let text = value.string else { return nil }
            texts[key] = text
        }
        return texts
    }
}

extension CheckedRepository {
    /// The Secret of a name that Flux applies beside an install.
    func secret(_ name: String, for install: CheckedInstall) -> CheckedDocument? {
        provider(of: name, for: install).flatMap { $0.object.kind == ResourceType.secret.kind ? $0 : nil }
    }

    /// What makes a Secret of a name on the cluster of an install: the Secret itself, or an object of another kind that
    /// stands for one, such as a SealedSecret.
    func provider(of name: String, for install: CheckedInstall) -> CheckedDocument? {
        let objects = folder(of: install)?.objects(for: install.cluster.name) ?? []
        let named = objects.filter { $0.object.name == name && $0.object.kind.hasSuffix("Secret") }
        return named.first { $0.object.kind == ResourceType.secret.kind } ?? named.first
    }
}
