import YAMLDocument

@testable import CarvelCore

/// The delivery that most tests are about: the tutorials' package on the run clusters staging and prod.
enum SampleDelivery {
    static let commit = "0123456789abcdef0123456789abcdef01234567"
    static let folder = "app.default.tap"
    static let version = "20230321004057.0.0"

    static let yaml = """
        apiVersion: carvel-delivery/v1alpha1
        kind: Delivery
        metadata:
          name: shop
        spec:
          engine: flux
          repository:
            url: https://git.example.com/shop/gitops.git
            branch: main
            secretRef: {}
          build:
            context: build
            namespace: shop
          runClusters:
            - name: staging
              context: staging
              namespace: shop
              serviceAccountName: shop-sa
            - name: prod
              context: prod
              namespace: shop
              serviceAccountName: shop-sa

        """

    /// A Package as the supply chain writes it.
    static func package(_ version: String = version, refName: String = folder, extra: String = "") -> String {
        """
        apiVersion: data.packaging.carvel.dev/v1alpha1
        kind: Package
        metadata:
          name: \(refName).\(version)
        spec:
          refName: \(refName)
          version: \(version)
        \(extra)  template:
            spec:
              fetch:
                - imgpkgBundle:
                    image: registry.example.com/app@sha256:0f
              template:
                - ytt: {}
              deploy:
                - kapp: {}
          valuesSchema:
            openAPIv3:
              type: object
              additionalProperties: false
              properties:
                workload_name: {type: string, default: ""}
                replicas: {type: integer, default: 1}
                hostname: {type: string, default: ""}

        """
    }

    static func packagePath(_ version: String = version, in folder: String = folder) -> String {
        "\(folder)/packages/\(version).yaml"
    }

    /// The values file that goes to both clusters.
    static let values = ValuesFile(
        name: "values.yaml",
        text: "workload_name: app\nreplicas: 2\nhostname: app.mycompany.com\n"
    )

    /// A repository of these files.
    static func tree(_ files: [String: String], commit: String? = commit) throws -> RepositoryTree {
        try RepositoryTree(
            commit: commit,
            paths: files.keys.sorted(),
            contents: files.mapValues { Array($0.utf8) }
        )
    }

    /// A repository with `delivery.yaml` and the package, which is installed nowhere.
    static func emptyFiles(versions: [String] = [version]) -> [String: String] {
        var files = [Delivery.fileName: yaml]
        for version in versions { files[packagePath(version)] = package(version) }
        return files
    }

    /// A repository with the package on both run clusters, as `add` makes it.
    static func files(versions: [String] = [version]) throws -> [String: String] {
        let files = emptyFiles(versions: versions)
        let edit = try AddPackage(
            package: folder,
            clusters: ["staging", "prod"],
            version: .present,
            values: values
        ).edit(tree(files))
        return files.merging(edit.files) { _, new in new }
    }
}

extension RepositoryFiles {
    /// The texts by the paths.
    var byPath: [String: String] { Dictionary(uniqueKeysWithValues: paths.map { ($0, self[$0] ?? "") }) }
}
