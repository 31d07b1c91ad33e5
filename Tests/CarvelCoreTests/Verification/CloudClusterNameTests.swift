import Testing

@testable import CarvelCore

@Suite("The name of a cluster in a cloud, and in the kubeconfig of that cloud's command")
struct CloudClusterNameTests {
    private static let eks = "arn:aws:eks:eu-west-1:123456789012:cluster/staging"
    private static let aks =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/staging"
    private static let gke = "projects/p/locations/europe-west1/clusters/staging"

    @Test(
        "Tell whether they are of the same cluster, where both name one",
        arguments: [
            (.aws, eks, eks, true), (.aws, eks, "arn:aws:eks:eu-west-1:123456789012:cluster/prod", false),
            (.aws, eks, "staging", nil), (.aws, eks, "gke_p_europe-west1_staging", nil),
            (.gcp, gke, "gke_p_europe-west1_staging", true), (.gcp, gke, "gke_p_europe-west1_prod", false),
            (.gcp, gke, "staging", nil),
            // The same project may be meant by its number, but no other cluster of it.
            (.gcp, "projects/123/locations/europe-west1/clusters/staging", "gke_p_europe-west1_staging", nil),
            (.gcp, "projects/123/locations/europe-west1/clusters/staging", "gke_p_europe-west1_prod", false),
            // Of which subscription that is, nobody says.
            (.azure, aks, "staging", nil), (.azure, aks, aks, nil),
        ] as [(WorkloadIdentity.Provider, String, String, Bool?)]
    )
    func entry(provider: WorkloadIdentity.Provider, name: String, entry: String, isSame: Bool?) {
        #expect(CloudClusterName(provider: provider, name: name).isEntry(entry) == isSame)
    }

    private static func proof(_ identity: WorkloadIdentity, entry: String) async throws -> DestinationProof {
        var kubeconfig = Kubeconfig()
        try kubeconfig.merge(
            """
            clusters: [{name: "\(entry)", cluster: {server: "https://staging.example.com"}}]
            contexts: [{name: staging, context: {cluster: "\(entry)"}}]
            """,
            file: "config"
        )
        let prover = DestinationProver(
            clusters: ClusterDirectory(
                kubeconfig: kubeconfig,
                requestTimeout: nil,
                host: InMemoryClusters(["staging"]).host()
            ),
            cluster: try SampleDelivery.tree(SampleDelivery.files()).delivery().runClusters[0],
            memory: VerificationMemory()
        )
        let object = identity.manifest(runCluster: "staging", namespace: "shop")
        let reference = KubeconfigReference(.configMap, namespace: "shop", name: object.name)
        return await prover.proof(of: try Destination(object, named: reference))
    }

    @Test("Are proof of where Flux goes")
    func proof() async throws {
        let identity = try WorkloadIdentity(provider: .aws, cluster: Self.eks)
        #expect(
            try await Self.proof(identity, entry: Self.eks)
                == .same(note: "taken for the cluster of context staging by its name in the kubeconfig")
        )
        let other = "arn:aws:eks:eu-west-1:123456789012:cluster/prod"
        #expect(
            try await Self.proof(identity, entry: other)
                == .other("takes Flux to another cluster: context staging is of \(other)")
        )
    }
}
