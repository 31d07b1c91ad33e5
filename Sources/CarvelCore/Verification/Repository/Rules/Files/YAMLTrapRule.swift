import YAMLDocument

/// Nothing in installs and values is read as something else than it looks like: YAML 1.1 takes `yes` and `off` for truth
/// values, and `0755` for 493.
struct YAMLTrapRule: RepositoryRule {
    static let name = "yaml-trap"

    private static let words: Set<String> = ["yes", "no", "on", "off", "y", "n"]

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        repository.installs.flatMap { install in
            traps(install.document.node).map { node, meaning in
                warning(at: Self.place(node, in: install.document.file), meaning, advice: Self.advice)
            } + values(of: install, in: repository)
        }
    }

    private static let advice = "put it in quotes if a text is meant, or write what it is read as"

    private func values(of install: CheckedInstall, in repository: CheckedRepository) -> [RepositoryFinding] {
        guard let values = InstallValues(install, in: repository) else { return [] }
        return values.files.flatMap { file in
            // What is no YAML is told by another rule.
            ((try? YAMLReader.nodes(file.text)) ?? []).flatMap(traps).compactMap { node, meaning in
                values.place(ofLine: node.start.line, in: file.name).map {
                    warning(at: $0, meaning, advice: Self.advice)
                }
            }
        }
    }

    private static func place(_ node: YAMLNode, in file: String) -> FindingPlace {
        FindingPlace(file, line: node.start.line, column: node.start.column)
    }

    /// The scalars that are traps, and what they are.
    private func traps(_ node: YAMLNode) -> [(YAMLNode, String)] {
        switch node.content {
        case .mapping(let members): return members.flatMap { traps($0.value) }
        case .sequence(let elements): return elements.flatMap(traps)
        case .scalar(let text):
            guard node.style == .plain, node.tag == nil, !node.isAlias, let value = try? node.resolved() else {
                return []
            }
            if Self.words.contains(text.lowercased()), let flag = value.bool {
                return [(node, "`\(text)` is read as \(flag)")]
            }
            if Self.isOctal(text), let number = value.int {
                return [(node, "`\(text)` is read as the number \(number)")]
            }
            return []
        }
    }

    private static func isOctal(_ text: String) -> Bool {
        text.utf8.count > 1 && text.hasPrefix("0") && text.utf8.allSatisfy { (0x30...0x37).contains($0) }
    }
}
