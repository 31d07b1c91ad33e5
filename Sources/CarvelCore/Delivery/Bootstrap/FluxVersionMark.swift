/// How new a Flux is: by its release, or, where only that is known, by the version of its source-controller.
struct FluxVersionMark: Sendable, Hashable, CustomStringConvertible {
    /// As it is written, such as `v2.9.0`.
    let text: String
    private let number: SemanticVersion
    private let isRelease: Bool

    /// The version of a release; `nil` where it is no version.
    init?(release text: String) {
        self.init(text, isRelease: true)
    }

    /// What the Deployment of source-controller tells; `nil` where it tells nothing.
    init?(_ sourceController: KubernetesObject) {
        let deployment = ControllerDeployment(sourceController)
        guard let version = deployment.version else { return nil }
        self.init(version, isRelease: sourceController.label(FluxManifest.versionLabel) != nil)
    }

    private init?(_ text: String, isRelease: Bool) {
        guard let number = try? SemanticVersion(text.hasPrefix("v") ? String(text.dropFirst()) : text) else {
            return nil
        }
        self.text = text
        self.number = number
        self.isRelease = isRelease
    }

    /// Whether this one is older; `false` where the two can't be compared.
    func isOlder(than other: FluxVersionMark) -> Bool {
        isRelease == other.isRelease && number < other.number
    }

    var description: String { text }
}
