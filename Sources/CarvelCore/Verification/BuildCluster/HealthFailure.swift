/// A Kustomization that failed because what it brought was not healthy. Flux looks at an install once it has applied it,
/// and may see what was the matter before: new values mend an install without a new generation, and kapp-controller takes
/// a moment to try them. Then Flux says failed until it looks again, while the run cluster itself tells better.
enum HealthFailure {
    private static let reason = "HealthCheckFailed"

    /// The links of Kustomizations, in progress where the installs that they brought are well, or on their way.
    ///
    /// - Parameter run: those on the run cluster; `nil` where nothing was looked at.
    static func weighed(
        _ kustomizations: PackageLinks,
        against run: DeliveryVerifier.RunClusterLinks?
    ) -> PackageLinks {
        guard let run, let packages = run.packages else { return kustomizations }
        var result = kustomizations
        result.changeKept { package, link in
            if isOfInstalls(link) { link = weighed(link, against: packages.links(of: package) + run.unknown) }
        }
        return result
    }

    private static func isOfInstalls(_ link: VerificationLink) -> Bool {
        guard link.kind == ResourceType.kustomization.kind, link.verdict == .failed, let text = link.reason else {
            return false
        }
        return text.hasPrefix(reason) && text.contains("[\(ResourceType.packageInstall.kind)/")
    }

    /// The link of a Kustomization, in progress where the installs that it brought are well, or on their way.
    static func weighed(_ link: VerificationLink, against runLinks: [VerificationLink]) -> VerificationLink {
        guard isOfInstalls(link), let text = link.reason else { return link }
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
