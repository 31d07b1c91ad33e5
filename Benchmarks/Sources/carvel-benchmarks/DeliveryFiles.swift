import Foundation

/// A GitOps repository of many packages on many run clusters, and the same files as kustomize is told of them.
struct DeliveryFiles {
    let packages: Int
    let clusters: [String]
    /// Holds all; removed by `remove`.
    let folder: URL

    var repository: String { folder.appending(path: "repository").path(percentEncoded: false) }

    /// The folder that `kubectl kustomize` builds for a run cluster.
    func overlay(_ cluster: String) -> String {
        folder.appending(path: "overlays/\(cluster)").path(percentEncoded: false)
    }

    /// - Parameter url: where `delivery.yaml` says that the repository is.
    init(packages: Int, clusters: Int, url: String) throws {
        self.packages = packages
        self.clusters = (1...clusters).map { "run\($0)" }
        folder = FileManager.default.temporaryDirectory.appending(path: "carvel-benchmarks-\(UUID().uuidString)")
        try write(delivery(url), to: "repository/delivery.yaml")
        for number in 1...packages {
            let package = "repository/app\(number).corp.com"
            try write(Self.package(number), to: "\(package)/packages/1.0.0.yaml")
            for cluster in self.clusters {
                try write(Self.install(number), to: "\(package)/\(cluster)/packageinstall.yaml")
                try write(Self.values(number), to: "\(package)/\(cluster)/params.yaml")
            }
        }
        for cluster in self.clusters {
            let resources = (1...packages).flatMap { number in
                ["packages/1.0.0", "\(cluster)/packageinstall", "\(cluster)/params"].map {
                    "- ../../repository/app\(number).corp.com/\($0).yaml"
                }
            }
            let text = "namespace: shop\nresources:\n" + resources.joined(separator: "\n") + "\n"
            try write(text, to: "overlays/\(cluster)/kustomization.yaml")
        }
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }

    private func write(_ text: String, to path: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
    }

    private func delivery(_ url: String) -> String {
        """
        apiVersion: carvel-delivery/v1alpha1
        kind: Delivery
        metadata: {name: shop}
        spec:
          repository: {url: "\(url)", branch: main}
          build: {context: build, namespace: shop}
          runClusters:

        """
            + clusters.map { name in
                "  - {name: \(name), context: \(name), namespace: shop, serviceAccountName: shop-sa}\n"
            }.joined()
    }

    private static func package(_ number: Int) -> String {
        """
        apiVersion: data.packaging.carvel.dev/v1alpha1
        kind: Package
        metadata:
          name: app\(number).corp.com.1.0.0
        spec:
          refName: app\(number).corp.com
          version: 1.0.0
          valuesSchema:
            openAPIv3:
              type: object
              properties:
                replicas: {type: integer, default: 1}
                hostname: {type: string, default: ""}
          template:
            spec:
              fetch:
              - imgpkgBundle:
                  image: registry.example.com/app@sha256:0f
              template:
              - ytt: {}
              deploy:
              - kapp: {}

        """
    }

    private static func install(_ number: Int) -> String {
        """
        apiVersion: packaging.carvel.dev/v1alpha1
        kind: PackageInstall
        metadata:
          name: app\(number)
        spec:
          serviceAccountName: shop-sa
          packageRef:
            refName: app\(number).corp.com
            versionSelection:
              constraints: "1.0.0"
          values:
          - secretRef:
              name: app\(number)-values

        """
    }

    private static func values(_ number: Int) -> String {
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: app\(number)-values
        stringData:
          values.yaml: |
            replicas: 2

        """
    }
}
