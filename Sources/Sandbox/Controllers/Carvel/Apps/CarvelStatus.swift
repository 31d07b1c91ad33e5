import CarvelCore
import YAMLDocument

/// The one condition that an object of kapp-controller has.
enum CarvelCondition: Sendable, Equatable {
    case reconciling
    case succeeded
    /// The message stands in the condition.
    case failed(String)
    case deleting
    case deleteFailed(String)

    private var type: String {
        switch self {
        case .reconciling: "Reconciling"
        case .succeeded: "ReconcileSucceeded"
        case .failed: "ReconcileFailed"
        case .deleting: "Deleting"
        case .deleteFailed: "DeleteFailed"
        }
    }

    /// Kept free of reason and time, as the real controller writes it.
    var json: JSONValue {
        var condition: JSONValue = ["type": .string(type), "status": "True"]
        switch self {
        case .failed(let message), .deleteFailed(let message): condition["message"] = .string(message)
        case .reconciling, .succeeded, .deleting: break
        }
        return condition
    }

    /// The sentence for tables.
    var friendlyDescription: String {
        switch self {
        case .reconciling: "Reconciling"
        case .succeeded: "Reconcile succeeded"
        case .failed(let message): "Reconcile failed: \(message)"
        case .deleting: "Deleting"
        case .deleteFailed(let message): "Delete failed: \(message)"
        }
    }

    /// What an object's status says; `nil` for one that nobody has looked at, or that is paused.
    init?(of object: KubernetesObject) {
        guard let condition = object.status?["conditions"]?.array?.first else { return nil }
        let message = condition["message"]?.string ?? ""
        switch condition["type"]?.string {
        case "Reconciling": self = .reconciling
        case "ReconcileSucceeded": self = .succeeded
        case "ReconcileFailed": self = .failed(message)
        case "Deleting": self = .deleting
        case "DeleteFailed": self = .deleteFailed(message)
        default: return nil
        }
    }
}

/// The text that stands wherever the true reason is too long for a table.
let seeUsefulErrorMessage = "Error (see .status.usefulErrorMessage for details)"
