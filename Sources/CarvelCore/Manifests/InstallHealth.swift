import YAMLDocument

/// How Flux can tell whether a PackageInstall is healthy. By itself it can't: kstatus knows none of its conditions, and
/// takes one that failed for healthy.
///
/// An install whose generation was not observed yet, or for which none of the expressions holds, is in progress.
/// Source: Flux, Kustomization, "Health check expressions".
enum InstallHealth {
    /// The `healthCheckExprs` of a Kustomization that brings installs.
    static let expressions: JSONValue = [
        [
            "apiVersion": .string(ResourceType.packageInstall.apiVersion),
            "kind": .string(ResourceType.packageInstall.kind),
            "failed": .string("\(has("ReconcileFailed")) || \(has("DeleteFailed"))"),
            "current": .string(has("ReconcileSucceeded")),
        ]
    ]

    private static func has(_ condition: String) -> String {
        "status.conditions.exists(c, c.type == '\(condition)' && c.status == 'True')"
    }
}
