@testable import CarvelCore

extension SampleDelivery {
    /// The files of a delivery in which each of many packages is installed on each of many run clusters.
    ///
    /// - Parameter clusters: the names of the run clusters, and of their contexts.
    static func files(packages: Int, clusters: [String]) throws -> [String: String] {
        let delivery = Delivery(
            name: "shop",
            repository: .init(url: "https://git.example.com/r.git", branch: "main", access: .secret(name: nil)),
            build: .init(context: "build", namespace: "shop"),
            runClusters: clusters.map { .init(name: $0, context: $0, namespace: "shop", serviceAccountName: "shop-sa") }
        )
        var files = ["delivery.yaml": delivery.yaml]
        for number in 1...packages {
            let name = "app\(number).corp.com"
            files["\(name)/packages/1.0.0.yaml"] = package("1.0.0", refName: name)
            for cluster in clusters {
                files["\(name)/\(cluster)/packageinstall.yaml"] = """
                    apiVersion: packaging.carvel.dev/v1alpha1
                    kind: PackageInstall
                    metadata: {name: app\(number)}
                    spec:
                      serviceAccountName: shop-sa
                      packageRef: {refName: \(name), versionSelection: {constraints: "1.0.0"}}
                    """
            }
        }
        return files
    }
}
