import OrderedCollections
import Testing
import YAMLDocument

/// The form of a manifest: which members an object has to have, which it may have, and nothing else.
indirect enum ManifestForm: Sendable {
    /// A text that a regular expression matches in whole.
    case text(String)
    case list(of: ManifestForm)
    case object([String: ManifestForm], optional: Set<String> = [])

    /// Source: krew, `pkg/index/types.go` and its checks of them.
    static let krew = ManifestForm.object([
        "apiVersion": .text("krew.googlecontainertools.github.com/v1alpha2"), "kind": .text("Plugin"),
        "metadata": .object(["name": .text(#"[\w-]+"#)]),
        "spec": .object(
            [
                "version": .text(#"v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?"#), "homepage": .text("https://.+"),
                "shortDescription": .text(".{1,50}"), "description": .text(#"(?s).+"#), "caveats": .text(#"(?s).+"#),
                "platforms": .list(
                    of: .object([
                        "selector": .object([
                            "matchLabels": .object(["os": .text("linux"), "arch": .text("amd64|arm64")])
                        ]),
                        "uri": .text(#"https://.+\.tar\.gz"#), "sha256": .text("[0-9a-f]{64}"),
                        "files": .list(of: .object(["from": .text(".+"), "to": .text(".+")])),
                        "bin": .text("kubectl-[a-z-]+"),
                    ])
                ),
            ],
            optional: ["caveats", "homepage"]
        ),
    ])

    /// Source: flux2, `pkg/plugin`.
    static let flux = ManifestForm.object(
        [
            "apiVersion": .text("cli.fluxcd.io/v1beta1"), "kind": .text("Plugin"), "name": .text("[a-z-]+"),
            "description": .text(".+"), "homepage": .text("https://.+"), "source": .text("https://.+"),
            "bin": .text("flux-[a-z-]+"),
            "versions": .list(
                of: .object([
                    "version": .text(#"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?"#),
                    "platforms": .list(
                        of: .object([
                            "os": .text("linux"), "arch": .text("amd64|arm64"), "url": .text(#"https://.+\.tar\.gz"#),
                            "checksum": .text("sha256:[0-9a-f]{64}"),
                        ])
                    ),
                ])
            ),
        ],
        optional: ["homepage", "source"]
    )

    /// Expects a value to have the form.
    func expect(_ value: JSONValue, _ place: String, sourceLocation: SourceLocation = #_sourceLocation) {
        switch self {
        case .text(let pattern):
            let text = value.string ?? ""
            let matches = (try? Regex(pattern).wholeMatch(in: text)) != nil
            #expect(matches, "\(place): \(value)", sourceLocation: sourceLocation)
        case .list(let form):
            let elements = value.array ?? []
            #expect(!elements.isEmpty, "\(place)", sourceLocation: sourceLocation)
            for element in elements { form.expect(element, place + "[]", sourceLocation: sourceLocation) }
        case .object(let members, let optional):
            let found = value.object ?? [:]
            let unknown = Set(found.keys).subtracting(members.keys)
            let missing = Set(members.keys).subtracting(optional).subtracting(found.keys)
            #expect(unknown.isEmpty && missing.isEmpty, "\(place)", sourceLocation: sourceLocation)
            for (name, form) in members {
                if let member = found[name] { form.expect(member, "\(place).\(name)", sourceLocation: sourceLocation) }
            }
        }
    }
}
