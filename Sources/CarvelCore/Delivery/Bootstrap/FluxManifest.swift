import Algorithms
import YAMLDocument

/// Flux's install manifest: what its controllers need on a cluster, as its releases publish it. The texts of its
/// documents stay as they are published, but for what is chosen.
///
/// Source: Flux, `manifests/install`.
public struct FluxManifest: Sendable {
    /// The release, such as `v2.9.0`; `nil` where nothing tells.
    public internal(set) var version: String?
    var documents: [Document]

    /// One object of the manifest.
    struct Document: Sendable {
        /// The YAML text, which ends with a line break.
        var text: String
        var object: KubernetesObject

        /// The controller that the object belongs to; `nil` for what all of them share.
        var component: String? { object.label(FluxManifest.componentLabel) }
        var isDefinition: Bool { object.kind == "CustomResourceDefinition" }
        var isDeployment: Bool { object.kind == "Deployment" }
    }

    static let componentLabel = "app.kubernetes.io/component"
    /// What finds all controllers of any Flux on a cluster.
    static let selector = "app.kubernetes.io/part-of=flux"
    static let versionLabel = "app.kubernetes.io/version"
    /// The namespace that releases are made for.
    public static let usualNamespace = "flux-system"
    /// The line by which `flux bootstrap` says which release a manifest is of.
    static let versionComment = "# Flux Version: "

    /// Reads a manifest.
    ///
    /// - Parameters:
    ///   - file: where it comes from, for messages.
    ///   - version: the release where it is known; else the manifest is asked.
    /// - Throws: `DeliveryError` where it is no YAML, holds something else, or no Flux.
    public init(_ yaml: String, file: String, version: String? = nil) throws(DeliveryError) {
        documents = []
        for text in Self.split(yaml) {
            guard let document = try Document(text, file: file) else { continue }
            documents.append(document)
        }
        guard documents.contains(where: { $0.isDeployment && $0.object.name == Self.sourceController }) else {
            throw DeliveryError(
                at: file,
                "has no Deployment source-controller, expected the install manifest of Flux",
                hint: "take install.yaml of a release at https://github.com/fluxcd/flux2/releases"
            )
        }
        self.version = version ?? Self.version(saidBy: yaml, documents)
    }

    /// The names of the controllers that it has, in its order.
    public var components: [String] { documents.filter(\.isDeployment).map(\.object.name) }

    /// The objects, in the manifest's order.
    var objects: [KubernetesObject] { documents.map(\.object) }

    /// The version of the release for comparisons: where nothing tells it, the one of source-controller, with which it
    /// can only be compared to another such.
    var comparableVersion: FluxVersionMark? {
        if let version { return FluxVersionMark(release: version) }
        let deployment = documents.first { $0.isDeployment && $0.object.name == Self.sourceController }
        return deployment.flatMap { FluxVersionMark($0.object) }
    }

    /// The version in which the manifest's definitions serve a type: the first of `versions` that they do.
    func served(_ type: ResourceType, versions: [String]) throws(DeliveryError) -> ResourceType {
        let definition = documents.first { $0.isDefinition && $0.object.name == type.groupResource }
        let served = (definition?.object.spec?["versions"]?.array ?? []).filter { $0["served"]?.bool == true }
            .compactMap { $0["name"]?.string }
        guard let version = versions.first(where: served.contains) else {
            throw DeliveryError(
                "Flux's install manifest defines no \(type.groupResource) in \(versions.joined(separator: " or "))",
                hint: "take install.yaml of Flux 0.41 or later"
            )
        }
        return type.version(version)
    }
}

// MARK: Reading

extension FluxManifest {
    /// The texts between lines of `---`, which YAML takes for the border of documents wherever they begin a line.
    static func split(_ yaml: String) -> [String] {
        var texts = [""]
        for line in yaml.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "---" || line.hasPrefix("--- ") {
                texts.append("")
            } else {
                texts[texts.count - 1] += line + "\n"
            }
        }
        return texts
    }

    private static func version(saidBy yaml: String, _ documents: [Document]) -> String? {
        let comment = yaml.split(separator: "\n").first { $0.hasPrefix(versionComment) }
        if let comment { return String(comment.dropFirst(versionComment.count)) }
        return documents.lazy.compactMap { $0.object.label(versionLabel) }.first
    }
}

extension FluxManifest.Document {
    /// Reads the text of one document; `nil` where it holds nothing.
    init?(_ text: String, file: String) throws(DeliveryError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let body = lines.drop { $0.hasPrefix("#") || $0.allSatisfy(\.isWhitespace) }
        self.text = String(body.joined(separator: "\n").trimmingSuffix(while: \.isWhitespace)) + "\n"
        guard !body.isEmpty else { return nil }
        do {
            object = KubernetesObject(try YAMLReader.document(self.text, file: file))
        } catch {
            throw DeliveryError("\(error)")
        }
        guard !object.apiVersion.isEmpty, !object.kind.isEmpty, !object.name.isEmpty else {
            throw DeliveryError(
                at: file,
                "a document has no apiVersion, kind or name, expected Kubernetes objects only"
            )
        }
    }
}
