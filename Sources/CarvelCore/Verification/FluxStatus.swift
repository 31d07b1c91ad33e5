import YAMLDocument

/// The state of a Flux object, read as kstatus reads it, with the exception that FluxStatus takes a failure which Flux
/// tries again and again (`ProgressingWithRetry`) for the failure that it is.
///
/// Source: sigs.k8s.io/cli-utils, kstatus; Flux, GitRepository and Kustomization, "Working with conditions".
struct FluxStatus {
    let object: KubernetesObject

    private func condition(_ type: String) -> (status: String, reason: String, message: String)? {
        guard let conditions = object.status?["conditions"]?.array,
            let condition = conditions.first(where: { $0["type"]?.string == type })
        else { return nil }
        return (
            condition["status"]?.string ?? "", condition["reason"]?.string ?? "", condition["message"]?.string ?? ""
        )
    }

    /// What the object is at, and why.
    enum State: Hashable {
        case current
        case inProgress(String)
        case failed(String)
        case suspended
        case terminating
    }

    var state: State {
        if object.deletionTimestamp != nil { return .terminating }
        let ready = condition("Ready")
        if object.spec?["suspend"]?.bool == true { return .suspended }
        if let stalled = condition("Stalled"), stalled.status == "True" {
            return .failed(Self.text(stalled.reason, stalled.message))
        }
        if let ready, ready.status == "False", !Self.passes(reason: ready.reason, message: ready.message) {
            return .failed(Self.text(ready.reason, ready.message))
        }
        if let ready, ready.status == "False" { return .inProgress(Self.text(ready.reason, ready.message)) }
        // The generation is not observed until a reconciliation succeeded, so failures come first.
        guard let observed = object.status?["observedGeneration"]?.int, observed == object.generation else {
            return .inProgress(ready.map { Self.text($0.reason, $0.message) } ?? "its controller has not seen it yet")
        }
        if let reconciling = condition("Reconciling"), reconciling.status == "True" {
            return .inProgress(Self.text(reconciling.reason, reconciling.message))
        }
        guard let ready, ready.status == "True" else {
            return .inProgress(ready.map { Self.text($0.reason, $0.message) } ?? "its controller has not judged it yet")
        }
        return .current
    }

    /// What its controller said last of all, whatever has become of the object since.
    var lastWord: (ObjectState.Readiness, String?) {
        guard let ready = condition("Ready") else { return (.unknown, nil) }
        return (ObjectState.Readiness(rawValue: ready.status) ?? .unknown, ready.message)
    }

    /// The commit that its controller is trying, or has tried last; `nil` where it does not say.
    ///
    /// While it tries, and after a failure until it tries again, kustomize-controller names it in `Reconciling`:
    /// `lastAttemptedRevision` is set later, and not at all where the path is missing.
    var triedCommit: String? {
        let trying = condition("Reconciling").flatMap { reconciling in
            reconciling.message.split(separator: " ").lazy.compactMap { FluxRevision(String($0)) }.first
        }
        return trying?.commit ?? object.status?["lastAttemptedRevision"]?.string.flatMap(FluxRevision.init)?.commit
    }

    /// Whether a Kustomization fails because the commit that it tried has no such path.
    var isPathMissing: Bool {
        guard let ready = condition("Ready"), ready.status == "False" else { return false }
        return ready.reason == "ArtifactFailed" && ready.message.contains(Self.missingPath)
    }

    /// Source: Flux, kustomize-controller.
    private static let missingPath = "path not found"

    /// Whether a reason of `Ready=False` passes by itself, once what it waits for is there.
    private static func passes(reason: String, message: String) -> Bool {
        switch reason {
        case "Progressing", "HealthCheckCanceled": true
        // A dependency of a name that nobody has is waited for in vain.
        case "DependencyNotReady": !message.contains("not found")
        // The source, or its artifact; its own link says what is the matter with it.
        case "ArtifactFailed": message.contains("not found") && !message.contains(missingPath)
        default: false
        }
    }

    private static func text(_ reason: String, _ message: String) -> String {
        message.isEmpty ? reason : reason.isEmpty ? message : "\(reason): \(message)"
    }
}
