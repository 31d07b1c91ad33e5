/// Changes the version of a package that is installed already.
public struct SetVersion: Sendable {
    let package: String
    let clusters: [String]
    let version: Version

    /// Which version to ask for.
    public enum Version: Sendable, Hashable {
        /// The newest at any time: what is pushed later is installed without asking.
        case newestAlways
        /// Exactly this one.
        case exactly(String)
    }

    /// A wish; whether the repository can meet it, `edit` says.
    ///
    /// - Parameters:
    ///   - package: the package's name, or its folder's.
    ///   - clusters: the run clusters, by their names in the delivery.
    public init(package: String, clusters: [String], version: Version) {
        self.package = package
        self.clusters = clusters
        self.version = version
    }

    /// The files as they should be: of each PackageInstall one line is another.
    ///
    /// - Throws: `DeliveryError` for a package that is not installed there, a version that kapp-controller would not
    ///   select or that is lower than the one in place, and values that the version does not take.
    public func edit(_ tree: RepositoryTree) throws(DeliveryError) -> RepositoryEdit {
        var edit = RepositoryEdit()
        for install in try tree.installs(of: package, on: clusters) {
            let constraints: String
            switch version {
            case .newestAlways: constraints = AddPackage.anyVersion
            case .exactly(let version):
                constraints = try install.folder.selectedVersion(
                    install.selection(constraints: version),
                    on: install.cluster.name,
                    in: &edit
                )
            }
            try install.move(to: constraints, in: &edit)
        }
        return edit
    }
}

extension PresentInstall {
    /// Changes which version is asked for, once it is sure that the controller would select one, and that it takes the
    /// values which stay as they are.
    func move(
        to constraints: String,
        lowering: Lowering = .refused,
        note: String? = nil,
        in edit: inout RepositoryEdit
    ) throws(DeliveryError) {
        let next = try folder.selectedVersion(selection(constraints: constraints), on: cluster.name, in: &edit)
        try setVersion(constraints, lowering: lowering, note: note, in: &edit)
        if let values { try folder.check(values, version: next, on: cluster.name, in: &edit) }
    }
}
