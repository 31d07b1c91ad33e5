/// A release of Flux whose custom resources the sandbox can serve.
public enum FluxRelease: String, CaseIterable, Sendable {
    /// Serves v1beta1 and v1beta2 only.
    case v0_41 = "0.41"
    /// Serves v1 and, deprecated, both betas.
    case v2_6 = "2.6"
    /// Serves v1 only.
    case v2_9 = "2.9"
}
