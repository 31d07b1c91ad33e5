import CarvelCore
import Crypto

/// What kapp does to one object.
struct KappChange {
    enum Operation: String {
        case create, update, delete
        /// Nothing is changed, and yet it is waited for.
        case noop
    }

    var operation: Operation
    var object: KubernetesObject
    var type: ResourceType

    /// What kapp waits for.
    var goal: String { operation == .delete ? "delete" : "reconcile" }

    /// An object as kapp's messages name it, such as `configmap/app (v1) namespace: shop`.
    static func subject(_ object: KubernetesObject, _ type: ResourceType) -> String {
        "\(type.kind.lowercased())/\(object.name) (\(type.apiVersion)) "
            + (object.namespace.map { "namespace: \($0)" } ?? "cluster")
    }
}

/// How kapp tells one object from another.
struct KappIdentity {
    /// The value of the annotation `kapp.k14s.io/identity`.
    let text: String
    /// The value of the label `kapp.k14s.io/association`.
    let association: String

    init(_ object: KubernetesObject, _ type: ResourceType) {
        let place = "\(object.namespace ?? "")/\(type.group)/\(type.kind)/\(object.name)"
        text = "v1;\(place);\(type.version)"
        association = "v1." + Insecure.MD5.hash(data: Array(place.utf8)).hexadecimal
    }
}

/// Why kapp gave up, in its own words.
struct KappError: Error {
    /// What it writes to stderr.
    let text: String

    init(_ message: String) {
        text = "kapp: Error: " + CarvelError.lines(message)
    }

    /// - Parameter action: what kapp was doing when the server refused.
    init(_ action: String, _ failure: RequestFailure) {
        let reason = failure.reason.isEmpty ? "" : " (reason: \(failure.reason))"
        self.init("\(action): \(failure.message)\(reason)")
    }
}
