/// Begins a delivery in a repository: writes `delivery.yaml` and `.gitignore`, and the manifests of Apps.
public struct InitDelivery: Sendable {
    let delivery: Delivery
    let apps: AppBeginning?
    let recipients: [String]

    /// - Parameters:
    ///   - delivery: what `delivery.yaml` is to say.
    ///   - apps: what else is written for the engine kapp-controller; `nil` with Flux, which needs nothing in git.
    ///   - recipients: the age recipients that values are encrypted for; none where `.sops.yaml` is not ours to write.
    /// - Throws: `DeliveryError` where a reader of that file would refuse it.
    public init(
        _ delivery: Delivery,
        apps: AppBeginning? = nil,
        recipients: [String] = []
    ) throws(DeliveryError) {
        _ = try Delivery(yaml: delivery.yaml)
        self.delivery = delivery
        self.apps = apps
        self.recipients = recipients
    }

    /// The files as they should be.
    ///
    /// - Throws: `DeliveryError` where there is a `delivery.yaml` that says something else: it may be hand-written, and
    ///   is not overwritten.
    public func edit(_ tree: RepositoryTree) throws(DeliveryError) -> RepositoryEdit {
        var edit = RepositoryEdit()
        let (file, ignoreFile) = (tree.path(of: Delivery.fileName), tree.path(of: GitIgnore.fileName))
        try tree.refuseFolder(of: delivery)
        try tree.refuseNamesakes(of: delivery)
        if let text = tree.files[file] {
            guard try Delivery(yaml: text, file: file).isSame(butForOverrides: delivery) else {
                throw DeliveryError(
                    at: file,
                    "the repository has one already, and it says something else",
                    hint: "edit that file, and push it"
                )
            }
        } else {
            edit.files[file] = delivery.yaml
            edit.notes.append("begin delivery \(delivery.name)")
        }
        if let apps {
            try apps.write(delivery, of: tree, to: &edit)
            if edit.notes.isEmpty, !edit.files.isEmpty { edit.notes.append("complete delivery \(delivery.name)") }
        }
        if let ignored = GitIgnore.adding(to: tree.files[ignoreFile]) {
            edit.files[ignoreFile] = ignored
            if edit.notes.isEmpty { edit.notes.append("keep values files out of the repository") }
        }
        try addRules(to: &edit, of: tree)
        return edit
    }

    /// Says in `.sops.yaml` for whom values are encrypted. One that is there is somebody's own, and stays.
    private func addRules(to edit: inout RepositoryEdit, of tree: RepositoryTree) throws(DeliveryError) {
        guard !recipients.isEmpty else { return }
        let rules = SopsRules.text(age: recipients)
        guard let present = tree.sopsRules else {
            edit.files[SopsRules.fileName] = rules
            if edit.notes.isEmpty { edit.notes.append("say for whom values are encrypted") }
            return
        }
        if present != rules { edit.advise("\(SopsRules.fileName) is there already, and stays as it is") }
    }
}

extension Delivery {
    /// Whether both deliver from the same place to the same places. What somebody has set besides by hand stays.
    fileprivate func isSame(butForOverrides other: Delivery) -> Bool {
        var plain = self
        plain.overrides = other.overrides
        plain.buildCluster?.fluxVersion = other.buildCluster?.fluxVersion
        for index in plain.runClusters.indices { plain.runClusters[index].kustomization = KustomizationSettings() }
        return plain == other
    }
}
