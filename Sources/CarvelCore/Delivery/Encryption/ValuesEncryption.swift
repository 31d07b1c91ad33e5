import YAMLDocument

/// Changes of a package's installs where their values are encrypted, or are to be. The change itself sees the plain text,
/// as if it were in the repository, and what it leaves as it was stays encrypted as it was.
public struct ValuesEncryption: Sendable {
    let sops: Sops
    let package: String
    let clusters: [String]
    let isWanted: Bool
    let recipients: [String]
    let needsPlainText: Bool

    /// - Parameters:
    ///   - package: the package whose installs are changed.
    ///   - clusters: the run clusters that they are on.
    ///   - isWanted: whether values in plain text are to be encrypted, whatever `delivery.yaml` says.
    ///   - recipients: the age recipients, for those that are encrypted for the first time.
    ///   - needsPlainText: whether the change can't be made without knowing the values.
    public init(
        host: Host,
        package: String,
        clusters: [String],
        isWanted: Bool = false,
        recipients: [String] = [],
        needsPlainText: Bool = false
    ) {
        sops = Sops(host: host)
        self.package = package
        self.clusters = clusters
        self.isWanted = isWanted
        self.recipients = recipients
        self.needsPlainText = needsPlainText
    }

    /// The files as they should be.
    ///
    /// - Throws: what `change` throws, and `DeliveryError` where the program or a key is not to be had.
    public func edit(
        _ tree: RepositoryTree,
        _ change: @Sendable (RepositoryTree) throws -> RepositoryEdit
    ) async throws -> RepositoryEdit {
        let delivery = try tree.delivery()
        guard delivery.engine == .flux else {
            guard !isWanted else {
                throw DeliveryError(
                    "--encrypt is for the engine flux, which decrypts by itself",
                    hint: "with kapp-controller, add a sops step to the App's template, and encrypt the file with sops"
                )
            }
            return try change(tree)
        }
        let folder = try tree.packageFolders(for: delivery).folder(named: package)
        var plain: [String: String] = [:]
        var advice: [String] = []
        var paths: [String] = []
        for name in clusters {
            let path = folder.path(of: PackageFolder.valuesFile, for: try delivery.runCluster(named: name).name)
            paths.append(path)
            guard let text = tree.files[path], Sops.hasEncrypted(text) else { continue }
            do {
                plain[path] = try await sops.decrypt(text, path: path)
            } catch {
                if needsPlainText { throw error }
                advice.append("its values were not checked: \(error.description)")
            }
        }
        var edit = try change(tree.replacing(plain))
        advice.forEach { edit.advise($0) }
        for path in paths {
            try await seal(path, plain: plain[path], in: &edit, of: tree, delivery)
        }
        return edit
    }

    private func seal(
        _ path: String,
        plain: String?,
        in edit: inout RepositoryEdit,
        of tree: RepositoryTree,
        _ delivery: Delivery
    ) async throws(DeliveryError) {
        if let plain {
            // Encrypted once more, it would be another text each time.
            guard let text = edit.files[path], text != plain else {
                edit.files[path] = nil
                return
            }
            let metadata = try tree.documents(path).lazy.compactMap { $0["sops"] }.first ?? .null
            let keys = try SopsKeys(ofEncrypted: metadata, file: path)
            edit.files[path] = try await sops.encrypt(text, path: path, keys: keys)
            return
        }
        let present = tree.files[path]
        if let present, Sops.hasEncrypted(present) { return }
        let isUntouched = edit.files[path] == nil || edit.files[path] == present
        guard let text = edit.files[path] ?? (isWanted ? present : nil), !isUntouched || isWanted else { return }
        guard let keys = try keys(for: path, in: tree, delivery) else { return }
        edit.files[path] = try await sops.encrypt(text, path: path, keys: keys)
        if present != nil {
            if isUntouched { edit.notes.append("encrypt \(path)") }
            edit.advise(
                "\(path) was in plain text, and stays so in the repository's history: replace what is secret in it"
            )
        }
        let secret = delivery.decryption.secretName
        edit.advise(
            "Flux decrypts the values once it is told to: kubectl carvel-deliver apply"
                + (secret.map { "; it takes the key from Secret \($0) on \(delivery.build.context)" } ?? "")
        )
    }

    /// Which keys a file is encrypted with; `nil` where it stays in plain text.
    private func keys(
        for path: String,
        in tree: RepositoryTree,
        _ delivery: Delivery
    ) throws(DeliveryError) -> SopsKeys? {
        if isWanted, !recipients.isEmpty { return SopsKeys(age: recipients) }
        if let keys = try SopsRules(tree).keys(for: path) { return keys }
        guard isWanted || delivery.encryption != nil else { return nil }
        if sops.hasKeysInEnvironment { return .ofEnvironment }
        throw DeliveryError(
            at: path,
            "is to be encrypted, and nothing says for whom",
            hint: "give --age with the recipient's public key, or a rule for the path in \(SopsRules.fileName)"
        )
    }
}
