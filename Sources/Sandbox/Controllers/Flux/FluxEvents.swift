import CarvelCore
import Foundation
import YAMLDocument

/// Tells of the results of a Flux controller as Kubernetes events, which is what `kubectl events` shows.
struct FluxEvents: Sendable {
    let client: ClusterClient
    /// The controller's name.
    let component: String

    /// Records an event where an object's Ready condition has come to another result than before.
    ///
    /// - Parameter success: reason and message for a good result, where they are not those of the condition.
    func tell(
        _ object: KubernetesObject,
        of type: ResourceType,
        now status: JSONValue,
        success: (reason: String, message: String)? = nil
    ) async {
        guard let ready = Self.ready(status), ready != Self.ready(object.status) else { return }
        let isGood = ready.status == "True"
        guard isGood || ready.status == "False" else { return }
        let now = JSONValue.string(Timestamp.now())
        let event = KubernetesObject([
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": [
                "name": "\(object.name).\(UUID().uuidString.lowercased().prefix(16))",
                "namespace": .string(object.namespace ?? "default"),
            ],
            "involvedObject": [
                "apiVersion": .string(type.apiVersion),
                "kind": .string(type.kind),
                "name": .string(object.name),
                "namespace": .string(object.namespace ?? ""),
                "uid": .string(object.uid ?? ""),
                "resourceVersion": .string(object.resourceVersion ?? ""),
            ],
            "type": isGood ? "Normal" : "Warning",
            "reason": .string(isGood ? success?.reason ?? ready.reason : ready.reason),
            "message": .string(isGood ? success?.message ?? ready.message : ready.message),
            "source": ["component": .string(component)],
            "reportingComponent": .string(component),
            "reportingInstance": .string(component),
            "count": 1,
            "firstTimestamp": now,
            "lastTimestamp": now,
        ])
        do {
            _ = try await client.create(event, as: .event)
        } catch {
            // As with the real recorder, an event that can't be recorded is lost; the status has the result.
        }
    }

    private struct Ready: Equatable {
        var status: String
        var reason: String
        var message: String
    }

    private static func ready(_ status: JSONValue?) -> Ready? {
        let condition = status?["conditions"]?.array?.first { $0["type"]?.string == "Ready" }
        return condition.map { condition in
            Ready(
                status: condition["status"]?.string ?? "",
                reason: condition["reason"]?.string ?? "",
                message: condition["message"]?.string ?? ""
            )
        }
    }
}
