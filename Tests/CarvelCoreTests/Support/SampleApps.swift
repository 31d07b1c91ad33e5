import YAMLDocument

@testable import CarvelCore

/// The delivery of kapp-controller's engine that most tests are about: the files of the document
/// package-management-with-gitops as they are, on one run cluster.
enum SampleApps {
    static let certManager = "cert-manager.community.tanzu.vmware.com"
    static let contour = "contour.community.tanzu.vmware.com"

    static let yaml = """
        apiVersion: carvel-delivery/v1alpha1
        kind: Delivery
        metadata: {name: pkg-gitops-example}
        spec:
          engine: kapp-controller
          repository: {url: "https://github.com/user/my-pkg-gitops-repo", branch: main}
          runClusters:
          - {name: prod, context: prod, namespace: pkg-gitops, serviceAccountName: pkg-gitops-app-sa}

        """

    /// The same for staging and prod, with the Apps on a build cluster.
    static let remoteYAML = """
        apiVersion: carvel-delivery/v1alpha1
        kind: Delivery
        metadata: {name: shop}
        spec:
          engine: kapp-controller
          repository: {url: "https://git.example.com/shop/gitops.git", branch: main, secretRef: {}}
          build: {context: hub, namespace: apps}
          runClusters:
          - {name: staging, context: hub, namespace: pkg-gitops, serviceAccountName: shop-app-sa}
          - {name: prod, context: prod, namespace: pkg-gitops, serviceAccountName: shop-app-sa}

        """

    /// The text of one of the document's files.
    static func document(_ file: String) throws -> String {
        let path = "tutorials/package-management-with-gitops/repository/\(file)"
        return String(decoding: try Fixture.bytes(path), as: UTF8.self)
    }

    /// The document's repository, with `delivery.yaml`.
    static func files() throws -> [String: String] {
        var files = [Delivery.fileName: yaml]
        for file in ["app/app.yml", "packaging/repo.yml", "packaging/rbac.yml", "packaging/packageinstalls.yml"] {
            files[file] = try document(file)
        }
        return files
    }
}
