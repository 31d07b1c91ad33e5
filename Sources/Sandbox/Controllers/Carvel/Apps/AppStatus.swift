import CarvelCore
import OrderedCollections
import YAMLDocument

/// The status of an App or a PackageRepository while it is worked on.
struct AppStatus: Sendable {
    /// The stages of an App, by the names of their members in the status.
    enum Stage: String {
        case fetch, template, deploy
    }

    private(set) var json: JSONValue
    private let generation: Int
    private var startedAt: [Stage: String] = [:]

    init(_ app: KubernetesObject) {
        json = app.status ?? [:]
        generation = app.generation ?? 0
    }

    /// Sets the one condition.
    mutating func set(_ condition: CarvelCondition, usefulErrorMessage: String? = nil) {
        json["conditions"] = [condition.json]
        json["friendlyDescription"] = .string(condition.friendlyDescription)
        json["usefulErrorMessage"] = usefulErrorMessage.map(JSONValue.string)
        json["observedGeneration"] = .int(Int64(generation))
    }

    /// That nothing is done about it. An App has no condition then, a PackageRepository its last one.
    mutating func pause(as description: String = "Canceled/paused", keepsCondition: Bool = false) {
        if !keepsCondition {
            json["conditions"] = nil
            json["usefulErrorMessage"] = nil
        }
        json["friendlyDescription"] = .string(description)
        json["observedGeneration"] = .int(Int64(generation))
    }

    mutating func begin(_ stage: Stage) {
        startedAt[stage] = Timestamp.now()
    }

    /// The status while kapp waits for what it has changed.
    ///
    /// - Parameter output: what kapp has printed so far.
    func whileDeploying(_ output: String) -> AppStatus {
        var status = self
        status.set(.reconciling)
        status.json[Stage.deploy.rawValue] = .object(
            JSONObject(
                uniqueKeysWithValues: [
                    ("exitCode", 0), ("stdout", .string(output)), ("updatedAt", .string(Timestamp.now())),
                ] + (startedAt[.deploy].map { [("startedAt", .string($0))] } ?? [])
            )
        )
        return status
    }

    /// A stage went well; with the last one, so did the App.
    mutating func end(_ stage: Stage, standardOutput: String? = nil, kapp: JSONValue? = nil) {
        var result: JSONObject = ["exitCode": 0]
        result["stdout"] = standardOutput.map(JSONValue.string)
        result["kapp"] = kapp
        record(result, stage)
        guard stage == .deploy else { return }
        count("consecutiveReconcileSuccesses", resetting: "consecutiveReconcileFailures")
        set(.succeeded)
    }

    /// A stage failed, and so did the App.
    mutating func end(_ stage: Stage, _ failure: StageFailure) {
        var result: JSONObject = ["error": .string(failure.message), "exitCode": .int(Int64(failure.exitCode))]
        result["stderr"] = failure.standardError.map(JSONValue.string)
        result["stdout"] = failure.standardOutput.map(JSONValue.string)
        record(result, stage)
        count("consecutiveReconcileFailures", resetting: "consecutiveReconcileSuccesses")
        set(.failed(failure.message), usefulErrorMessage: failure.usefulErrorMessage)
    }

    /// Deleting what was deployed failed.
    mutating func endDeletion(_ failure: StageFailure) {
        set(.deleteFailed(failure.message), usefulErrorMessage: failure.usefulErrorMessage)
    }

    private mutating func record(_ result: JSONObject, _ stage: Stage) {
        var result = result
        result["startedAt"] = startedAt[stage].map(JSONValue.string)
        if stage == .deploy { result["finished"] = true }
        result["updatedAt"] = .string(Timestamp.now())
        json[stage.rawValue] = .object(result)
    }

    private mutating func count(_ counter: String, resetting other: String) {
        json[counter] = .int(Int64((json[counter]?.int ?? 0) + 1))
        json[other] = nil
    }
}
