import YAMLDocument

/// Changes the values of a package that is installed already.
public struct SetValues: Sendable {
    let package: String
    let clusters: [String]
    let values: ValuesFile?
    let assignments: [ValuesAssignment]

    /// A wish; whether the package takes the values, `edit` says.
    ///
    /// - Parameters:
    ///   - package: the package's name, or its folder's.
    ///   - clusters: the run clusters, by their names in the delivery.
    ///   - values: takes the place of all values that are there; `nil` to begin with those.
    ///   - assignments: single values to set or take out.
    public init(package: String, clusters: [String], values: ValuesFile?, assignments: [ValuesAssignment]) {
        self.package = package
        self.clusters = clusters
        self.values = values
        self.assignments = assignments
    }

    /// The files as they should be: of each values Secret that changes which has to.
    ///
    /// - Throws: `DeliveryError` for a package that is not installed there, and for values that its version does not take.
    public func edit(_ tree: RepositoryTree) throws(DeliveryError) -> RepositoryEdit {
        let installs = try tree.installs(of: package, on: clusters)
        var edit = try AddPackage(
            package: package,
            clusters: clusters,
            version: .present,
            values: values,
            assignments: assignments
        ).edit(tree)
        for install in installs where values == nil {
            advise(&edit, on: install)
        }
        return edit
    }

    /// Tells of values to take out that are not there: they may have been taken out before, or be misspelt.
    private func advise(_ edit: inout RepositoryEdit, on install: PresentInstall) {
        guard let text = install.values?.text, let values = try? YAMLReader.document(text) else { return }
        for assignment in assignments where assignment.value == nil && !assignment.isPresent(in: values) {
            edit.advise("\(assignment.argument): \(install.cluster.name) has no such value")
        }
    }
}
