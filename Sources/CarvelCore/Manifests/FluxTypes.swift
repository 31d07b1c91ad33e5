/// Flux's objects as one build cluster serves them.
public struct FluxTypes: Sendable, Hashable {
    /// GitRepository, in the version that is served.
    public var gitRepository: ResourceType
    /// Kustomization, likewise.
    public var kustomization: ResourceType
    /// Whether a Kustomization has `spec.healthCheckExprs`, as since Flux 2.5.
    public var hasHealthCheckExpressions: Bool

    /// By default those of a Flux of which nothing but its major version is known.
    public init(
        gitRepository: ResourceType = .gitRepository,
        kustomization: ResourceType = .kustomization,
        hasHealthCheckExpressions: Bool = false
    ) {
        self.gitRepository = gitRepository
        self.kustomization = kustomization
        self.hasHealthCheckExpressions = hasHealthCheckExpressions
    }
}
