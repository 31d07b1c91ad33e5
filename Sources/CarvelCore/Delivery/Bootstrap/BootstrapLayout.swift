import YAMLDocument

/// Where in the repository Flux's own manifests are, as `flux bootstrap` lays them out.
struct BootstrapLayout: Sendable {
    let manifest: FluxManifest
    let sync: FluxSync

    private var folder: String { sync.path.isEmpty ? sync.namespace : "\(sync.path)/\(sync.namespace)" }
    var componentsPath: String { "\(folder)/gotk-components.yaml" }
    var syncPath: String { "\(folder)/gotk-sync.yaml" }
    var kustomizationPath: String { "\(folder)/kustomization.yaml" }

    private static let kustomizationText = """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        resources:
        - gotk-components.yaml
        - gotk-sync.yaml

        """

    /// All files, as a repository without any gets them, in their order.
    var files: [(path: String, text: String)] {
        [
            (componentsPath, manifest.yaml), (syncPath, sync.yaml), (kustomizationPath, Self.kustomizationText),
        ]
    }

    /// The files as they should be. A `kustomization.yaml` that is there stays: it may hold patches.
    ///
    /// - Parameter present: the version that the cluster has.
    /// - Throws: `DeliveryError` where the repository holds a newer Flux, unless that may be taken back.
    func edit(_ tree: RepositoryTree, present: FluxVersionMark?, allowsDowngrade: Bool) throws -> RepositoryEdit {
        var edit = RepositoryEdit()
        for (path, text) in files where path != kustomizationPath || tree.files[path] == nil {
            edit.files[path] = text
        }
        let committed = tree.files[componentsPath].flatMap { text in
            // A file that can't be read tells no version, and is written anew.
            (try? FluxManifest(text, file: componentsPath))?.comparableVersion
        }
        let wanted = manifest.comparableVersion
        if !allowsDowngrade, let wanted, let committed, wanted.isOlder(than: committed) {
            throw Self.downgrade(from: committed, to: wanted, at: componentsPath)
        }
        let name = ["Flux", wanted?.text].compactMap(\.self).joined(separator: " ")
        let former = committed ?? present
        if let former, let wanted, former != wanted {
            edit.notes.append("change Flux from \(former) to \(wanted)")
        } else {
            edit.notes.append(
                committed == nil ? "install \(name) by GitOps" : "bring the manifests of \(name) up to date"
            )
        }
        advise(&edit, tree)
        return edit
    }

    /// The files that hand-written kustomizations would leave out.
    private func advise(_ edit: inout RepositoryEdit, _ tree: RepositoryTree) {
        if let text = tree.files[kustomizationPath], text != Self.kustomizationText {
            let missing = ["gotk-components.yaml", "gotk-sync.yaml"].filter { !text.contains($0) }
            edit.advise(
                missing.isEmpty
                    ? "\(kustomizationPath) is there already and stays; what it patches holds once Flux applies it"
                    : "\(kustomizationPath) is there already and does not name \(missing.joined(separator: " and ")), so"
                        + " Flux will not bring itself up to date; add it to its resources"
            )
        }
        let outer = (sync.path.isEmpty ? "" : "\(sync.path)/") + "kustomization.yaml"
        if let text = tree.files[outer], !text.contains(sync.namespace) {
            edit.advise(
                "\(outer) does not name \(sync.namespace), so Flux will not bring itself up to date; add it to its"
                    + " resources"
            )
        }
    }

    static func downgrade(from present: FluxVersionMark, to wanted: FluxVersionMark, at place: String) -> DeliveryError
    {
        DeliveryError(
            at: place,
            "there is Flux \(present) already, and \(wanted) is older",
            hint: "take a newer manifest, or go back on purpose with --allow-downgrade"
        )
    }
}
