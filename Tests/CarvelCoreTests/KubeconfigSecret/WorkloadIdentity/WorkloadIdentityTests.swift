import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Workload identity")
struct WorkloadIdentityTests {
    private static let eks = "arn:aws:eks:eu-west-1:123456789012:cluster/staging"
    private static let aks =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/staging"
    private static let gke = "projects/p/locations/europe-west1/clusters/staging"
    private static let authority = PEM.certificate("CA")

    private static func configMap(_ data: [String: String]) -> KubernetesObject {
        KubernetesObject(.configMap, name: "staging", namespace: "shop", ["data": JSONValue(sorted: data)])
    }

    @Test(
        "What Flux can log in by",
        arguments: [
            ["provider": "aws", "cluster": eks],
            [
                "provider": "aws", "cluster": "arn:aws-cn:eks:cn-north-1:1:cluster/a:b",
                "address": "x.eks.amazonaws.com",
            ],
            ["provider": "azure", "cluster": aks],
            ["provider": "azure", "cluster": aks.lowercased(), "serviceAccountName": "shop-sa"],
            ["provider": "azure", "address": "https://a", "ca.crt": authority],
            ["provider": "gcp", "cluster": gke],
            ["provider": "gcp", "address": "a:443", "ca.crt": authority],
            ["provider": "generic", "address": "https://a", "audiences": "one\n two \n\n"],
        ]
    )
    func good(data: [String: String]) throws {
        let identity = try WorkloadIdentity(Self.configMap(data))
        #expect(identity.audiences == (data["audiences"] == nil ? [] : ["one", "two"]))
        let manifest = identity.manifest(runCluster: "staging", namespace: "shop")
        #expect(manifest.name == "staging-kubeconfig")
        #expect(try WorkloadIdentity(manifest) == identity)
    }

    @Test(
        "What Flux can't log in by, and why",
        arguments: [
            ([:], "provider is missing, expected one of aws, azure, gcp, generic"),
            (["provider": "amazon"], "provider is \"amazon\", expected one of"),
            (["provider": "aws"], "cluster is missing"),
            (["provider": "aws", "address": "https://a", "ca.crt": authority], "cluster is missing"),
            (["provider": "aws", "cluster": "staging"], "cluster is \"staging\", expected such as arn:aws:eks"),
            (["provider": "aws", "cluster": "arn:aws:eks:r:x1:cluster/c"], "expected such as arn:aws:eks"),
            (["provider": "aws", "cluster": "arn:aws:eks:r:1:cluster/"], "expected such as arn:aws:eks"),
            (["provider": "azure", "address": "https://a"], "or address and ca.crt"),
            (["provider": "azure", "cluster": gke], "expected such as /subscriptions/"),
            (["provider": "gcp", "cluster": aks], "expected such as projects/"),
            (["provider": "gcp", "cluster": gke + "/x"], "expected such as projects/"),
            (["provider": "generic"], "address is missing"),
            (["provider": "generic", "address": "http://a"], "expected https"),
            (["provider": "generic", "address": "https://a", "ca.crt": "x"], "no certificate in PEM form"),
        ] as [([String: String], String)]
    )
    func bad(data: [String: String], words: String) {
        let error = #expect(throws: WorkloadIdentityError.self) { try WorkloadIdentity(Self.configMap(data)) }
        #expect(error?.description.hasPrefix("ConfigMap \"staging\": ") == true)
        #expect(error?.description.contains(words) == true)
    }

    @Test("The ConfigMap, as Flux reads it")
    func golden() throws {
        let identity = try WorkloadIdentity(
            provider: .generic,
            address: "https://staging.example.com",
            audiences: ["one", "two"],
            serviceAccountName: "shop-sa"
        )
        #expect(
            YAMLWriter.string(identity.manifest(runCluster: "staging", namespace: "shop").json) == """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: staging-kubeconfig
                  namespace: shop
                  labels:
                    app.kubernetes.io/managed-by: carvel-deliver
                    reconcile.fluxcd.io/watch: Enabled
                data:
                  provider: generic
                  address: https://staging.example.com
                  audiences: |-
                    one
                    two
                  serviceAccountName: shop-sa

                """
        )
    }
}
