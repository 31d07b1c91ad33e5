import OrderedCollections
import YAMLDocument

/// Which objects of a type a list or watch is about.
struct Selection: Sendable {
    private let labels: LabelSelector
    private let fields: FieldSelector

    /// Whether there is anything to select by.
    var isEverything: Bool { labels.requirements.isEmpty && fields.requirements.isEmpty }

    /// - Throws: 400 for selectors that cannot be read, or select by unknown fields.
    init(_ query: RequestQuery, definition: ResourceDefinition) throws(StatusError) {
        labels = try LabelSelector(query["labelSelector"])
        fields = try FieldSelector(query["fieldSelector"], fields: Self.fields(of: definition))
    }

    func contains(_ object: JSONValue) -> Bool {
        guard !isEverything else { return true }
        var labels: [String: String] = [:]
        for (key, value) in object[path: "metadata", "labels"]?.object ?? [:] {
            labels[key] = value.string
        }
        return self.labels.matches(labels) && fields.matches(object)
    }

    /// The fields of a type that selectors may name besides name and namespace.
    private static func fields(of definition: ResourceDefinition) -> [String] {
        switch definition.groupResource {
        case "events", "events.events.k8s.io":
            return [
                "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
                "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
                "reportingComponent", "source", "type",
            ]
        case "secrets": return ["type"]
        case "namespaces": return ["status.phase"]
        case "pods": return ["spec.nodeName", "spec.serviceAccountName", "status.phase", "status.podIP"]
        case "packages.data.packaging.carvel.dev": return ["spec.refName"]
        default: return []
        }
    }
}
