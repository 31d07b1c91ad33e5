import Sandbox
import Testing

/// What the document package-management-with-gitops finds in its registry: cert-manager, and contour in two versions.
enum PackageManagement {
    static let image = "projects.registry.vmware.com/tce/main:0.10.0"
    static let installs = "packaging/packageinstalls.yml"

    static let bundle = [
        "packages/cert-manager/1.5.4.yml": package("cert-manager", "1.5.4"),
        "packages/contour/1.17.1.yml": package("contour", "1.17.1"),
        "packages/contour/1.17.2.yml": package("contour", "1.17.2"),
    ]

    private static func package(_ name: String, _ version: String) -> String {
        """
        apiVersion: data.packaging.carvel.dev/v1alpha1
        kind: Package
        metadata:
          name: \(name).community.tanzu.vmware.com.\(version)
        spec:
          refName: \(name).community.tanzu.vmware.com
          version: \(version)
          valuesSchema:
            openAPIv3:
              type: object
              additionalProperties: false
              properties:
                replicas: {type: integer, default: 1}
          template:
            spec:
              fetch:
              - inline:
                  paths:
                    schema.yml: |
                      #@data/values-schema
                      ---
                      replicas: 1
                    config.yml: |
                      #@ load("@ytt:data", "data")
                      ---
                      apiVersion: v1
                      kind: ConfigMap
                      metadata:
                        name: \(name)
                      data:
                        version: "\(version)"
                        replicas: #@ str(data.values.replicas)
              template:
              - ytt:
                  paths: [schema.yml, config.yml]
              deploy:
              - kapp: {}

        """
    }
}

extension Workbench {
    /// Sets up a workbench whose run clusters fetch the document's packages, with a kubeconfig whose current context is
    /// the first of them.
    static func withPackageManagement(
        clusters: [String] = ["prod"],
        retryInterval: Duration? = nil,
        _ body: (Workbench) async throws -> Void
    ) async throws {
        try await with {
            $0.runClusters = clusters
            $0.bundles = [PackageManagement.image: PackageManagement.bundle]
            $0.buildRunsKappController = true
            if let retryInterval { $0.retryInterval = retryInterval }
        } _: { bench in
            try await bench.clone()
            try await bench.kubectl("config", "use-context", clusters[0])
            try await body(bench)
        }
    }

    /// Text that is the same in each run.
    func masked(_ text: String) async throws -> String {
        var text = text.replacing(try repositoryURL, with: "http://github.com/user/my-pkg-gitops-repo")
        for commit in try await git("log", "--format=%H").split(separator: "\n") {
            text.replace(commit, with: "COMMIT")
            text.replace(commit.prefix(12), with: "COMMIT")
            text.replace(commit.prefix(7), with: "COMMIT")
        }
        return text.replacing(#/index [0-9a-f]+\.\.[0-9a-f]+/#, with: "index OLD..NEW")
            .replacing(#/127\.0\.0\.1:\d+/#, with: "127.0.0.1:12345")
            .replacing(#/ +\d+(ms|s|m)(?= |\n)/#, with: "   AGE")
    }
}
