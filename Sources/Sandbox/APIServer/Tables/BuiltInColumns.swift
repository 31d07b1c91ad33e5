import CarvelCore
import OrderedCollections
import YAMLDocument

/// The columns of the built-in types that people look at most; all others show name and age.
enum BuiltInColumns {
    /// The columns of a type, the name first.
    static func columns(of definition: ResourceDefinition) -> [TableColumn] {
        switch definition.groupResource {
        case "namespaces":
            return [.objectName, text("Status", "status", "phase"), .age]
        case "secrets":
            return [.objectName, text("Type", "type"), count("Data", "data"), .age]
        case "configmaps":
            return [.objectName, count("Data", "data"), .age]
        case "serviceaccounts":
            return [.objectName, count("Secrets", "secrets"), .age]
        case "roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io":
            return [.objectName, text("Created At", "metadata", "creationTimestamp")]
        case "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io":
            return [.objectName, roleReference, .age]
        case "deployments.apps": return deployment
        case "pods": return pod
        case "events", "events.events.k8s.io": return event
        case "customresourcedefinitions.apiextensions.k8s.io":
            return [.objectName, text("Created At", "metadata", "creationTimestamp")]
        default: return [.objectName, .age]
        }
    }

    private static func text(_ name: String, _ path: String..., priority: Int = 0) -> TableColumn {
        TableColumn(name: name, description: path.joined(separator: "."), priority: priority) { object, _ in
            .string(path.reduce(object as JSONValue?) { $0?[$1] }?.string ?? "")
        }
    }

    private static func number(_ name: String, _ path: String...) -> TableColumn {
        TableColumn(name: name, type: "integer", description: path.joined(separator: ".")) { object, _ in
            .int(Int64(path.reduce(object as JSONValue?) { $0?[$1] }?.int ?? 0))
        }
    }

    private static func count(_ name: String, _ member: String) -> TableColumn {
        TableColumn(name: name, type: "string", description: "How many entries \(member) has.") { object, _ in
            let entries = object[member]
            return .int(Int64(entries?.object?.count ?? entries?.array?.count ?? 0))
        }
    }

    private static let roleReference = TableColumn(name: "Role", description: "What the binding grants.") { object, _ in
        let kind = object[path: "roleRef", "kind"]?.string ?? ""
        let name = object[path: "roleRef", "name"]?.string ?? ""
        return .string("\(kind)/\(name)")
    }

    private static let deployment: [TableColumn] = [
        .objectName,
        TableColumn(name: "Ready", description: "Number of the pod with ready state") { object, _ in
            let ready = object[path: "status", "readyReplicas"]?.int ?? 0
            let wanted = object[path: "spec", "replicas"]?.int ?? 1
            return .string("\(ready)/\(wanted)")
        },
        number("Up-to-date", "status", "updatedReplicas"),
        number("Available", "status", "availableReplicas"),
        .age,
    ]

    private static let pod: [TableColumn] = [
        .objectName,
        TableColumn(name: "Ready", description: "The containers that are ready, of all.") { object, _ in
            let statuses = object[path: "status", "containerStatuses"]?.array ?? []
            let containers = object[path: "spec", "containers"]?.array ?? []
            let ready = statuses.count { $0["ready"]?.bool == true }
            return .string("\(ready)/\(containers.count)")
        },
        text("Status", "status", "phase"),
        TableColumn(name: "Restarts", description: "How often containers were restarted.") { object, _ in
            let statuses = object[path: "status", "containerStatuses"]?.array ?? []
            return .string(String(statuses.reduce(0) { $0 + ($1["restartCount"]?.int ?? 0) }))
        },
        .age,
    ]

    private static let event: [TableColumn] = [
        TableColumn(name: "Last Seen", description: "Time since the event was last seen.") { object, now in
            let seen = object["lastTimestamp"] ?? object["eventTime"] ?? object[path: "metadata", "creationTimestamp"]
            return .string(seen?.string.flatMap { HumanDuration.text(since: $0, now: now) } ?? "<unknown>")
        },
        text("Type", "type"),
        text("Reason", "reason"),
        TableColumn(name: "Object", description: "What the event is about.") { object, _ in
            let regarding = object["involvedObject"] ?? object["regarding"]
            let kind = regarding?["kind"]?.string?.lowercased() ?? ""
            return .string("\(kind)/\(regarding?["name"]?.string ?? "")")
        },
        TableColumn(name: "Message", description: "What happened.") { object, _ in
            .string((object["message"] ?? object["note"])?.string ?? "")
        },
    ]
}
