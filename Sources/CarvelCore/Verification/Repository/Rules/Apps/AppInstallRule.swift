import YAMLDocument

/// Every PackageInstall is deployed by an App, says what it installs, and by whose rights.
struct AppInstallRule: RepositoryRule {
    static let name = "app-install"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        let folders = repository.folders.map(\.path)
        let strays = repository.files.filter { file in !folders.contains { file.path.hasPrefix($0 + "/") } }
            .flatMap(\.objects).filter { $0.isA(.packageInstall) }.map { install in
                error(
                    at: install.place("kind"),
                    "no App deploys \(install.title)",
                    expected: "it in \(folders.map { "\($0)/" }.joined(separator: ", "))",
                    advice: "move it there, or take it out"
                )
            }
        return strays + repository.folders.flatMap(findings)
    }

    private func findings(_ folder: CheckedFolder) -> [RepositoryFinding] {
        let objects = folder.files.flatMap(\.objects)
        let accounts = (objects + (folder.app?.objects ?? [])).filter { $0.isA(.serviceAccount) }.map(\.object.name)
        return objects.filter { $0.isA(.packageInstall) }.flatMap { install -> [RepositoryFinding] in
            var findings: [RepositoryFinding] = []
            if install.json.value(at: ["spec", "packageRef", "refName"]) == nil {
                findings.append(
                    error(
                        at: install.place("spec", "packageRef"),
                        "\(install.title) does not say which package it installs",
                        expected: "spec.packageRef.refName"
                    )
                )
            }
            guard let account = install.json[path: "spec", "serviceAccountName"]?.string else {
                if install.json[path: "spec", "cluster"] == nil {
                    findings.append(
                        error(at: install.place("spec"), "\(install.title) has no spec.serviceAccountName")
                    )
                }
                return findings
            }
            guard !accounts.contains(account) else { return findings }
            return findings + [
                warning(
                    at: install.place("spec", "serviceAccountName"),
                    "\(install.title) is installed by service account \"\(account)\", which the repository does not make",
                    expected: accounts.isEmpty ? nil : "one of \(accounts.joined(separator: ", "))",
                    advice: closestMatch(to: account, in: accounts).map { "did you mean \"\($0)\"?" }
                        ?? "put it and its rights into \(folder.path)/"
                )
            ]
        }
    }
}
