extension [PackageFolder] {
    /// The package that a user means, by its name or its folder's.
    ///
    /// - Throws: `DeliveryError` where there is none or several, with the package that was likely meant.
    func folder(named package: String) throws(DeliveryError) -> PackageFolder {
        let matching = filter { $0.refName == package || $0.name == package || $0.path == package }
        if let folder = matching.first, matching.count == 1 { return folder }
        if matching.count > 1 {
            throw DeliveryError(
                "the repository has package \(package) in \(matching.map(\.path).joined(separator: " and in "))",
                hint: "say which folder"
            )
        }
        guard !isEmpty else {
            throw DeliveryError(
                "the repository has no package at all",
                hint: "push one as \(package)/\(PackageFolder.packagesFolder)/<version>.yaml, as the supply chain does"
            )
        }
        let names = map(\.refName)
        let likely = likelyNames(package)
        throw DeliveryError(
            "the repository has no package \(package), it has: \(names.joined(separator: ", "))",
            hint: likely.isEmpty ? nil : "did you mean \(likely.map { "\"\($0)\"" }.joined(separator: " or "))?"
        )
    }

    /// The packages that a text is the beginning of, up to a dot, or an install's name; or else the one that is nearest
    /// in letters.
    private func likelyNames(_ text: String) -> [String] {
        let short = filter { folder in
            folder.refName.hasPrefix(text + ".") || folder.name.hasPrefix(text + ".")
                || folder.installs.values.contains { $0.object.name == text }
        }
        guard short.isEmpty else { return short.map(\.refName) }
        return closestMatch(to: text, in: map(\.refName)).map { [$0] } ?? []
    }
}
