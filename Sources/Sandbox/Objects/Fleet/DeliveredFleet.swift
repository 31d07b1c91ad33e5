import CarvelCore
import YAMLDocument

/// Many packages, delivered to all run clusters and verified, to see how a client does with a large delivery.
public struct DeliveredFleet: Sendable, Hashable {
    /// How many packages there are, each installed on every run cluster.
    public var packages: Int

    /// A fleet of so many packages.
    public init(packages: Int) {
        self.packages = packages
    }

    static let namespace = "shop"
    static let version = "1.0.0"

    /// The name of a package, and of its folder.
    func refName(_ number: Int) -> String { "app-\(number).fleet.example.com" }

    /// The GitOps repository's files by their paths.
    func files(url: String, build: String, runClusters: [String]) -> [String: String] {
        let delivery = Delivery(
            name: "fleet",
            repository: .init(url: url, branch: "main", access: .secret(name: "gitops-auth"), isShared: true),
            build: .init(context: build, namespace: Self.namespace),
            runClusters: runClusters.map {
                .init(name: $0, context: $0, namespace: Self.namespace, serviceAccountName: "fleet-sa")
            }
        )
        var files = [Delivery.fileName: delivery.yaml]
        for number in 0..<packages {
            let name = refName(number)
            files["\(name)/packages/\(Self.version).yaml"] = package(number)
            let (install, values) = (install(number), values(number))
            for cluster in runClusters {
                files["\(name)/\(cluster)/packageinstall.yaml"] = install
                files["\(name)/\(cluster)/params.yaml"] = values
            }
        }
        return files
    }

    /// The text of a Package.
    func package(_ number: Int) -> String {
        let name = refName(number)
        return """
            apiVersion: data.packaging.carvel.dev/v1alpha1
            kind: Package
            metadata:
              name: \(name).\(Self.version)
            spec:
              refName: \(name)
              version: \(Self.version)
              template:
                spec:
                  fetch:
                  - imgpkgBundle: {image: registry.example.com/\(name)}
                  template:
                  - ytt: {paths: [config]}
                  deploy:
                  - kapp: {}
              valuesSchema:
                openAPIv3:
                  type: object
                  additionalProperties: false
                  properties:
                    replicas: {type: integer, default: 1, description: How many pods there are.}

            """
    }

    /// The text of a PackageInstall.
    func install(_ number: Int) -> String {
        """
        apiVersion: packaging.carvel.dev/v1alpha1
        kind: PackageInstall
        metadata:
          name: app-\(number)
        spec:
          serviceAccountName: fleet-sa
          packageRef:
            refName: \(refName(number))
            versionSelection:
              constraints: \(Self.version)
          values:
          - secretRef:
              name: app-\(number)-values

        """
    }

    /// The text of the Secret with its values.
    func values(_ number: Int) -> String {
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: app-\(number)-values
        stringData:
          values.yaml: |
            replicas: 2

        """
    }
}
