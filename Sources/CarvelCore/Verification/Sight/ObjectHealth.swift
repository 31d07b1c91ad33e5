import YAMLDocument

/// How an object of any kind is, as kstatus reads it: by its generation, its usual conditions, and for what runs Pods by
/// how many of them there are.
///
/// Source: sigs.k8s.io/cli-utils, kstatus.
struct ObjectHealth {
    let state: SeenObject.State
    let message: String?

    init(_ object: KubernetesObject) {
        (state, message) = Self.judge(object)
    }

    private static func judge(_ object: KubernetesObject) -> (SeenObject.State, String?) {
        if object.deletionTimestamp != nil { return (.progressing, "is being deleted") }
        let status = object.status
        if let observed = status?["observedGeneration"]?.int, let generation = object.generation, observed < generation
        {
            return (.progressing, "its controller has not seen its latest change yet")
        }
        for type in ["Stalled", "Failed", "ReplicaFailure"] {
            if let condition = condition(type, object), condition.status == "True" { return (.failed, condition.words) }
        }
        if let progress = condition("Progressing", object), progress.status == "False" {
            return (.failed, progress.words)
        }
        if let pods = pods(of: object) { return pods }
        if object.kind == "Pod", let phase = status?["phase"]?.string { return pod(phase, object) }
        if let condition = condition("Complete", object), condition.status == "True" { return (.ready, nil) }
        if let condition = condition("Ready", object) {
            return condition.status == "True" ? (.ready, nil) : (.progressing, condition.words)
        }
        return (.present, nil)
    }

    /// What runs a number of Pods, and has as many as it should.
    private static func pods(of object: KubernetesObject) -> (SeenObject.State, String?)? {
        let wanted: Int
        let found: Int
        switch object.kind {
        case "Deployment":
            wanted = object.spec?["replicas"]?.int ?? 1
            found = min(
                object.status?["updatedReplicas"]?.int ?? 0,
                object.status?["availableReplicas"]?.int ?? 0
            )
        case "StatefulSet", "ReplicaSet":
            wanted = object.spec?["replicas"]?.int ?? 1
            found = object.status?["readyReplicas"]?.int ?? 0
        case "DaemonSet":
            guard let scheduled = object.status?["desiredNumberScheduled"]?.int else {
                return (.progressing, "its controller has not judged it yet")
            }
            wanted = scheduled
            found = object.status?["numberReady"]?.int ?? 0
        default: return nil
        }
        return found >= wanted ? (.ready, nil) : (.progressing, "\(found) of \(wanted) Pods are available")
    }

    private static func pod(_ phase: String, _ object: KubernetesObject) -> (SeenObject.State, String?) {
        switch phase {
        case "Succeeded": return (.ready, nil)
        case "Failed": return (.failed, object.status?["message"]?.string ?? object.status?["reason"]?.string)
        default:
            let ready = condition("Ready", object)
            return ready?.status == "True" ? (.ready, nil) : (.progressing, ready?.words ?? phase)
        }
    }

    private struct Condition {
        var status: String
        var words: String?
    }

    private static func condition(_ type: String, _ object: KubernetesObject) -> Condition? {
        let found = object.status?["conditions"]?.array?.first { $0["type"]?.string == type }
        return found.map { condition in
            let words = [condition["message"], condition["reason"]].compactMap { $0?.string }.first { !$0.isEmpty }
            return Condition(status: condition["status"]?.string ?? "", words: words)
        }
    }
}
