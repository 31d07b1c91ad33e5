// What kapp-controller and ytt would say of a package, asked before anything is pushed.

extension PackageFolder {
    /// The texts of its versions.
    var versions: [String] { packages.map(\.version) }

    /// The version that kapp-controller would install for a selection.
    ///
    /// - Throws: `DeliveryError` with the controller's own reason, and the version that was likely meant.
    func selectedVersion(_ selection: VersionSelection) throws(DeliveryError) -> String {
        do {
            return try selection.selectForPackageInstall(from: versions)
        } catch {
            throw DeliveryError(
                "kapp-controller would install no version of \(refName): \(error.description)",
                hint: versionHint(selection.constraints ?? "")
            )
        }
    }

    private func versionHint(_ wanted: String) -> String? {
        guard !packages.isEmpty else { return "the repository holds no version of it" }
        let list = "the repository holds \(versions.joined(separator: ", "))"
        guard (try? SemanticVersion(wanted)) != nil else { return "\(list); name one with --version" }
        // TAP appends build metadata, which counts: without it the version does not match.
        let withBuild = versions.first { $0.hasPrefix(wanted + "+") }
        return (withBuild ?? closestMatch(to: wanted, in: versions)).map { "did you mean --version \($0)?" } ?? list
    }

    /// Refuses values that a version's own schema refuses.
    ///
    /// - Parameters:
    ///   - assignments: the single values that were laid over the file.
    ///   - edit: is told where there is no schema to check by.
    /// - Throws: `DeliveryError` with all that is wrong; of a single value it names the argument.
    func check(
        _ values: ValuesFile,
        version: String,
        assignments: [ValuesAssignment] = [],
        in edit: inout RepositoryEdit
    ) throws(DeliveryError) {
        let package = packages.first { $0.version == version }
        guard let openAPI = package?.openAPISchema else {
            edit.advise("values of \(refName) \(version) were not checked: its Package has no schema of them")
            return
        }
        do {
            try ValuesSchema(openAPI: openAPI).check([values])
        } catch {
            throw DeliveryError(ValuesAssignment.description(of: error, given: assignments))
        }
    }
}
