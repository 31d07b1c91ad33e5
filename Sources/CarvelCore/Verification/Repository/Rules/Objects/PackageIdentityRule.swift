import YAMLDocument

/// A Package is named by its package and its version, is a version that kapp-controller reads, and its file says so.
struct PackageIdentityRule: RepositoryRule {
    static let name = "package-identity"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        repository.folders.flatMap { folder in
            let perFile = Dictionary(grouping: folder.packages) { $0.document.file }.mapValues(\.count)
            let owner = folder.packages.first { $0.refName != nil }?.refName
            return folder.packages.flatMap { package in
                memberFindings(package) + nameFindings(package)
                    + fileFindings(package, isAlone: perFile[package.document.file] == 1)
                    + ownerFindings(package, owner, folder)
            }
        }
    }

    private func memberFindings(_ package: CheckedPackage) -> [RepositoryFinding] {
        var findings: [RepositoryFinding] = []
        for member in ["refName", "version"] where package.document.json[path: "spec", member]?.isNull ?? true {
            findings.append(
                error(at: package.document.place("spec"), "\(package.document.title) has no spec.\(member)")
            )
        }
        if let refName = package.refName, !Self.isRefName(refName) {
            findings.append(
                error(
                    at: package.document.place("spec", "refName"),
                    "\"\(refName)\" is no name of a package",
                    expected: "a DNS name of three segments or more, such as app.default.tap"
                )
            )
        }
        if let version = package.version {
            do throws(SemanticVersionError) {
                _ = try SemanticVersion(version)
            } catch {
                findings.append(
                    self.error(
                        at: package.document.place("spec", "version"),
                        "\"\(version)\" is no version that kapp-controller reads: \(error)",
                        expected: "three numbers, such as 1.2.0, with no \"v\" before them"
                    )
                )
            }
        }
        return findings
    }

    private func nameFindings(_ package: CheckedPackage) -> [RepositoryFinding] {
        guard let refName = package.refName, let version = package.version else { return [] }
        let name = "\(refName).\(version)"
        guard package.document.object.name != name else { return [] }
        return [
            error(
                at: package.document.place("metadata", "name"),
                "the Package of \(refName) \(version) is named \"\(package.document.object.name)\"",
                expected: "\"\(name)\", or kapp-controller refuses it"
            )
        ]
    }

    /// Completion and history go by the names of files.
    private func fileFindings(_ package: CheckedPackage, isAlone: Bool) -> [RepositoryFinding] {
        guard isAlone, let version = package.version else { return [] }
        let file = package.document.file.split(separator: "/").last.map(String.init) ?? ""
        guard !["\(version).yaml", "\(version).yml"].contains(file) else { return [] }
        return [
            warning(
                at: package.document.place("spec", "version"),
                "the file of version \(version) is named \(file)",
                expected: "\(version).yaml",
                advice: "rename the file"
            )
        ]
    }

    private func ownerFindings(
        _ package: CheckedPackage,
        _ owner: String?,
        _ folder: CheckedFolder
    ) -> [RepositoryFinding] {
        guard let refName = package.refName, let owner, refName != owner else { return [] }
        return [
            error(
                at: package.document.place("spec", "refName"),
                "is of package \(refName), and folder \(folder.path) holds versions of \(owner)",
                expected: "one package in a folder",
                advice: "give each package a folder of its own"
            )
        ]
    }

    private static func isRefName(_ text: String) -> Bool {
        KubernetesName.isSubdomain(text) && text.split(separator: ".").count >= 3
    }
}
