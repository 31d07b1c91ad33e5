import YAMLDocument

/// Stops Flux, and where asked kapp-controller, from acting on a delivery; or lets them go on.
public struct SuspendDelivery: Sendable {
    let tree: RepositoryTree
    let clusters: ClusterDirectory
    let part: DeliveryPart
    let withApps: Bool
    let suspends: Bool

    /// Who may be held responsible for what is suspended. Not the manager that applies: `apply` then leaves it alone.
    static let fieldManager = "carvel-deliver-suspend"

    /// The field by which kapp-controller stops.
    static let pausing = "paused"

    /// - Parameters:
    ///   - suspends: whether they stop, rather than go on.
    ///   - part: what is meant; the GitRepositories are, where it names no run clusters.
    ///   - withApps: whether PackageInstalls are paused too.
    public init(
        _ tree: RepositoryTree,
        clusters: ClusterDirectory,
        suspends: Bool,
        _ part: DeliveryPart,
        withApps: Bool
    ) {
        self.tree = tree
        self.clusters = clusters
        self.suspends = suspends
        self.part = part
        self.withApps = withApps
    }

    /// Stops them, or lets them go on, clusters side by side. A cluster that fails holds up none of the others.
    ///
    /// - Returns: what came of each object.
    /// - Throws: where nothing could be done: the repository can't be read as a delivery, there is no such package or run
    ///   cluster, or the build cluster does not answer.
    public func run(_ tell: @escaping @Sendable (ObjectProgress) async -> Void) async throws -> [ObjectReport] {
        if try tree.delivery().engine == .kappController { return try await setApps(tell) }
        let opened = try await OpenedDelivery(tree, clusters)
        let selection = try DeliverySelection(opened.manifests, in: tree, part)
        let routes = selection.sources.flatMap(selection.routes(from:))
        // A source serves all run clusters, and perhaps other packages.
        let flux = (selection.isWhole ? selection.sources : []) + routes.flatMap(\.kustomizations)
        return await withTaskGroup(of: [ObjectReport].self) { group in
            group.addTask {
                await self.set("suspend", flux, on: opened.build.name, .success(opened.build.client), tell)
            }
            if withApps {
                for cluster in selection.clusters {
                    let installs = routes.filter { $0.cluster == cluster }.map { route in
                        Manifest(
                            .packageInstall,
                            KubernetesObject(.packageInstall, name: route.install, namespace: cluster.namespace)
                        )
                    }
                    group.addTask {
                        await self.set(Self.pausing, installs, on: cluster.name, self.client(of: cluster), tell)
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func client(of cluster: Delivery.RunCluster) -> Result<ClusterClient, DeliveryError> {
        client(cluster.context, cluster.name)
    }

    func client(_ context: String, _ name: String) -> Result<ClusterClient, DeliveryError> {
        do {
            return .success(try clusters.client(context: context, calledName: name))
        } catch {
            return .failure(DeliveryError("\(error)"))
        }
    }

    func set(
        _ member: String,
        _ objects: [Manifest],
        on cluster: String,
        _ client: Result<ClusterClient, DeliveryError>,
        _ tell: @Sendable (ObjectProgress) async -> Void
    ) async -> [ObjectReport] {
        var reports: [ObjectReport] = []
        for object in objects {
            if Task.isCancelled { break }
            let result: Result<String, DeliveryError>
            do {
                result = .success(try await set(member, of: object, try client.get()))
            } catch {
                result = .failure(DeliveryError(anyOf: error))
            }
            let report = ObjectReport(cluster, object.title, result)
            reports.append(report)
            await tell(.done(report))
        }
        return reports
    }

    private func set(_ member: String, of manifest: Manifest, _ client: ClusterClient) async throws -> String {
        let (namespace, name) = (manifest.object.namespace, manifest.object.name)
        guard let object = try await client.find(manifest.type, namespace: namespace, name: name) else {
            throw DeliveryError("is not there", hint: "make it with \"kubectl carvel-deliver apply\"")
        }
        let word = member == Self.pausing ? "paused" : "suspended"
        guard (object.spec?[member]?.bool == true) != suspends else {
            return suspends ? "is \(word) already" : "is not \(word)"
        }
        _ = try await client.mergePatch(
            manifest.type,
            namespace: namespace,
            name: name,
            fieldManager: Self.fieldManager,
            ["spec": [member: suspends ? true : .null]]
        )
        return suspends ? word : "resumed"
    }
}
