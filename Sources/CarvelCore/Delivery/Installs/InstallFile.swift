import YAMLDocument

/// A file that holds the PackageInstall for one run cluster.
struct InstallFile: Sendable {
    /// Shared by files with the same text, of which a delivery to many clusters has very many.
    let content: Content
    let place: Place

    /// What such a file says.
    final class Content: Sendable {
        let object: KubernetesObject
        let spec: WantedSpec
        let refName: String
        let selection: VersionSelection
        let valuesSecrets: [String]
        let overlaySecrets: [String]

        init(_ object: KubernetesObject, refName: String, selection: VersionSelection, valuesSecrets: [String]) {
            self.object = object
            spec = WantedSpec(of: object)
            self.refName = refName
            self.selection = selection
            self.valuesSecrets = valuesSecrets
            overlaySecrets = InstallFile.overlaySecrets(of: object).filter { !valuesSecrets.contains($0) }
        }
    }

    /// Where such a file lies.
    enum Place: Sendable, Hashable {
        /// Where a package's folder has that of a run cluster.
        case usual(folder: String, cluster: String)
        /// At this path.
        case file(String)
    }

    init(_ content: Content, _ place: Place) {
        self.content = content
        self.place = place
    }

    /// The path from the repository's root.
    var path: String {
        switch place {
        case .usual(let folder, let cluster): "\(folder)/\(cluster)/\(PackageFolder.installFile)"
        case .file(let path): path
        }
    }

    var object: KubernetesObject { content.object }
    /// What the install on a cluster is to have.
    var spec: WantedSpec { content.spec }
    /// The package that is wanted.
    var refName: String { content.refName }
    /// Which of its versions.
    var selection: VersionSelection { content.selection }
    /// The Secrets that its values are in.
    var valuesSecrets: [String] { content.valuesSecrets }
    /// The Secrets that it takes besides, by annotations: with overlays of ytt, or values of Helm.
    var overlaySecrets: [String] { content.overlaySecrets }

    /// - Throws: `DeliveryError` where the PackageInstall does not say of which package it is.
    init(_ object: KubernetesObject, path: String) throws(DeliveryError) {
        guard let reference = object.spec?["packageRef"], let refName = reference["refName"]?.string else {
            throw DeliveryError(at: path, "is a PackageInstall without spec.packageRef.refName")
        }
        place = .file(path)
        content = Content(
            object,
            refName: refName,
            selection: VersionSelection(packageReference: reference),
            valuesSecrets: Self.valuesSecrets(of: object)
        )
    }

    /// The Secrets that the annotations of a PackageInstall name, in order.
    ///
    /// Source: Carvel, "PackageInstall", extension annotations.
    private static func overlaySecrets(of install: KubernetesObject) -> [String] {
        guard let annotations = install.json["metadata"]?["annotations"]?.object else { return [] }
        let names = annotations.filter { name, _ in
            ["ytt-paths-from-secret-name", "helm-template-values-from-secret-name"].contains {
                name == "ext.packaging.carvel.dev/\($0)" || name.hasPrefix("ext.packaging.carvel.dev/\($0).")
            }
        }
        return names.sorted { $0.key < $1.key }.compactMap(\.value.string)
    }

    /// The Secrets that the values of a PackageInstall are in.
    static func valuesSecrets(of install: KubernetesObject) -> [String] {
        (install.spec?["values"]?.array ?? []).compactMap { $0[path: "secretRef", "name"]?.string }
    }
}

extension VersionSelection {
    /// What the `packageRef` of a PackageInstall selects.
    init(packageReference: JSONValue) {
        let selection = packageReference["versionSelection"]
        let prereleases = selection?["prereleases"].flatMap { $0.isNull ? nil : $0 }
        self.init(
            constraints: selection?["constraints"]?.string,
            prereleases: prereleases.map {
                Prereleases(identifiers: ($0["identifiers"]?.array ?? []).compactMap(\.string))
            }
        )
    }
}
