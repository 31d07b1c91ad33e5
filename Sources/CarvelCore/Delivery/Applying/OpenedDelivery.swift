/// A delivery whose build cluster has been asked which versions of Flux's API it serves.
struct OpenedDelivery: Sendable {
    let build: DeliveryPlan.ClusterPart
    /// All that the repository calls for, in these versions.
    let manifests: DeliveryManifests

    var delivery: Delivery { manifests.delivery }

    /// - Parameter asksForFields: whether it matters which fields the served version has, which is one more request.
    /// - Throws: where the repository can't be read as a delivery, the build cluster does not answer, or Flux is not
    ///   there.
    init(_ tree: RepositoryTree, _ clusters: ClusterDirectory, asksForFields: Bool = false) async throws {
        let context = try tree.delivery().build.context
        let client = try clusters.client(context: context, calledName: context)
        var types = try await client.fluxTypes()
        if asksForFields {
            types.hasHealthCheckExpressions = try await client.publishes(
                types.kustomization,
                field: ["spec", "healthCheckExprs"]
            )
        }
        build = DeliveryPlan.ClusterPart(name: context, client: client)
        manifests = try DeliveryManifests(tree, types: types)
    }
}
