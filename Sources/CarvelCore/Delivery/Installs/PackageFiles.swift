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
    var object: KubernetesObject
    /// The package that is wanted.
    var refName: String
    /// Which of its versions.
    var selection: VersionSelection
    /// The Secrets that its values are in.
    var valuesSecrets: [String]
}

extension InstallFile {
    /// - Throws: `DeliveryError` where the PackageInstall does not say of which package it is.
    init(_ object: KubernetesObject, path: String) throws(DeliveryError) {
        guard let reference = object.spec?["packageRef"], let refName = reference["refName"]?.string else {
            throw DeliveryError(at: path, "is a PackageInstall without spec.packageRef.refName")
        }
        self.init(
            path: path,
            object: object,
            refName: refName,
            selection: VersionSelection(packageReference: reference),
            valuesSecrets: Self.valuesSecrets(of: object)
        )
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
