import YAMLDocument

/// The state of a Flux object, read as kstatus reads it, with the exception that FluxStatus takes a failure which Flux
/// tries again and again (`ProgressingWithRetry`) for the failure that it is.
///
/// Source: sigs.k8s.io/cli-utils, kstatus; Flux, GitRepository and Kustomization, "Working with conditions".
struct FluxStatus<Object: ObjectReading> {
    let object: Object

    private func condition(_ type: String) -> Object.Content? {
        object.status?["conditions"]?.array?.first { $0["type"]?.isString(type) == true }
    }

    /// What the object is at, and why.
    var state: FluxState {
        if object.deletionTimestamp != nil { return .terminating }
        let ready = condition("Ready")
        if object.spec?["suspend"]?.bool == true { return .suspended }
        if let stalled = condition("Stalled"), stalled.hasStatus("True") { return .failed(stalled.conditionText) }
        if let ready, ready.hasStatus("False") {
            return Self.passes(ready) ? .inProgress(ready.conditionText) : .failed(ready.conditionText)
        }
        // The generation is not observed until a reconciliation succeeded, so failures come first.
        guard let observed = object.status?["observedGeneration"]?.int, observed == object.generation else {
            return .inProgress(ready?.conditionText ?? "its controller has not seen it yet")
        }
        if let reconciling = condition("Reconciling"), reconciling.hasStatus("True") {
            return .inProgress(reconciling.conditionText)
        }
        guard let ready, ready.hasStatus("True") else {
            return .inProgress(ready?.conditionText ?? "its controller has not judged it yet")
        }
        return .current
    }

    /// What its controller said last of all, whatever has become of the object since.
    var lastWord: (ObjectState.Readiness, String?) {
        guard let ready = condition("Ready") else { return (.unknown, nil) }
        let readiness = ready["status"]?.string.flatMap(ObjectState.Readiness.init) ?? .unknown
        return (readiness, ready["message"]?.string ?? "")
    }

    /// The commit that its controller is trying, or has tried last; `nil` where it does not say.
    ///
    /// While it tries, and after a failure until it tries again, kustomize-controller names it in `Reconciling`:
    /// `lastAttemptedRevision` is set later, and not at all where the path is missing.
    var triedCommit: String? {
        let trying = condition("Reconciling").flatMap { reconciling in
            (reconciling["message"]?.string ?? "").split(separator: " ").lazy.compactMap { FluxRevision(String($0)) }
                .first
        }
        return trying?.commit ?? object.status?["lastAttemptedRevision"]?.string.flatMap(FluxRevision.init)?.commit
    }

    /// Whether a Kustomization fails because the commit that it tried has no such path.
    var isPathMissing: Bool {
        guard let ready = condition("Ready"), ready.hasStatus("False") else { return false }
        return ready["reason"]?.string == "ArtifactFailed"
            && ready["message"]?.string?.contains(Self.missingPath) == true
    }

    /// Source: Flux, kustomize-controller.
    private static var missingPath: String { "path not found" }

    /// Whether a reason of `Ready=False` passes by itself, once what it waits for is there.
    private static func passes(_ ready: Object.Content) -> Bool {
        let message = ready["message"]?.string ?? ""
        return switch ready["reason"]?.string {
        case "Progressing", "HealthCheckCanceled": true
        // A dependency of a name that nobody has is waited for in vain.
        case "DependencyNotReady": !message.contains("not found")
        // The source, or its artifact; its own link says what is the matter with it.
        case "ArtifactFailed": message.contains("not found") && !message.contains(missingPath)
        default: false
        }
    }
}

extension JSONReading {
    fileprivate func hasStatus(_ status: String) -> Bool { self["status"]?.isString(status) == true }

    /// The reason and the message of a condition.
    fileprivate var conditionText: String {
        let (reason, message) = (self["reason"]?.string ?? "", self["message"]?.string ?? "")
        return message.isEmpty ? reason : reason.isEmpty ? message : "\(reason): \(message)"
    }
}

/// What a Flux object is at, and why.
enum FluxState: Hashable {
    case current
    case inProgress(String)
    case failed(String)
    case suspended
    case terminating
}
