/// The logs of the controllers that bring a delivery, of several clusters at once.
public struct DeliveryLogs: Sendable {
    let clusters: [DeliveryCluster]
    let places: ControllerPlaces
    let filter: LogFilter

    /// Nothing is asked for before they are read.
    public init(on clusters: [DeliveryCluster], in places: ControllerPlaces, _ filter: LogFilter) {
        self.clusters = clusters
        self.places = places
        self.filter = filter
    }

    /// The lines of all controllers by time, the oldest first. A cluster that can't be asked hides no other.
    public func read() async -> LogReading {
        var reading = await withTaskGroup(of: LogReading.self) { group in
            for cluster in clusters { group.addTask { await read(cluster) } }
            return await group.reduce(into: LogReading()) { $0.add($1) }
        }
        reading.entries.sort(by: LogEntry.isEarlier)
        reading.failures.sort { $0.cluster < $1.cluster }
        return reading
    }

    private func read(_ cluster: DeliveryCluster) async -> LogReading {
        var reading = LogReading()
        do {
            let client = try cluster.client()
            let selector = places.selector(on: cluster)
            let pods = try await client.list(
                .pod,
                namespace: selector.namespace,
                labelSelector: selector.labels,
                reading: ControllerPod.selection
            )
            if pods.isEmpty {
                let namespace = selector.namespace ?? ""
                reading.failures.append(
                    ClusterFailure(
                        cluster,
                        DeliveryError(
                            at: "cluster \"\(cluster.name)\"",
                            "there is no Pod with \(selector.labels ?? "") in namespace \"\(namespace)\"",
                            hint: "say where the controllers run with --flux-namespace or --kapp-controller-namespace"
                        )
                    )
                )
            }
            for pod in pods.map(ControllerPod.init) {
                try await read(pod, client, cluster, &reading)
            }
        } catch {
            reading.failures.append(ClusterFailure(cluster, error))
        }
        return reading
    }

    private func read(
        _ pod: ControllerPod,
        _ client: ClusterClient,
        _ cluster: DeliveryCluster,
        _ reading: inout LogReading
    ) async throws(ClusterError) {
        var lines = try await client.log(of: pod.name, container: pod.container, LogWish(since: filter.since))
        var position = LogPosition()
        while let line = try await lines.next() {
            guard let entry = LogEntry(line, of: pod.controller, on: cluster.name), position.take(entry) else {
                continue
            }
            if filter.includes(entry, on: cluster) { reading.entries.append(entry) }
        }
        reading.positions[LogReading.Source(cluster: cluster.name, pod: pod.name)] = position
    }
}

/// The lines that there were when logs were read.
public struct LogReading: Sendable {
    /// The lines by time, the oldest first.
    public var entries: [LogEntry] = []
    /// The clusters that could not be asked.
    public var failures: [ClusterFailure] = []
    /// Up to where each log was read.
    var positions: [Source: LogPosition] = [:]

    struct Source: Sendable, Hashable {
        var cluster: String
        var pod: NamespacedName
    }

    mutating func add(_ other: LogReading) {
        entries += other.entries
        failures += other.failures
        positions.merge(other.positions) { _, new in new }
    }
}

/// Up to where a log was read. A log can be taken up again by the second only, and so begins with lines that were read.
struct LogPosition: Sendable {
    private(set) var last: LogEntry?
    /// The lines of the last time, of which there may be several.
    private var atLast: Set<LogEntry> = []

    /// Goes on to a line.
    ///
    /// - Returns: whether it was not read before.
    mutating func take(_ entry: LogEntry) -> Bool {
        if let last {
            if entry.stamp < last.stamp { return false }
            if entry.stamp == last.stamp, atLast.contains(entry) { return false }
            if entry.stamp > last.stamp { atLast = [] }
        }
        last = entry
        atLast.insert(entry)
        return true
    }
}
