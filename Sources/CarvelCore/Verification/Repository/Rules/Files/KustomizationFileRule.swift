import OrderedCollections
import YAMLDocument

/// A kustomization file in a folder that Flux applies names all that is in it: what it does not name is not applied.
struct KustomizationFileRule: RepositoryRule {
    static let name = "kustomization-file"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        // Most repositories have none.
        guard repository.snapshot.paths.contains(where: KustomizationFile.isOne) else { return [] }
        let reach = KustomizationReach(repository)
        return repository.folders.flatMap { folder -> [RepositoryFinding] in
            let subfolders = [PackageFolder.packagesFolder] + folder.clusters.map(\.name)
            return subfolders.flatMap { findings("\(folder.path)/\($0)", folder, reach, repository) }
        }
    }

    private func findings(
        _ path: String,
        _ folder: CheckedFolder,
        _ reach: KustomizationReach,
        _ repository: CheckedRepository
    ) -> [RepositoryFinding] {
        let files = folder.files.map(\.path).filter { $0.hasPrefix(path + "/") }
        let outcome = reach.outcome(of: path, files: files)
        let hidden = files.filter { !outcome.named.contains($0) && !KustomizationFile.isOne($0) }
            .filter { repository.file($0)?.objects.contains { !$0.object.kind.isEmpty } ?? true }
        var findings = outcome.ambiguous.map { found in
            error(
                at: FindingPlace(found[0]),
                "\(found.joined(separator: " and ")) are in one folder, and kustomize refuses that",
                expected: "one of them"
            )
        }
        findings += outcome.missing.sorted { $0.resource < $1.resource }.map { file, resource in
            error(
                at: place(of: resource, in: file, repository),
                "names \"\(resource)\", which is not there, so Flux applies nothing of this folder",
                expected: "a file or folder of the repository"
            )
        }
        if !hidden.isEmpty, let file = outcome.kustomizations.first {
            let names = hidden.map { $0.dropFirst(path.count + 1) }.joined(separator: ", ")
            findings.append(
                error(
                    at: repository.file(file)?.documents.first?.place("resources") ?? FindingPlace(file),
                    "hides \(names): Flux applies what it names and nothing else",
                    expected: "all files of the folder under resources",
                    advice: "name them, or remove \(file)"
                )
            )
        }
        return findings
    }

    private func place(of resource: String, in file: String, _ repository: CheckedRepository) -> FindingPlace {
        guard let document = repository.file(file)?.documents.first,
            let index = document.json["resources"]?.array?.firstIndex(where: { $0.string == resource })
        else { return FindingPlace(file) }
        return document.place("resources", .index(index))
    }
}
