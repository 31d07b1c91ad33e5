public import FoundationEssentials

/// Which lines of the controllers' logs are wanted.
public struct LogFilter: Sendable {
    /// Only those about objects of this kind.
    public var kind: StateKind?
    /// Only those about an object of this name.
    public var name: String?
    /// Only those of this level.
    public var level: LogEntry.Level?
    /// Only those that were written then or later.
    public var since: Date?
    /// Whether lines about what is not of the delivery, or of nothing, are wanted too.
    public var isAll = false

    /// All lines about the delivery's objects, unless said otherwise.
    public init() {}

    func includes(_ entry: LogEntry, on cluster: DeliveryCluster) -> Bool {
        if let level, entry.level != level { return false }
        if let since, entry.time < since { return false }
        if let name, entry.name != name { return false }
        if let kind, entry.kind?.lowercased() != kind.singular { return false }
        return isAll || entry.kind != nil && entry.namespace == cluster.namespace
    }
}
