import OrderedCollections
import YAMLDocument

/// A file that holds one Package.
struct PackageFile: Sendable {
    var path: String
    var object: KubernetesObject
    var refName: String
    var version: String

    /// The schema of its values, if the Package tells one.
    var openAPISchema: JSONValue? { object.json[path: "spec", "valuesSchema", "openAPIv3"] }
}

extension PackageFile {
    /// - Throws: `DeliveryError` where the Package does not say of what and which version it is.
    init(_ object: KubernetesObject, path: String) throws(DeliveryError) {
        guard let refName = object.spec?["refName"]?.string, let version = object.spec?["version"]?.string else {
            throw DeliveryError(at: path, "is a Package without spec.refName or spec.version")
        }
        self.init(path: path, object: object, refName: refName, version: version)
    }
}

/// A file that holds the PackageInstall for one run cluster.
struct InstallFile: Sendable {
    var path: String
    /// Shared by files with the same text, of which a delivery to many clusters has very many.
    private let content: Content

    private final class Content: Sendable {
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
        self.path = path
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
