import YAMLDocument

/// What was seen of the App of an install on a run cluster. Kept in its place, since there may be very many, and long
/// ones: they tell all that their tools have printed.
struct SeenApp: Sendable {
    let time: DeployTime
    private let state: State

    private enum State: Sendable {
        /// It succeeded with this version.
        case succeeded(version: String)
        indirect case other(Details)
    }

    struct Details: Sendable {
        /// The version that it deploys; `nil` where it does not say.
        var version: String?
        var isBeingDeleted: Bool
        /// `paused` or `canceled` where it is.
        var stopped: String?
        var status: CarvelStatus
        /// Whether it ever came to fetch anything.
        var hasFetched: Bool
    }

    /// The members that are read.
    static let selection = JSONSelection.only(
        "metadata.name",
        "metadata.deletionTimestamp",
        "metadata.generation",
        "metadata.resourceVersion",
        "metadata.annotations",
        "spec.paused",
        "spec.canceled",
        "status.observedGeneration",
        "status.conditions",
        "status.friendlyDescription",
        "status.usefulErrorMessage",
        "status.fetch.startedAt"
    )

    init(_ object: some ObjectReading) {
        time = DeployTime(object)
        let details = Details(
            version: object.annotation("packaging.carvel.dev/package-version"),
            isBeingDeleted: object.deletionTimestamp != nil,
            stopped: CarvelStatus.stopped(object),
            status: CarvelStatus(object),
            hasFetched: object.status?["fetch"]?["startedAt"] != nil
        )
        if let version = details.version, details.hasFetched, !details.isBeingDeleted, details.stopped == nil,
            details.status == .succeeded
        {
            state = .succeeded(version: version)
        } else {
            state = .other(details)
        }
    }

    /// All that is known of it.
    var details: Details {
        switch state {
        case .succeeded(let version):
            Details(version: version, isBeingDeleted: false, stopped: nil, status: .succeeded, hasFetched: true)
        case .other(let details): details
        }
    }
}
