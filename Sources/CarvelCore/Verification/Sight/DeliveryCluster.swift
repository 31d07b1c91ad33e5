/// One cluster of a delivery, as it is looked at.
public struct DeliveryCluster: Sendable {
    /// The name by which the user knows it: a run cluster's own, the build cluster's context.
    public let name: String
    /// Where the delivery's objects are on it.
    public let namespace: String
    /// The run cluster that it is; `nil` for the build cluster.
    public let runCluster: Delivery.RunCluster?
    /// What brings the delivery to its clusters.
    let engine: Delivery.Engine
    private let context: String
    private let directory: ClusterDirectory

    /// Another name of the build cluster, whatever its context is called.
    public static let buildName = "build"

    private init(buildOf delivery: Delivery, _ directory: ClusterDirectory) {
        let build = delivery.build
        engine = delivery.engine
        name = build.context
        namespace = build.namespace
        runCluster = nil
        context = build.context
        self.directory = directory
    }

    private init(_ cluster: Delivery.RunCluster, of delivery: Delivery, _ directory: ClusterDirectory) {
        engine = delivery.engine
        name = cluster.name
        namespace = cluster.namespace
        runCluster = cluster
        context = cluster.context
        self.directory = directory
    }

    /// Whether it is the one that runs Flux, or the Apps for other clusters.
    public var isBuild: Bool { runCluster == nil }

    func client() throws(KubeconfigError) -> ClusterClient {
        try directory.client(context: context, calledName: name)
    }

    /// The cluster that runs Flux.
    static func build(of delivery: Delivery, on directory: ClusterDirectory) -> DeliveryCluster {
        DeliveryCluster(buildOf: delivery, directory)
    }

    /// The clusters that run the packages.
    static func run(of delivery: Delivery, on directory: ClusterDirectory) -> [DeliveryCluster] {
        delivery.runClusters.map { DeliveryCluster($0, of: delivery, directory) }
    }

    /// The clusters of a delivery, the build cluster first, if there is one.
    ///
    /// - Parameter names: the ones that are meant; none for all of them.
    /// - Throws: `DeliveryError` for a name that is none of them, with those that there are.
    public static func all(
        of delivery: Delivery,
        on directory: ClusterDirectory,
        named names: [String] = []
    ) throws(DeliveryError) -> [DeliveryCluster] {
        let build = build(of: delivery, on: directory)
        let run = run(of: delivery, on: directory)
        let hasBuild = delivery.buildCluster != nil
        guard !names.isEmpty else { return (hasBuild ? [build] : []) + run }
        var wanted: [DeliveryCluster] = []
        for name in names {
            if let cluster = run.first(where: { $0.name == name }) {
                wanted.append(cluster)
            } else if hasBuild, name == build.name || name == buildName {
                wanted.append(build)
            } else {
                _ = try delivery.runCluster(named: name)
            }
        }
        return wanted
    }
}

/// A cluster that could not be asked.
public struct ClusterFailure: Sendable, Hashable {
    /// The name by which the user knows the cluster.
    public var cluster: String
    /// Why, in one sentence that names the cluster.
    public var message: String

    init(_ cluster: DeliveryCluster, _ error: any Error) {
        self.cluster = cluster.name
        message = "\(error)"
    }
}
