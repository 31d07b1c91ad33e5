// What is taken of a release's manifest: chosen controllers, in a namespace of choice, marked with the release.

extension FluxManifest {
    /// The controllers that are installed where nothing else is said, as far as a release has them.
    ///
    /// Source: Flux, `flux bootstrap`, `--components`.
    static let usualComponents = [
        "source-controller", "kustomize-controller", "helm-controller", "notification-controller",
    ]
    /// The controllers without which nothing follows a repository.
    static let requiredComponents = [sourceController, "kustomize-controller"]
    static let sourceController = "source-controller"
    /// To whom the others tell their events.
    private static let eventReceiver = "notification-controller"
    private static let partOfLine = "app.kubernetes.io/part-of: flux"

    /// The manifest with some controllers alone.
    ///
    /// - Parameters:
    ///   - wanted: the controllers; `nil` for the usual ones.
    ///   - namespace: where they run.
    /// - Throws: `DeliveryError` where one is wanted that the manifest does not have, or one is not that is needed.
    func choosing(_ wanted: [String]?, namespace: String) throws(DeliveryError) -> FluxManifest {
        let present = components
        let chosen = wanted ?? Self.usualComponents.filter(present.contains)
        for name in chosen where !present.contains(name) {
            throw DeliveryError(
                "Flux's install manifest has no \(name), expected some of \(present.joined(separator: ", "))",
                hint: closestMatch(to: name, in: present).map { "did you mean \"\($0)\"?" }
            )
        }
        if let missing = Self.requiredComponents.first(where: { !chosen.contains($0) }) {
            throw DeliveryError(
                "\(missing) is not among the controllers, and without it nothing follows the repository",
                hint: "name it in --components too"
            )
        }
        var choice = self
        choice.documents = []
        for document in documents where Self.includes(document, chosen, of: present) {
            let text = adapted(document, hearsEvents: chosen.contains(Self.eventReceiver), namespace: namespace)
            guard let document = try Document(text, file: "install manifest") else { continue }
            choice.documents.append(document)
        }
        return choice
    }

    private static func includes(_ document: Document, _ chosen: [String], of present: [String]) -> Bool {
        if let component = document.component { return chosen.contains(component) }
        let name = document.object.name
        return !present.contains(name) || chosen.contains(name)
    }

    private func adapted(_ document: Document, hearsEvents: Bool, namespace: String) -> String {
        var lines = document.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if let version, document.object.label(Self.versionLabel) == nil {
            lines = lines.flatMap { line in
                guard line.trimmingPrefix(while: { $0 == " " }) == Self.partOfLine else { return [line] }
                return [line, line.replacing(Self.partOfLine, with: "\(Self.versionLabel): \(version)")]
            }
        }
        if document.isDeployment, !hearsEvents {
            lines = lines.map { $0.replacing(/--events-addr=\S*/, with: "--events-addr=") }
        }
        if namespace != Self.usualNamespace {
            lines = lines.map { line in
                // Of a definition, only the label says where it was installed from.
                guard !document.isDefinition || line.contains("app.kubernetes.io/instance:") else { return line }
                return line.replacing(Self.usualNamespace, with: namespace)
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension FluxManifest {
    /// The text of the file that is committed.
    var yaml: String {
        var head = "---\n\(Self.notice)\n"
        if let version { head += "\(Self.versionComment)\(version)\n" }
        head += "# Components: \(components.joined(separator: ","))\n"
        return head + documents.map(\.text).joined(separator: "---\n")
    }

    /// What says that a file is not meant for editing.
    static let notice =
        "# Written by kubectl carvel-deliver bootstrap, which writes it anew for each release. Do not edit."
}
