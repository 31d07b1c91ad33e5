import CarvelCore
import YAMLDocument

/// The status of a Flux object while a controller works on it: the conditions, and what else the controller sets.
struct FluxStatus: Sendable {
    /// The whole status as it is to be written.
    private(set) var json: JSONValue
    private let generation: Int

    init(_ object: KubernetesObject) {
        json = object.status ?? [:]
        generation = object.generation ?? 0
        if let token = object.annotation("reconcile.fluxcd.io/requestedAt") {
            json["lastHandledReconcileAt"] = .string(token)
        }
    }

    subscript(member: String) -> JSONValue? {
        get { json[member] }
        set { json[member] = newValue }
    }

    /// That the wanted state has been reached: no condition but the good ones is left, and the generation counts as
    /// observed.
    mutating func succeed(reason: String, message: String) {
        remove("Reconciling")
        remove("FetchFailed")
        set("Ready", "True", reason: reason, message: message)
        json["observedGeneration"] = .int(Int64(generation))
    }

    /// That something stood in the way and will be tried again. The generation does not count as observed.
    mutating func fail(reason: String, message: String) {
        set("Reconciling", "True", reason: "ProgressingWithRetry", message: message)
        set("Ready", "False", reason: reason, message: message)
    }

    /// That work has begun.
    mutating func progress(_ message: String) {
        set("Reconciling", "True", reason: "Progressing", message: message)
        set("Ready", "Unknown", reason: "Progressing", message: "Reconciliation in progress")
    }

    /// Sets one condition. The time of its last transition moves only if its status does.
    mutating func set(_ type: String, _ status: String, reason: String, message: String) {
        let before = conditions.first { $0["type"]?.string == type }
        var condition: JSONValue = [
            "type": .string(type), "status": .string(status), "reason": .string(reason), "message": .string(message),
            "observedGeneration": .int(Int64(generation)),
        ]
        let isSame = before?["status"]?.string == status
        condition["lastTransitionTime"] =
            isSame ? before?["lastTransitionTime"] : .string(Timestamp.now())
        if let index = conditions.firstIndex(where: { $0["type"]?.string == type }) {
            conditions[index] = condition
        } else if type == "Reconciling" {
            conditions.insert(condition, at: 0)
        } else {
            conditions.append(condition)
        }
    }

    mutating func remove(_ type: String) {
        conditions.removeAll { $0["type"]?.string == type }
    }

    private var conditions: [JSONValue] {
        get { json["conditions"]?.array ?? [] }
        set { json["conditions"] = .array(newValue) }
    }
}

extension KubernetesObject {
    /// Whether a Flux object says that its present generation is ready.
    var isReadyInFlux: Bool {
        let ready = status?["conditions"]?.array?.first { $0["type"]?.string == "Ready" }
        return ready?["status"]?.string == "True" && status?["observedGeneration"]?.int == generation
    }

    /// What makes a Flux controller look at an object again: a new wish, or a request by annotation.
    var fluxWish: [String?] {
        [
            generation.map(String.init), annotation("reconcile.fluxcd.io/requestedAt"), deletionTimestamp,
        ]
    }
}

/// Why a Flux controller could not do its work, as it will stand in the conditions.
struct FluxFailure: Error, Sendable {
    var reason: String
    var message: String
}

extension FluxRelease {
    /// The version in which this release's own controllers work.
    func type(_ type: ResourceType) -> ResourceType {
        self == .v0_41 ? type.version("v1beta2") : type
    }

    /// How the release writes which commit of a branch is meant.
    func revision(branch: String, commit: String) -> String {
        self == .v0_41 ? "\(branch)/\(commit)" : "\(branch)@sha1:\(commit)"
    }
}
