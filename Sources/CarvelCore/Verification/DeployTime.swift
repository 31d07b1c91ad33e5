import YAMLDocument

/// Compares when an App last took its values with when they changed: a new values Secret moves no generation, so an
/// App may say that it succeeded with values that are not the latest.
enum DeployTime {
    /// Whether an App may have been deployed before a Secret got its present content.
    static func isOlder(_ app: KubernetesObject, than secret: KubernetesObject) -> Bool {
        guard let created = secret.json[path: "metadata", "creationTimestamp"]?.string else { return true }
        let writes = (secret.json[path: "metadata", "managedFields"]?.array ?? []).compactMap { $0["time"]?.string }
        // Times are of one form, RFC 3339 in UTC to the second, so they compare as text.
        let changed = writes.max() ?? created
        guard let started = app.status?[path: "fetch", "startedAt"]?.string else { return true }
        // A Secret that never changed was there in whole for any deployment that succeeded from its second on.
        if changed <= created { return started < created }
        if started != changed { return started < changed }
        // Within one second, the order of the writes tells. A deployment that was under way when the Secret changed is
        // begun anew at once, since kapp-controller watches the Secrets, and then no longer says that it succeeded.
        return !isWritten(app, after: secret)
    }

    /// Whether one object was written after another on the same cluster, by their resourceVersions; `false` where those
    /// can't be compared.
    ///
    /// Source: Kubernetes, "Resource versions": they grow with each write.
    private static func isWritten(_ object: KubernetesObject, after other: KubernetesObject) -> Bool {
        guard let version = object.resourceVersion.flatMap(UInt64.init),
            let earlier = other.resourceVersion.flatMap(UInt64.init)
        else { return false }
        return version > earlier
    }
}
