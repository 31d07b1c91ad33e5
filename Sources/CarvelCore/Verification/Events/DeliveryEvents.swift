/// The events about the objects of a delivery, of several clusters at once.
public struct DeliveryEvents: Sendable {
    let clusters: [DeliveryCluster]
    let filter: EventFilter

    /// Nothing is asked for before they are read.
    public init(on clusters: [DeliveryCluster], _ filter: EventFilter) {
        self.clusters = clusters
        self.filter = filter
    }

    /// The events of all clusters by time, the oldest first. A cluster that can't be asked hides no other.
    public func read() async -> EventReading {
        var reading = await withTaskGroup(of: EventReading.self) { group in
            for cluster in clusters { group.addTask { await read(cluster) } }
            return await group.reduce(into: EventReading()) { $0.add($1) }
        }
        reading.events.sort(by: DeliveryEvent.isEarlier)
        reading.failures.sort { $0.cluster < $1.cluster }
        return reading
    }

    private func read(_ cluster: DeliveryCluster) async -> EventReading {
        var reading = EventReading()
        do {
            let objects = try await cluster.client().list(
                .event,
                namespace: cluster.namespace,
                reading: .all(except: "metadata.managedFields")
            )
            for object in objects { take(object, of: cluster, &reading) }
        } catch {
            reading.failures.append(ClusterFailure(cluster, error))
        }
        return reading
    }

    /// Adds an event that is wanted, and has not been told in this version.
    private func take(_ object: KubernetesObject, of cluster: DeliveryCluster, _ reading: inout EventReading) {
        let event = DeliveryEvent(object, on: cluster.name)
        let version = EventReading.Version(cluster: cluster.name, uid: object.uid, version: object.resourceVersion)
        guard filter.includes(event, on: cluster), reading.versions.insert(version).inserted else { return }
        reading.events.append(event)
    }

    /// What happens from now on, and what has happened since a reading. Ends with the task that waits for it.
    public func news(after reading: EventReading) -> AsyncStream<EventNews> {
        clusters.news { await follow($0, after: reading, $1) }
    }

    private func follow(
        _ cluster: DeliveryCluster,
        after reading: EventReading,
        _ tell: @Sendable (EventNews) -> Void
    ) async {
        // Without a context there is nobody to ask, as the reading has told.
        guard let client = try? cluster.client() else { return }
        var known = EventReading(versions: reading.versions)
        var isLost = reading.failures.contains { $0.cluster == cluster.name }
        for await change in ObjectFollower(client, ObjectSelector(.event, namespace: cluster.namespace)) {
            switch change {
            case .initial(let objects): for object in objects { take(object, of: cluster, &known) }
            case .added(let object), .modified(let object): take(object, of: cluster, &known)
            case .deleted: break
            case .outOfTouch(let error):
                // That it could not be read at first has been told.
                if !isLost { tell(.outOfTouch(ClusterFailure(cluster, error))) }
                isLost = true
            case .backInTouch:
                tell(.backInTouch(cluster: cluster.name))
                isLost = false
            }
            for event in known.events.sorted(by: DeliveryEvent.isEarlier) { tell(.event(event)) }
            known.events = []
        }
    }
}

/// The events that there were when they were read.
public struct EventReading: Sendable {
    /// The events by time, the oldest first.
    public var events: [DeliveryEvent] = []
    /// The clusters that could not be asked.
    public var failures: [ClusterFailure] = []
    /// What has been told, so that it is not told twice.
    var versions: Set<Version> = []

    /// An event as it was at one time.
    struct Version: Sendable, Hashable {
        var cluster: String
        var uid: String?
        var version: String?
    }

    mutating func add(_ other: EventReading) {
        events += other.events
        failures += other.failures
        versions.formUnion(other.versions)
    }
}

/// What is told of while events are followed.
public enum EventNews: Sendable, Hashable {
    case event(DeliveryEvent)
    /// What happens on a cluster is not seen for now.
    case outOfTouch(ClusterFailure)
    case backInTouch(cluster: String)
}
