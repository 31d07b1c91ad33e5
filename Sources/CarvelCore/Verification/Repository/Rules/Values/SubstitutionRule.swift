import OrderedCollections
import YAMLDocument

/// Where Flux substitutes variables, it does not take parts of values for some.
struct SubstitutionRule: RepositoryRule {
    static let name = "substitution"

    /// What turns it off for one object, as a label or an annotation.
    private static let switchName = "kustomize.toolkit.fluxcd.io/substitute"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        let kustomizations = repository.files.flatMap(\.objects).filter {
            $0.isA(.kustomization) && $0.json[path: "spec", "postBuild"]?.object != nil
        }
        guard !kustomizations.isEmpty else { return [] }
        let secrets = repository.files.flatMap(\.objects).filter { $0.isA(.secret) && !Self.isOff($0) }
        return kustomizations.flatMap { kustomization in
            let path = RepositoryPath.normal(kustomization.json[path: "spec", "path"]?.string ?? "")
            return secrets.filter { path.isEmpty || $0.file.hasPrefix(path + "/") }.flatMap {
                findings($0, kustomization)
            }
        }
    }

    private static func isOff(_ object: CheckedDocument) -> Bool {
        (object.object.label(switchName) ?? object.object.annotation(switchName)) == "disabled"
    }

    private func findings(_ secret: CheckedDocument, _ kustomization: CheckedDocument) -> [RepositoryFinding] {
        let substitutes = kustomization.json[path: "spec", "postBuild"] ?? .null
        let known = Set((substitutes["substitute"]?.object ?? [:]).keys)
        return (secret.json["stringData"]?.object ?? [:]).flatMap { key, value -> [RepositoryFinding] in
            Self.variables(in: value.string ?? "").filter { !known.contains($0) }.map { name in
                var finding = error(
                    at: secret.place("stringData", .key(key)),
                    "\(secret.title) holds ${\(name)}, which Flux substitutes for \(kustomization.title)"
                        + " (\(kustomization.file))",
                    expected: "annotation \(Self.switchName): disabled",
                    advice: "add the annotation to the Secret, or write $${\(name)}"
                )
                // It may be one of those that are kept elsewhere.
                if substitutes["substituteFrom"]?.array?.isEmpty == false { finding.severity = .warning }
                return finding
            }
        }
    }

    /// The names in `${NAME}` and `${NAME:=default}`, each once; `$${NAME}` is none.
    private static func variables(in text: String) -> [String] {
        var names: [String] = []
        var rest = Substring(text)
        while let start = rest.firstRange(of: "${") {
            let isEscaped = rest[..<start.lowerBound].hasSuffix("$")
            rest = rest[start.upperBound...]
            let name = String(rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
            if !isEscaped, !name.isEmpty, !names.contains(name) { names.append(name) }
        }
        return names
    }
}
