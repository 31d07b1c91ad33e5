/// A delivery whose build cluster has been asked which versions of Flux's API it serves.
struct OpenedDelivery: Sendable {
    let build: DeliveryPlan.ClusterPart
    /// All that the repository calls for, in these versions.
    let manifests: DeliveryManifests

    var delivery: Delivery { manifests.delivery }

    /// - Throws: where the repository can't be read as a delivery, the build cluster does not answer, or Flux is not
    ///   there.
    init(_ tree: RepositoryTree, _ clusters: ClusterDirectory) async throws {
        let context = try tree.delivery().build.context
        let client = try clusters.client(context: context, calledName: context)
        let types = try await client.fluxTypes()
        build = DeliveryPlan.ClusterPart(name: context, client: client)
        manifests = try DeliveryManifests(
            tree,
            gitRepository: types.gitRepository,
            kustomization: types.kustomization
        )
    }
}
