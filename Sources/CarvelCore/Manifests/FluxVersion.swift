/// Which Flux the manifests are for, where no cluster is asked: a release such as `2.5`, or a version of its API.
public struct FluxVersion: Sendable, Hashable {
    /// As it was written.
    public var text: String
    /// What that Flux serves, as far as the text tells it.
    public var types: FluxTypes

    /// - Returns: `nil` for a text that is neither a release nor `v1` or `v1beta2`.
    public init?(_ text: String) {
        self.text = text
        if Self.apiVersions.contains(text) {
            types = Self.types(apiVersion: text)
            return
        }
        let parts = (text.hasPrefix("v") ? text.dropFirst() : text[...]).split(
            separator: ".",
            omittingEmptySubsequences: false
        )
        .map { Int($0) }
        guard (2...3).contains(parts.count), let major = parts[0], let minor = parts[1], parts.last != .some(nil) else {
            return nil
        }
        types = Self.types(apiVersion: major < 2 ? "v1beta2" : "v1")
        types.hasHealthCheckExpressions = major > 2 || (major == 2 && minor >= 5)
    }

    /// What is expected, in words.
    public static let expectation = "a release such as 2.5, or v1 or v1beta2"
    /// The versions of Flux's API that can be named.
    public static let apiVersions = ["v1", "v1beta2"]

    private static func types(apiVersion: String) -> FluxTypes {
        FluxTypes(
            gitRepository: ResourceType.gitRepository.version(apiVersion),
            kustomization: ResourceType.kustomization.version(apiVersion)
        )
    }
}
