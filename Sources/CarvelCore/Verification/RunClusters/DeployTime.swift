import YAMLDocument

/// When an App last took its values: a new values Secret moves no generation, so an App may say that it succeeded with
/// values that are not the latest.
struct DeployTime: Sendable, Hashable {
    /// When it began to fetch; `nil` where it never did, or that can't be told.
    private let started: ServerTime?
    private let version: UInt64?

    init(_ app: some ObjectReading) {
        started = ServerTime(app.status?["fetch"]?["startedAt"]?.string)
        version = app.resourceVersion.flatMap(UInt64.init)
    }

    /// Whether the App may have been deployed before a Secret got its present content.
    func isOlder(than change: ChangeTime) -> Bool {
        guard let created = change.created, let started else { return true }
        // A Secret that never changed was there in whole for any deployment that succeeded from its second on.
        if change.changed <= created { return started < created }
        if started != change.changed { return started < change.changed }
        // Within one second, the order of the writes tells. A deployment that was under way when the Secret changed is
        // begun anew at once, since kapp-controller watches the Secrets, and then no longer says that it succeeded.
        return !isWritten(after: change)
    }

    /// Whether the App was written after a Secret on the same cluster, by their resourceVersions; `false` where those
    /// can't be compared.
    ///
    /// Source: Kubernetes, "Resource versions": they grow with each write.
    private func isWritten(after change: ChangeTime) -> Bool {
        guard let version, let earlier = change.version else { return false }
        return version > earlier
    }
}

/// When a Secret got its present content.
struct ChangeTime: Sendable, Hashable {
    fileprivate let created: ServerTime?
    /// The last write; the creation where no write is told.
    fileprivate let changed: ServerTime
    fileprivate let version: UInt64?

    init(_ secret: some ObjectReading) {
        let metadata = secret.json["metadata"]
        created = ServerTime(metadata?["creationTimestamp"]?.string)
        let writes = metadata?["managedFields"]?.array?.compactMap { $0["time"]?.string } ?? []
        // A time that can't be read may be the latest.
        changed = writes.map { ServerTime($0) ?? .end }.max() ?? created ?? .end
        version = secret.resourceVersion.flatMap(UInt64.init)
    }
}

/// A time as servers write it: RFC 3339 in UTC, to the second.
///
/// Source: Kubernetes, `metav1.Time`.
private struct ServerTime: Sendable, Hashable, Comparable {
    /// The digits of year, month, day, hour, minute and second.
    private let digits: Int64

    /// After all others.
    static let end = ServerTime(digits: .max)

    private init(digits: Int64) {
        self.digits = digits
    }

    init?(_ text: String?) {
        guard let text, text.utf8.count == Self.form.utf8.count else { return nil }
        var digits: Int64 = 0
        for (byte, form) in zip(text.utf8, Self.form.utf8) {
            if form == UInt8(ascii: "0") {
                guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
                digits = digits * 10 + Int64(byte - UInt8(ascii: "0"))
            } else if byte != form {
                return nil
            }
        }
        self.digits = digits
    }

    private static let form = "0000-00-00T00:00:00Z"

    static func < (left: ServerTime, right: ServerTime) -> Bool { left.digits < right.digits }
}
