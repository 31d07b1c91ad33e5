import YAMLDocument

/// The Secrets that installs take their values from are there, and those that are there are taken.
struct ValuesSecretRule: RepositoryRule {
    static let name = "values-secret"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        repository.installs.flatMap { missing($0, in: repository) }
            + repository.folders.flatMap { folder in folder.clusters.flatMap { unused(folder, on: $0) } }
    }

    private func missing(_ install: CheckedInstall, in repository: CheckedRepository) -> [RepositoryFinding] {
        guard let folder = repository.folder(of: install), !folder.isUnreadable(folder.path(of: install.cluster.name))
        else { return [] }
        let values = install.document.json[path: "spec", "values"]?.array ?? []
        return values.indices.flatMap { index -> [RepositoryFinding] in
            guard let reference = values[index]["secretRef"], let name = reference["name"]?.string else { return [] }
            let path: [YAMLPathElement] = ["spec", "values", .index(index), "secretRef"]
            var findings: [RepositoryFinding] = []
            if reference["key"]?.string != nil {
                findings.append(
                    warning(
                        at: install.document.place(path + ["key"]),
                        "names a key of the Secret, which kapp-controller ignores: it takes all keys",
                        advice: "take the key out"
                    )
                )
            }
            guard repository.provider(of: name, for: install) == nil else { return findings }
            let there = folder.secrets(on: install.cluster.name).map(\.object.name)
            let guess = closestMatch(to: name, in: there).map { "did you mean \"\($0)\"?" }
            findings.append(
                error(
                    at: install.document.place(path + ["name"]),
                    "takes its values from Secret \"\(name)\", which is not in \(folder.path(of: install.cluster.name))",
                    expected: there.isEmpty
                        ? "it in \(PackageFolder.valuesFile)" : "one of \(there.joined(separator: ", "))",
                    advice: guess ?? "kubectl carvel-deliver set-values writes it"
                )
            )
            return findings
        }
    }

    /// Secrets that hold values for nobody. Others beside them may serve what the package contains.
    private func unused(_ folder: CheckedFolder, on cluster: Delivery.RunCluster) -> [RepositoryFinding] {
        guard !folder.isUnreadable(folder.path(of: cluster.name)) else { return [] }
        let installs = folder.installs.filter { $0.cluster == cluster }
        let used = Set(installs.flatMap(\.valuesSecrets))
        let file = "\(folder.path)/\(cluster.name)/\(PackageFolder.valuesFile)"
        return folder.secrets(on: cluster.name).filter { $0.file == file && !used.contains($0.object.name) }.map {
            secret in
            warning(
                at: secret.place("metadata", "name"),
                "Secret \"\(secret.object.name)\" is what no PackageInstall takes its values from",
                expected: used.isEmpty
                    ? "spec.values of the PackageInstall to name it" : "\(used.sorted().joined(separator: ", "))",
                advice: "name it under spec.values of the PackageInstall, or remove it"
            )
        }
    }
}

extension CheckedFolder {
    /// The Secrets that Flux applies beside the install on a run cluster.
    func secrets(on cluster: String) -> [CheckedDocument] {
        objects(for: cluster).filter { $0.object.kind == ResourceType.secret.kind }
    }
}
