import OrderedCollections
import YAMLDocument

/// What tells kustomize which files of a folder to take. Without one, Flux takes all.
///
/// Source: kustomize, `api/konfig` and `api/types`; Flux, `pkg/kustomize`.
enum KustomizationFile {
    /// The names that kustomize looks for.
    static let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

    /// Whether a file is one.
    static func isOne(_ path: String) -> Bool {
        names.contains(path.split(separator: "/").last.map(String.init) ?? path)
    }
}

/// Finds which files of a folder Flux applies.
struct KustomizationReach {
    /// All files of the repository.
    let paths: Set<String>
    let repository: CheckedRepository

    init(_ repository: CheckedRepository) {
        paths = Set(repository.snapshot.paths)
        self.repository = repository
    }

    /// What came of following the kustomization files of a folder.
    struct Outcome {
        /// The files that are applied, or named in another way.
        var named: Set<String> = []
        /// The kustomization files on the way.
        var kustomizations: [String] = []
        /// What a kustomization file names and is not there: the file, and the name.
        var missing: [(file: String, resource: String)] = []
        /// Folders with more than one kustomization file.
        var ambiguous: [[String]] = []
    }

    /// The files that Flux takes of a folder.
    func outcome(of folder: String, files: [String]) -> Outcome {
        var outcome = Outcome()
        follow(folder, files, &outcome)
        return outcome
    }

    private func kustomizations(in folder: String) -> [String] {
        KustomizationFile.names.map { folder.isEmpty ? $0 : "\(folder)/\($0)" }.filter(paths.contains)
    }

    private func follow(_ folder: String, _ files: [String], _ outcome: inout Outcome) {
        let found = kustomizations(in: folder)
        if let file = found.first {
            guard !outcome.kustomizations.contains(file) else { return }
            if found.count > 1 { outcome.ambiguous.append(found) }
            outcome.kustomizations += found
            take(file, folder, &outcome)
            return
        }
        for file in files where file.hasPrefix(folder + "/") && RepositorySnapshot.isYAML(file) {
            // A folder with a kustomization file of its own is taken as that says.
            if let inner = innerFolder(of: file, below: folder) {
                follow(inner, files, &outcome)
            } else {
                outcome.named.insert(file)
            }
        }
    }

    private func innerFolder(of file: String, below folder: String) -> String? {
        var inner = folder
        for part in file.dropFirst(folder.count + 1).split(separator: "/").dropLast() {
            inner += "/" + part
            if !kustomizations(in: inner).isEmpty { return inner }
        }
        return nil
    }

    /// Takes what a kustomization file names, wherever in it: as a resource, a patch, or what is put into a ConfigMap.
    private func take(_ file: String, _ folder: String, _ outcome: inout Outcome) {
        guard let document = repository.file(file)?.documents.first else { return }
        let resources = Set(
            ["resources", "bases", "components"].flatMap { document.json[$0]?.array ?? [] }.compactMap(\.string)
        )
        for text in resources.union(Self.texts(document.json)) {
            // Files for ConfigMaps can have another name there: key=path.
            let name = String(text.split(separator: "=", maxSplits: 1).last ?? Substring(text))
            let path = RepositoryPath.normal(folder + "/" + name)
            if paths.contains(path) {
                outcome.named.insert(path)
            } else if resources.contains(text) {
                let below = paths.filter { $0.hasPrefix(path + "/") }.sorted()
                if !below.isEmpty {
                    follow(path, below, &outcome)
                } else if !Self.isRemote(text) {
                    outcome.missing.append((file, text))
                }
            }
        }
    }

    private static func texts(_ value: JSONValue) -> Set<String> {
        switch value {
        case .string(let text): [text]
        case .array(let values): values.reduce(into: []) { $0.formUnion(texts($1)) }
        case .object(let members): members.values.reduce(into: []) { $0.formUnion(texts($1)) }
        default: []
        }
    }

    private static func isRemote(_ resource: String) -> Bool {
        resource.contains("://") || resource.contains("?ref=") || resource.hasPrefix("git@")
            || resource.hasPrefix("github.com/")
    }
}
