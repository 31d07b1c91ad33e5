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
