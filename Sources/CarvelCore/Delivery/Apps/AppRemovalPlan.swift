import YAMLDocument

/// What is to be deleted of a delivery by kapp-controller: of each run cluster the App, which takes down what it has
/// deployed; then the rights by which it does so, and the Secrets that it needs.
public struct AppRemovalPlan: Sendable {
    /// Whether what was deployed stays.
    var keepsInstalls: Bool
    var parts: [Part] = []
    /// What served all Apps on the build cluster.
    var shared: [RemovalPlan.Item] = []
    /// The build cluster; `nil` where each run cluster has its App itself.
    var build: DeliveryPlan.ClusterPart?
    /// What should go and can't, and clusters that could not be looked at, each with the reason.
    var failures: [PlannedObject] = []
    /// What stays, and why, a sentence each.
    public var warnings: [String] = []

    /// What serves one run cluster.
    struct Part: Sendable {
        /// The run cluster's name.
        var cluster: String
        /// The cluster that the App and its Secrets are on.
        var home: DeliveryPlan.ClusterPart
        /// The run cluster, or why there is no way to it.
        var client: Result<ClusterClient, DeliveryError>
        /// The App, as it is; `nil` where it is gone.
        var app: KubernetesObject?
        /// The App's rights on the run cluster.
        var rights: [RemovalPlan.Item] = []
        /// On the cluster of the App.
        var secrets: [RemovalPlan.Item] = []

        var isEmpty: Bool { app == nil && rights.isEmpty && secrets.isEmpty }
    }

    /// Whether nothing is to be deleted, and that is known of all clusters.
    public var isEmpty: Bool { parts.allSatisfy(\.isEmpty) && shared.isEmpty && failures.isEmpty }

    /// The objects, in an order in which they are deleted, and then what fails beforehand.
    public var objects: [PlannedObject] {
        deletions + failures
    }

    private var deletions: [PlannedObject] {
        parts.flatMap { part in
            let app = part.app.map { app in
                PlannedObject(
                    deleting: .init(type: .app, object: app),
                    on: part.home.name,
                    note: "\(keepsInstalls ? "leaves" : "and with it") all that it has deployed"
                )
            }
            return [app].compactMap(\.self) + part.rights.map { PlannedObject(deleting: $0, on: part.cluster) }
                + part.secrets.map { PlannedObject(deleting: $0, on: part.home.name) }
        } + (build.map { build in shared.map { PlannedObject(deleting: $0, on: build.name) } } ?? [])
    }

    /// All objects, each with its cluster; those of a cluster to which there is no way are left out.
    var items: [(item: RemovalPlan.Item, cluster: String, client: ClusterClient)] {
        parts.flatMap { part -> [(RemovalPlan.Item, String, ClusterClient)] in
            let home = ([part.app].compactMap(\.self).map { .init(type: .app, object: $0) }) + part.secrets
            let client = try? part.client.get()
            return home.map { ($0, part.home.name, part.home.client) }
                + (client.map { client in part.rights.map { ($0, part.cluster, client) } } ?? [])
        } + (build.map { build in shared.map { ($0, build.name, build.client) } } ?? [])
    }
}
