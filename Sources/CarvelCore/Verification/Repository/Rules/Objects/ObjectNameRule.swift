import OrderedCollections
import YAMLDocument

/// Names and labels are such as the API server takes.
struct ObjectNameRule: RepositoryRule {
    static let name = "object-name"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        repository.deliveredFiles.flatMap(\.objects).flatMap { object in
            [nameFinding(object)].compactMap(\.self) + labelFindings(object)
        } + repository.files.flatMap(\.objects).compactMap(kustomizationFinding)
    }

    private func nameFinding(_ object: CheckedDocument) -> RepositoryFinding? {
        // What YAML has made another type of is told by another rule, and so are the names of Packages.
        let given = object.json[path: "metadata", "name"]
        guard given?.string != nil || given?.isNull ?? true, !object.isA(.package), !object.object.kind.isEmpty else {
            return nil
        }
        let name = object.object.name
        guard !name.isEmpty else {
            return error(at: object.place("metadata", "name"), "the \(object.object.kind) has no metadata.name")
        }
        guard !KubernetesName.isSubdomain(name) else { return nil }
        return error(
            at: object.place("metadata", "name"),
            "\"\(name)\" is no name that the API server takes",
            expected: "at most 253 lower-case letters, digits, \"-\" and \".\", with a letter or digit at both ends"
        )
    }

    private func labelFindings(_ object: CheckedDocument) -> [RepositoryFinding] {
        (object.json[path: "metadata", "labels"]?.object ?? [:]).compactMap { key, value in
            guard let text = value.string, !KubernetesName.isLabelValue(text) else { return nil }
            return error(
                at: object.place("metadata", "labels", .key(key)),
                "label \(key) has a value that the API server refuses (\(text.utf8.count) characters)",
                expected: KubernetesName.labelValueRule
            )
        }
    }

    /// Flux makes a label of the name of a Kustomization.
    private func kustomizationFinding(_ object: CheckedDocument) -> RepositoryFinding? {
        guard object.isA(.kustomization), object.object.name.utf8.count > ObjectNames.longest else { return nil }
        return error(
            at: object.place("metadata", "name"),
            "the Kustomization's name is \(object.object.name.utf8.count) characters long",
            expected: "at most \(ObjectNames.longest), since Flux makes a label of it"
        )
    }
}

extension KubernetesName {
    /// The rule for the values of labels, in words.
    static let labelValueRule =
        "at most 63 letters, digits, \"-\", \"_\" and \".\", with a letter or digit at both ends"

    /// Whether a text can be the value of a label.
    static func isLabelValue(_ text: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        let inner = Set("-_.".utf8)
        guard let first = text.utf8.first, let last = text.utf8.last else { return true }
        return text.utf8.count <= 63 && isAlphanumeric(first) && isAlphanumeric(last)
            && text.utf8.allSatisfy { isAlphanumeric($0) || inner.contains($0) }
    }
}
