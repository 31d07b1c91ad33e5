/// Each install selects a version, as kapp-controller selects.
struct VersionSelectionRule: RepositoryRule {
    static let name = "version-selection"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        repository.installs.compactMap { install in
            let versions = repository.packages(install.refName, on: install.cluster.name).compactMap(\.version)
            do throws(VersionSelectionError) {
                _ = try install.selection.selectForPackageInstall(from: versions)
                return nil
            } catch {
                // A version that is missing may be in a file that can't be read, or there may be none at all.
                let isIncomplete = versions.isEmpty || repository.folder(of: install)?.hasUnreadablePackages ?? true
                if case .noneMatches = error, isIncomplete { return nil }
                return self.error(
                    at: install.selectionPlace,
                    "kapp-controller would install no version of \(install.refName): \(error)",
                    advice: Self.advice(install.selection.constraints ?? "", versions)
                )
            }
        }
    }

    private static func advice(_ wanted: String, _ versions: [String]) -> String? {
        guard !versions.isEmpty else { return nil }
        // TAP appends build metadata, which counts: without it the version does not match.
        let withBuild = versions.first { $0.hasPrefix(wanted + "+") }
        let guess = (try? SemanticVersion(wanted)) == nil ? nil : withBuild ?? closestMatch(to: wanted, in: versions)
        if let guess { return "did you mean \"\(guess)\"?" }
        let newest = versions.suffix(5)
        return "the repository holds " + (newest.count < versions.count ? "among others " : "")
            + newest.joined(separator: ", ")
    }
}
