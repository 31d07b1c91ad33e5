/// A Kustomization that failed because what it brought was not healthy. Flux looks at an install once it has applied it,
/// and may see what was the matter before: new values mend an install without a new generation, and kapp-controller takes
/// a moment to try them. Then Flux says failed until it looks again, while the run cluster itself tells better.
enum HealthFailure {
    private static let reason = "HealthCheckFailed"

    /// The link of a Kustomization, in progress where the installs that it brought are well, or on their way.
    static func weighed(_ link: VerificationLink, against runLinks: [VerificationLink]) -> VerificationLink {
        guard link.kind == ResourceType.kustomization.kind, link.verdict == .failed, let text = link.reason,
            text.hasPrefix(reason), text.contains("[\(ResourceType.packageInstall.kind)/")
        else { return link }
        let kinds = [ResourceType.packageInstall.kind, ResourceType.app.kind]
        let brought = runLinks.filter {
            kinds.contains($0.kind) && $0.package == link.package && $0.runCluster == link.runCluster
        }
        guard !brought.isEmpty, brought.allSatisfy({ [.verified, .progressing].contains($0.verdict) }) else {
            return link
        }
        var link = link
        link.verdict = .progressing
        link.reason = "has to look again, for what it brought is no longer as it was: \(text)"
        link.advice = nil
        return link
    }
}
