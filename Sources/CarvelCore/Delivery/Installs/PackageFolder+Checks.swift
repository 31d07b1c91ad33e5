// What kapp-controller and ytt would say of a package, asked before anything is pushed.

extension PackageFolder {
    /// What a run cluster offers of it.
    func offer(on cluster: String) -> PackageOffer { offers[cluster] ?? .known(packages) }

    /// The texts of its versions on a run cluster; none where they are not known.
    func versions(on cluster: String) -> [String] { offer(on: cluster).packages.map(\.version) }

    /// The version that kapp-controller would install for a selection.
    ///
    /// - Parameter edit: is told where the versions are not known, and so whether it would install the one that the
    ///   selection names.
    /// - Throws: `DeliveryError` with the controller's own reason, and the version that was likely meant; and where the
    ///   versions are not known and the selection names none.
    func selectedVersion(
        _ selection: VersionSelection,
        on cluster: String,
        in edit: inout RepositoryEdit
    ) throws(DeliveryError) -> String {
        if let reason = offer(on: cluster).ignorance {
            guard let version = selection.exactVersion else {
                throw DeliveryError(
                    "the versions of \(refName) on \(cluster) are not known: \(reason)",
                    hint: "name one with --version"
                )
            }
            edit.advise("whether \(cluster) has \(refName) \(version) could not be checked: \(reason)")
            return version
        }
        do {
            return try selection.selectForPackageInstall(from: versions(on: cluster))
        } catch {
            throw DeliveryError(
                "kapp-controller would install no version of \(refName)\(place(of: cluster)): \(error.description)",
                hint: versionHint(selection.constraints ?? "", on: cluster)
            )
        }
    }

    /// Where versions may differ by run cluster, which one is meant.
    private func place(of cluster: String) -> String { offers.isEmpty ? "" : " on \(cluster)" }

    private func versionHint(_ wanted: String, on cluster: String) -> String? {
        let versions = versions(on: cluster)
        let holder = offers.isEmpty ? "the repository holds" : "\(cluster) offers"
        guard !versions.isEmpty else { return "\(holder) no version of it" }
        let list = "\(holder) \(versions.joined(separator: ", "))"
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
        on cluster: String,
        assignments: [ValuesAssignment] = [],
        in edit: inout RepositoryEdit
    ) throws(DeliveryError) {
        let offer = offer(on: cluster)
        let package = offer.packages.first { $0.version == version }
        guard let openAPI = package?.openAPISchema else {
            let reason =
                offer.ignorance.map { "its Package is not known: \($0)" } ?? "its Package has no schema of them"
            edit.advise("values of \(refName) \(version) were not checked: \(reason)")
            return
        }
        do {
            try ValuesSchema(openAPI: openAPI).check([values])
        } catch {
            throw DeliveryError(ValuesAssignment.description(of: error, given: assignments))
        }
    }
}
