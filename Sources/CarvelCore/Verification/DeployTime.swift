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
        // A Secret that never changed was there in whole for any deployment that succeeded from its second on; of one
        // that changed within the second of the fetch, nobody can say which content was taken.
        return changed <= created ? started < created : started <= changed
    }
}
