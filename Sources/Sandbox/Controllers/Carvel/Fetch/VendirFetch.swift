import CarvelCore
import OrderedCollections
import YAMLDocument

/// Gets files as vendir does: the first stage of Apps and of PackageRepositories.
struct VendirFetch {
    /// What came of it.
    struct Result {
        /// The texts by their paths. Those of several sources lie in folders named by number.
        var files: [String: String]
        /// What vendir prints when it is done.
        var lock: String
    }

    /// The files of one source, and the lines by which vendir's lock names it.
    struct Contents {
        var files: [String: String]
        var lock: [String]
    }

    let client: ClusterClient
    /// The bundles of the sandbox's registry: the files by path, by the image's reference.
    let bundles: [String: [String: String]]
    /// Where the Secrets are that sources name.
    let namespace: String
    /// The members of `fetch`.
    let sources: [JSONValue]

    /// - Throws: `StageFailure`, or `ClusterError` where the cluster does not answer.
    func run() async throws -> Result {
        guard !sources.isEmpty else { throw StageFailure.preparing("Expected at least one fetch option") }
        var files: [String: String] = [:]
        var lock = "apiVersion: vendir.k14s.io/v1alpha1\ndirectories:\n"
        for (index, source) in sources.enumerated() {
            let path = source["path"]?.string
            let contents = try await contents(of: source, directory: path ?? "\(index)")
            let folder = sources.count == 1 && path == nil ? "" : (path ?? "\(index)") + "/"
            for (path, text) in contents.files { files[folder + path] = text }
            lock += "- contents:\n" + contents.lock.map { "  \($0)\n" }.joined()
            lock += "    path: .\n  path: \(path ?? "\"\(index)\"")\n"
        }
        return Result(files: files, lock: lock + "kind: LockConfig\n")
    }

    /// The names of the Secrets that sources name.
    static func secretNames(in sources: [JSONValue]) -> Set<String> {
        Set(
            sources.flatMap { source in
                let references = (source["inline"]?["pathsFrom"]?.array ?? []) + (source.object?.values.elements ?? [])
                return references.compactMap { $0["secretRef"]?["name"]?.string }
            }
        )
    }

    private func contents(of source: JSONValue, directory: String) async throws -> Contents {
        if let inline = source["inline"] {
            return Contents(files: try await files(ofInline: inline), lock: ["- inline: {}"])
        }
        if let bundle = source["imgpkgBundle"] { return try contents(ofBundle: bundle, directory) }
        if let git = source["git"] {
            do {
                let secret = try await secretData(git["secretRef"])
                return try await VendirGit(git, secret: secret).contents()
            } catch let error as VendirGit.Failure {
                throw Self.failure(directory, "git", error.reason)
            }
        }
        let kind = source.object?.keys.first { $0 != "path" } ?? "nothing"
        throw Self.failure(directory, kind, "the sandbox can't fetch this kind of contents")
    }

    private func contents(ofBundle bundle: JSONValue, _ directory: String) throws(StageFailure) -> Contents {
        let image = bundle["image"]?.string ?? ""
        guard let files = bundles[image] else {
            throw Self.failure(
                directory,
                "imgpkgBundle",
                "Fetching image: \(image): the sandbox's registry has no such bundle"
            )
        }
        return Contents(files: files, lock: ["- imgpkgBundle:", "    image: \(image)"])
    }

    private func files(ofInline inline: JSONValue) async throws -> [String: String] {
        var files: [String: String] = [:]
        for (path, text) in inline["paths"]?.object ?? [:] { files[path] = text.string }
        for reference in inline["pathsFrom"]?.array ?? [] {
            let folder = (reference["secretRef"] ?? reference["configMapRef"])?["directoryPath"]?.string
            let prefix = folder.map { $0 + "/" } ?? ""
            if let secret = try await secretData(reference["secretRef"]) {
                for key in secret.entries.keys { files[prefix + key] = secret[key] }
            } else if let name = reference["configMapRef"]?["name"]?.string {
                guard let map = try await client.find(.configMap, namespace: namespace, name: name) else {
                    throw StageFailure.preparing("Fetching: configmaps \"\(name)\" not found")
                }
                for (key, text) in map.json["data"]?.object ?? [:] { files[prefix + key] = text.string }
            }
        }
        return files
    }

    /// The Secret that a reference names; `nil` without one.
    private func secretData(_ reference: JSONValue?) async throws -> VendirSecret? {
        guard let name = reference?["name"]?.string else { return nil }
        guard let secret = try await client.find(.secret, namespace: namespace, name: name) else {
            throw StageFailure.preparing("Fetching: secrets \"\(name)\" not found")
        }
        return VendirSecret(name: name, data: try SecretData(secret))
    }

    private static func failure(_ directory: String, _ kind: String, _ reason: String) -> StageFailure {
        .program(
            "Fetching resources",
            standardError: "vendir: Error: "
                + CarvelError.lines(
                    "Syncing directory '\(directory)': Syncing directory '.' with \(kind) contents: \(reason)"
                ) + "\n"
        )
    }
}

/// A Secret that vendir is given, with its name for messages.
struct VendirSecret {
    let name: String
    let data: SecretData

    /// The entries by key.
    var entries: [String: [UInt8]] { data.entries }

    subscript(key: String) -> String? { data[key] }
}
