import YAMLDocument

/// What was seen of a Package on a run cluster. Kept in its place, since there may be very many, and large ones.
struct SeenPackage: Sendable, Hashable {
    /// The paths of the repository's files whose content it has.
    private let sameAs: [String]
    let isBeingDeleted: Bool
    /// What it is a version of; empty where it does not say.
    let refName: String
    /// `nil` where it does not say.
    let version: String?
    /// Whether Flux brought it, and takes it away again.
    let isOfFlux: Bool
    /// The PackageRepository that it comes from, as `namespace/name`.
    ///
    /// Source: kapp-controller, annotation `packaging.carvel.dev/package-repository-ref`.
    let repository: String?

    /// - Parameter files: the repository's Packages of that name; `nil` where it has none.
    init(_ object: some ObjectReading, files: NamedPackages?) {
        let refName = object.spec?["refName"]?.string ?? ""
        let version = object.spec?["version"]?.string
        // One text for all clusters.
        let file = files?.first
        self.refName = file.flatMap { $0.refName == refName ? $0.refName : nil } ?? refName
        self.version = file.flatMap { $0.version == version ? $0.version : nil } ?? version
        isOfFlux = object.label(FluxLabel.name) != nil
        repository = object.annotation("packaging.carvel.dev/package-repository-ref")
        isBeingDeleted = object.deletionTimestamp != nil
        sameAs = files?.paths(withSpecOf: object) ?? []
    }

    /// Whether it has the content of one of the repository's files.
    func isSame(as file: PackageFile) -> Bool { sameAs.contains(file.path) }
}

/// The repository's Packages of one name: most often one, but several folders may have one.
struct NamedPackages: Sendable {
    private var files: [(file: PackageFile, spec: WantedSpec)] = []
    private var allPaths: [String] = []

    /// The Packages of each name.
    static func byName(_ files: some Sequence<PackageFile>) -> [String: NamedPackages] {
        var packages: [String: NamedPackages] = [:]
        for file in files { packages[file.object.name, default: NamedPackages()].append(file) }
        return packages
    }

    private mutating func append(_ file: PackageFile) {
        files.append((file, WantedSpec(of: file.object)))
        allPaths.append(file.path)
    }

    var first: PackageFile? { files.first?.file }

    /// The paths of those that an object has the spec of.
    func paths(withSpecOf object: some ObjectReading) -> [String] {
        // The same array for all clusters.
        if files.allSatisfy({ $0.spec.isSame(in: object) }) { return allPaths }
        return files.filter { $0.spec.isSame(in: object) }.map(\.file.path)
    }
}
