import YAMLDocument

/// A constraint on versions is a text, as it looks like, and nothing that YAML made of it.
struct ConstraintsRule: RepositoryRule {
    static let name = "constraints"

    private static let path: [YAMLPathElement] = ["spec", "packageRef", "versionSelection", "constraints"]

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        repository.installs.compactMap { install in
            guard let node = install.document.node.node(at: Self.path),
                let value = install.document.json.value(at: Self.path),
                let found = Self.trouble(node, value)
            else { return nil }
            return error(
                at: install.document.place(Self.path),
                "the constraint \(found)",
                expected: "a text in quotes",
                advice: "put it in quotes, as in constraints: \">=1.0.0\""
            )
        }
    }

    private static func trouble(_ node: YAMLNode, _ value: JSONValue) -> String? {
        if let tag = node.tag, tag != "tag:yaml.org,2002:str" {
            return "begins with \"!\", which YAML takes for a tag: what is left of it allows other versions"
        }
        guard let text = value.string else {
            return value.isNull ? "is empty, so that any version is taken" : "is read as \(value.typeWithArticle)"
        }
        if node.style == .folded || node.style == .literal {
            return "is a block of text\(text.isEmpty ? " with nothing in it" : "")"
        }
        return nil
    }
}
