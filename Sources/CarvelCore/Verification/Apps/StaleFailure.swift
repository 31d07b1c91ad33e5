/// A failure of the App that delivers which is of before: kapp looks at each install that has failed, even where it
/// changes nothing of it, and gives up at once. So where a commit mends an install by its values alone, kapp fails before
/// anybody has tried them. Then the App says failed until its next sync, while the cluster itself tells better.
///
/// Source: kapp, `pkg/kapp/clusterapply/cluster_change.go` and `waiting_changes.go`.
enum StaleFailure {
    private static let words = "waiting on reconcile "

    /// The link of the App, in progress where what it gave up for is well, or on its way.
    ///
    /// - Parameter links: of what the App brought.
    static func weighed(_ app: VerificationLink, against links: [VerificationLink]) -> VerificationLink {
        guard app.verdict == .failed, let reason = app.reason, let cause = cause(in: reason),
            !links.contains(where: { $0.verdict == .failed })
        else { return app }
        let meant = links.filter { $0.name == cause.name && cause.kinds.contains($0.kind) }
        guard !meant.isEmpty, meant.allSatisfy({ [.verified, .progressing].contains($0.verdict) }) else { return app }
        var app = app
        app.verdict = .progressing
        app.reason = "has to look again, for what it brought is no longer as it was: \(reason)"
        app.advice = nil
        return app
    }

    /// Whether kapp gave up for an install.
    static func isOfInstall(_ reason: String) -> Bool {
        cause(in: reason)?.kinds.contains(ResourceType.packageInstall.kind) == true
    }

    /// What kapp gave up for, as in `waiting on reconcile packageinstall/contour (packaging.carvel.dev/v1alpha1)`.
    private static func cause(in reason: String) -> (name: String, kinds: [String])? {
        guard let start = reason.firstRange(of: words)?.upperBound else { return nil }
        let parts = reason[start...].prefix { !$0.isWhitespace }.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let kinds: [ResourceType]
        switch parts[0] {
        case "packageinstall": kinds = [.packageInstall, .app]
        case "packagerepository": kinds = [.packageRepository]
        default: return nil
        }
        return (String(parts[1]), kinds.map(\.kind))
    }
}
