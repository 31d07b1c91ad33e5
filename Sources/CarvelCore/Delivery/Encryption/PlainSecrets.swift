/// What is in a repository for all to read who may read it, and is likely secret: credentials, and values whose names say
/// so. `carvel-verify repo` finds the same by the same rules, and tells besides that values which hold no secret are in
/// plain text.
enum PlainSecrets {
    /// A sentence each.
    ///
    /// - Parameter paths: the files that are looked at; `nil` for all.
    static func warnings(in tree: RepositoryTree, of paths: [String]? = nil) async -> [String] {
        let suspects = (paths ?? Array(tree.files.paths)).filter { tree.files[$0].map(mayHoldSecrets) ?? false }
        guard !suspects.isEmpty else { return [] }
        // What is beside them says what they are for.
        let folders = Set(suspects.map(folder))
        var contents: [String: [UInt8]] = [:]
        // As if the delivery's folder were the repository.
        for path in tree.files.paths
        where path == tree.path(of: Delivery.fileName) || folders.contains(folder(path)) {
            contents[String(tree.place(of: path))] = Array((tree.files[path] ?? "").utf8)
        }
        let snapshot = RepositorySnapshot(commit: tree.commit, paths: contents.keys.sorted(), contents: contents)
        let repository = await CheckedRepository(snapshot)
        let credentials = PlainSecretRule().findings(in: repository).filter { $0.severity == .error }
        let values = PlainValuesRule().likelySecrets(in: repository)
        let wanted = Set(suspects)
        return (credentials + values).filter { wanted.contains(tree.path(of: $0.place.file)) }
            .sorted { $0.place < $1.place }
            .map { tree.path(of: "\($0.place): \($0.sentence)") + ($0.advice.map { "; \($0)" } ?? "") }
    }

    private static func folder(_ path: String) -> Substring {
        path.lastIndex(of: "/").map { path[..<$0] } ?? ""
    }

    /// Whether a file is worth a closer look: thousands of them hold replicas and host names.
    private static func mayHoldSecrets(_ text: String) -> Bool {
        guard !Sops.hasEncrypted(text) else { return false }
        let lowered = text.lowercased()
        return lowered.contains("\ndata:") || words.contains { lowered.contains($0) }
    }

    private static let words = [
        "passw", "passphrase", "token", "apikey", "api_key", "api-key", "accesskey", "access_key", "access-key",
        "secretkey", "secret_key", "secret-key", "secret:", "secret\":", "privatekey", "private_key", "private-key",
        "private key", "credentials", "kubeconfig", "users:", "username", "identity", "tls.key", "keyfile",
        "docker", "kubernetes.io/",
    ]
}
