/// What is to be deleted of a delivery, by whichever engine it was delivered.
public enum DeliveryRemoval: Sendable {
    /// What Flux delivers by.
    case flux(RemovalPlan)
    /// What kapp-controller delivers by.
    case apps(AppRemovalPlan)

    /// Whether nothing is to be deleted.
    public var isEmpty: Bool {
        switch self {
        case .flux(let plan): plan.isEmpty
        case .apps(let plan): plan.isEmpty
        }
    }

    /// The objects, in an order in which they are deleted.
    public var objects: [PlannedObject] {
        switch self {
        case .flux(let plan): plan.objects
        case .apps(let plan): plan.objects
        }
    }

    /// What stays although it is no longer called for, and why, a sentence each.
    public var warnings: [String] {
        switch self {
        case .flux(let plan): plan.warnings
        case .apps(let plan): plan.warnings
        }
    }

    /// What fails before anything is deleted, each with the reason.
    public var failures: [PlannedObject] {
        objects.filter { $0.failure != nil }
    }

    /// All objects, each with its cluster; those of a cluster to which there is no way are left out.
    var items: [(item: RemovalPlan.Item, cluster: String, client: ClusterClient)] {
        switch self {
        case .flux(let plan): plan.items
        case .apps(let plan): plan.items
        }
    }

    /// A client of some cluster that is worked on; `nil` only where there is nothing to delete.
    var client: ClusterClient? {
        switch self {
        case .flux(let plan): plan.build.client
        case .apps(let plan): plan.build?.client ?? plan.parts.first?.home.client
        }
    }

    func carryOut(with deleter: ObjectDeleter) async -> [AppliedObject] {
        switch self {
        case .flux(let plan): await FluxRemoval(plan: plan).run(deleter)
        case .apps(let plan): await AppRemoval(plan: plan).run(deleter)
        }
    }
}
