import YAMLDocument

/// Values Secrets are encrypted. Most hold no secret, so that is told once; of what is likely one, each is told.
struct PlainValuesRule: RepositoryRule {
    static let name = "plain-values"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        let places = repository.valuesSecrets
        let plain = repository.deliveredFiles.flatMap(\.objects).filter {
            places.contains($0.place()) && SecretContent.isPlain($0)
        }
        guard let first = plain.first else { return [] }
        let summary = warning(
            at: first.place("kind"),
            plain.count == 1
                ? "the values of an install are in plain text"
                : "the values of installs are in plain text, here and in \(plain.count - 1) more",
            expected: "Secrets encrypted with sops where they hold secrets"
        )
        return [summary] + likelySecrets(in: repository)
    }

    /// The values whose names say that they are secret.
    func likelySecrets(in repository: CheckedRepository) -> [RepositoryFinding] {
        repository.installs.flatMap { secretValues($0, in: repository) }
    }

    private func secretValues(_ install: CheckedInstall, in repository: CheckedRepository) -> [RepositoryFinding] {
        guard let values = InstallValues(install, in: repository) else { return [] }
        return values.files.flatMap { file in
            // What is no YAML is told by another rule.
            ((try? YAMLReader.nodes(file.text)) ?? []).flatMap { Self.secrets($0, path: "") }.compactMap { node, path in
                values.place(ofLine: node.start.line, in: file.name).map { place in
                    warning(
                        at: place,
                        "the value '\(path)' is likely a secret, and in plain text",
                        expected: "it encrypted with sops",
                        advice: "encrypt \(place.file), and replace the secret: it is in the repository's history"
                    )
                }
            }
        }
    }

    /// The texts whose names say that they are secret.
    private static func secrets(_ node: YAMLNode, path: String) -> [(YAMLNode, String)] {
        switch node.content {
        case .scalar: return []
        case .sequence(let elements):
            return elements.enumerated().flatMap { secrets($1, path: "\(path)[\($0)]") }
        case .mapping(let members):
            return members.flatMap { key, value -> [(YAMLNode, String)] in
                guard case .scalar(let name) = key.content else { return [] }
                let inner = path.isEmpty ? name : "\(path).\(name)"
                guard case .scalar(let text) = value.content else { return secrets(value, path: inner) }
                return SecretContent.isSecretName(name) && isFilled(text, value) ? [(key, inner)] : []
            }
        }
    }

    private static func isFilled(_ text: String, _ node: YAMLNode) -> Bool {
        !text.isEmpty && (try? node.resolved())?.string != nil
    }
}
