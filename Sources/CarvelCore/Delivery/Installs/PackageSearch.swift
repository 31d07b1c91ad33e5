extension [PackageFolder] {
    /// The package that a user means, by its name or its folder's.
    ///
    /// - Throws: `DeliveryError` where there is none or several, with the package that was likely meant.
    func folder(
        named package: String,
        with engine: Delivery.Engine = .flux
    ) throws(DeliveryError) -> PackageFolder {
        let matching = filter { $0.isCalled(package) }
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
                hint: engine == .flux
                    ? "push one as \(package)/\(PackageFolder.packagesFolder)/<version>.yaml, as the supply chain does"
                    : "install one: kubectl carvel-deliver add \(package) --to CLUSTER"
            )
        }
        // What run clusters offer besides may be hundreds.
        let installed = engine == .flux ? [] : filter { !$0.installs.isEmpty }
        let names = (installed.isEmpty ? self : installed).map(\.refName)
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

extension PackageFolder {
    /// Whether a user may call it so: by its name, its folder's, or, where it has no folder of its own, by the name that
    /// all of its installs have.
    fileprivate func isCalled(_ text: String) -> Bool {
        if refName == text || name == text || path == text { return true }
        return !surroundings.isEmpty && !installs.isEmpty && installs.values.allSatisfy { $0.object.name == text }
    }
}
