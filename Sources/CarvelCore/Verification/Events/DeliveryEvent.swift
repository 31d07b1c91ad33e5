public import FoundationEssentials
import OrderedCollections
public import YAMLDocument

/// What a controller has told of an object of a delivery, once or several times.
public struct DeliveryEvent: Sendable, Hashable {
    /// The cluster, as the user knows it.
    public var cluster: String
    /// The event's own namespace, which is also the object's.
    public var namespace: String
    /// The event's own name, which means nothing.
    public var name: String
    /// Whether it is a warning.
    public var type: Kind
    /// One word, such as `ReconciliationSucceeded`.
    public var reason: String
    /// The kind of the object that it is about, such as `Kustomization`.
    public var objectKind: String
    /// The name of the object that it is about.
    public var objectName: String
    /// The controller's words, secrets masked.
    public var message: String
    /// The controller that tells it; `nil` where it does not say who it is.
    public var source: String?
    /// When it happened first; `nil` where that is not told.
    public var firstSeen: Date?
    /// When it happened last; `nil` where that is not told.
    public var lastSeen: Date?
    /// How often it happened.
    public var count: Int

    /// Events are of two types; a type that there may be one day counts as the harmless one.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case normal = "Normal"
        case warning = "Warning"
    }

    /// The object that it is about, as kubectl has it: `kustomization/app`.
    public var object: String { "\(objectKind.lowercased())/\(objectName)" }
}

extension DeliveryEvent {
    /// Reads a core `v1` Event. Those that happen again and again are told as a series, or by a count; the newer ones
    /// carry times in microseconds, the older ones in seconds.
    ///
    /// Source: Kubernetes, `Event` of core `v1` and of `events.k8s.io/v1`; kubectl's printer of events.
    init(_ event: KubernetesObject, on cluster: String) {
        func time(_ path: String...) -> Date? {
            let value = path.reduce(event.json as JSONValue?) { $0?[$1] }
            return value?.string.flatMap(ObjectTime.date)
        }
        let about = event.json["involvedObject"]
        let created = time("metadata", "creationTimestamp")
        self.cluster = cluster
        namespace = event.namespace ?? ""
        name = event.name
        type = event.json["type"]?.string.flatMap(Kind.init(rawValue:)) ?? .normal
        reason = event.json["reason"]?.string ?? ""
        objectKind = about?["kind"]?.string ?? ""
        objectName = about?["name"]?.string ?? ""
        message = SecretText.masked(event.json["message"]?.string ?? "")
        source = [event.json[path: "source", "component"], event.json["reportingComponent"]]
            .compactMap { $0?.string }.first { !$0.isEmpty }
        firstSeen = time("firstTimestamp") ?? time("eventTime") ?? created
        lastSeen = time("series", "lastObservedTime") ?? time("lastTimestamp") ?? time("eventTime") ?? firstSeen
        count = event.json[path: "series", "count"]?.int ?? event.json["count"]?.int ?? 1
    }

    /// Oldest first; what happened at the same time in a fixed order.
    static func isEarlier(_ one: DeliveryEvent, _ other: DeliveryEvent) -> Bool {
        let times = (one.lastSeen ?? .distantPast, other.lastSeen ?? .distantPast)
        guard times.0 == times.1 else { return times.0 < times.1 }
        return (one.cluster, one.namespace, one.name) < (other.cluster, other.namespace, other.name)
    }

    /// The event as an item of a `DeliveryEventList`; what is not known is left out.
    public var json: JSONValue {
        var item: JSONObject = [
            "cluster": .string(cluster), "namespace": .string(namespace), "name": .string(name),
            "type": .string(type.rawValue), "reason": .string(reason),
            "object": ["kind": .string(objectKind), "name": .string(objectName)],
            "message": .string(message),
        ]
        item["source"] = source.map(JSONValue.string)
        item["count"] = .int(Int64(count))
        item["firstSeen"] = firstSeen.map { .string($0.formatted(.iso8601)) }
        item["lastSeen"] = lastSeen.map { .string($0.formatted(.iso8601)) }
        return .object(item)
    }
}
