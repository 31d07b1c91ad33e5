/// Takes the version that is proven on one run cluster to others.
public struct Promotion: Sendable {
    let package: String
    let source: String
    let targets: [String]

    /// - Parameters:
    ///   - package: the package's name, or its folder's.
    ///   - source: the run cluster that has the version.
    ///   - targets: the run clusters that are to get it.
    /// - Throws: `DeliveryError` where the source is among the targets.
    public init(package: String, from source: String, to targets: [String]) throws(DeliveryError) {
        guard !targets.contains(source) else {
            throw DeliveryError("\(source) can't be promoted to itself", hint: "name another cluster with --to")
        }
        self.package = package
        self.source = source
        self.targets = targets
    }

    /// The version that the repository calls for on the source.
    ///
    /// - Throws: `DeliveryError` for a package that is not installed there, or of which no version would be.
    public func version(in tree: RepositoryTree) throws(DeliveryError) -> String {
        let install = try install(in: tree)
        var edit = RepositoryEdit()
        return try install.folder.selectedVersion(install.file.selection, on: source, in: &edit)
    }

    private func install(in tree: RepositoryTree) throws(DeliveryError) -> PresentInstall {
        guard let install = try tree.installs(of: package, on: [source]).first else {
            throw DeliveryError("\(package) is not installed on \(source)")
        }
        return install
    }

    /// The links of a verification that the package depends on where it is to be proven.
    ///
    /// - Throws: `DeliveryError` for a package that is not installed there.
    public func evidence(
        in report: VerificationReport,
        of tree: RepositoryTree
    ) throws(DeliveryError) -> [VerificationLink] {
        let delivery = try tree.delivery()
        let folder = try install(in: tree).folder.name
        return report.links.filter { link in
            if let package = link.package { return package == folder && (link.runCluster ?? source) == source }
            guard (link.runCluster ?? source) == source else { return false }
            // What belongs to no package serves all of them, but for other clusters, what is left over from before, and
            // installs that stand where none is read.
            let isLeftover = link.kind == ResourceType.kustomization.kind
            return link.kind == DeliveryVerifier.branchKind || link.cluster == source
                || (link.cluster == delivery.buildCluster?.context && !isLeftover)
        }
    }

    /// Whether a version is proven by these links: all are verified, and the install is among them.
    public static func isProof(_ evidence: [VerificationLink]) -> Bool {
        evidence.allSatisfy { $0.verdict == .verified }
            && evidence.contains { $0.kind == ResourceType.packageInstall.kind }
    }

    /// The files as they should be: exactly that version on the targets; values stay as they are there.
    ///
    /// - Parameter version: the version that was proven.
    /// - Throws: `DeliveryError` where the source has moved on since, for a package that is not installed on a target,
    ///   and for a version that is lower than the one there or does not take the values there.
    public func edit(_ tree: RepositoryTree, version: String) throws(DeliveryError) -> RepositoryEdit {
        let present = try self.version(in: tree)
        guard present == version else {
            throw DeliveryError(
                "\(source) has gone from \(version) to \(present) meanwhile",
                hint: "run the command again"
            )
        }
        var edit = RepositoryEdit()
        for install in try tree.installs(of: package, on: targets) {
            let note = "promote \(install.package) \(version) from \(source) to \(install.cluster.name)"
            try install.move(to: version, note: note, in: &edit)
        }
        edit.advise("values are not promoted: those on \(targets.joined(separator: ", ")) stay as they are")
        return edit
    }
}
