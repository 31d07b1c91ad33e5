/// Looks whether the clusters of a delivery have what it needs. It changes nothing, and needs no rights but to look;
/// what it may not look at is told as unknown.
public struct PrerequisiteCheck: Sendable {
    let delivery: Delivery
    let clusters: ClusterDirectory
    let isWanted: @Sendable (String) -> Bool

    /// - Parameter isWanted: whether a run cluster of that name is looked at; the build cluster always is.
    public init(
        _ delivery: Delivery,
        on clusters: ClusterDirectory,
        where isWanted: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
        self.delivery = delivery
        self.clusters = clusters
        self.isWanted = isWanted
    }

    /// Looks at all clusters side by side; one that does not answer hides no other.
    public func report() async -> PrerequisiteReport {
        let runClusters = delivery.runClusters.filter { isWanted($0.name) }
        let found = await withTaskGroup(of: (Int, [Prerequisite]).self) { group in
            if let name = delivery.buildCluster?.context {
                group.addTask {
                    (-1, await visit(name, context: name) { await buildPrerequisites($0, runClusters) })
                }
            }
            for (index, cluster) in runClusters.enumerated() {
                group.addTask {
                    (index, await visit(cluster.name, context: cluster.context) { await runPrerequisites($0, cluster) })
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        return PrerequisiteReport(
            delivery: delivery.name,
            prerequisites: found.sorted { $0.key < $1.key }.flatMap(\.value)
        )
    }

    /// The first question to a cluster is its version; without an answer there is nothing else to ask.
    private func visit(
        _ name: String,
        context: String,
        _ others: (ClusterVisit) async -> [Prerequisite]
    ) async -> [Prerequisite] {
        do {
            let client = try clusters.client(context: context, calledName: name)
            let version = try await client.serverVersion()
            let visit = ClusterVisit(name: name, client: client, served: await served(client))
            return [Self.kubernetes(name, version)] + (await others(visit))
        } catch let error as ClusterError {
            return [Prerequisite(name, "Kubernetes", notTold: error)]
        } catch {
            let advice = "check with \"kubectl config get-contexts\""
            return [Prerequisite(name, "Kubernetes", .unknown, reason: "\(error)", advice: advice)]
        }
    }

    private func served(_ client: ClusterClient) async -> Result<ServedResources, ClusterError> {
        await catching { () async throws(ClusterError) in try await client.servedResources() }
    }

    /// Server-side apply, by which all is put on clusters, came to stay with Kubernetes 1.22.
    private static let oldestMinor = 22

    static func kubernetes(_ cluster: String, _ version: String) -> Prerequisite {
        let expected = "1.\(oldestMinor) or later"
        let numbers = version.drop { !$0.isNumber }.split(separator: ".").prefix(2).map {
            Int($0.prefix { $0.isNumber })
        }
        guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else {
            let reason = "its version can't be told"
            return Prerequisite(cluster, "Kubernetes", .unknown, found: version, expected: expected, reason: reason)
        }
        guard major > 1 || major == 1 && minor >= oldestMinor else {
            return Prerequisite(
                cluster,
                "Kubernetes",
                .missing,
                found: version,
                expected: expected,
                reason: "it is too old for server-side apply",
                advice: "upgrade the cluster"
            )
        }
        return Prerequisite(cluster, "Kubernetes", .met, found: version, expected: expected)
    }
}
