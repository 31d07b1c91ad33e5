import CarvelCore
import Testing
import YAMLDocument

@testable import Sandbox

/// The GitOps repository of "Package Management with GitOps", and the App that syncs it.
enum PackageManagement {
    static let namespace = "pkg-gitops"
    static let image = "projects.registry.vmware.com/tce/main:0.10.0"

    /// The bundle of the PackageRepository: cert-manager, and contour in two versions.
    static let bundle = [
        "packages/contour/metadata.yml": """
        apiVersion: data.packaging.carvel.dev/v1alpha1
        kind: PackageMetadata
        metadata: {name: contour.community.tanzu.vmware.com}
        spec: {displayName: contour}
        """,
        "packages/contour/1.17.1.yml": package("contour", "1.17.1"),
        "packages/contour/1.17.2.yml": package("contour", "1.17.2"),
        "packages/cert-manager/1.5.4.yml": package("cert-manager", "1.5.4"),
        ".imgpkg/images.yml": "apiVersion: imgpkg.carvel.dev/v1alpha1\nkind: ImagesLock\n",
    ]

    static func package(_ name: String, _ version: String) -> String {
        Manifests.package(version, name: "\(name).community.tanzu.vmware.com")
            .replacing("#@ data.values.workload_name", with: name)
            .replacing("#@ str(data.values.replicas)", with: "\"1\"")
            .replacing("#@schema/validation min_len=1", with: "#! has a default")
    }

    /// `packaging/repo.yml` of the document.
    static let repository = """
        apiVersion: packaging.carvel.dev/v1alpha1
        kind: PackageRepository
        metadata:
          name: tce-repository
          namespace: pkg-gitops
          annotations:
            kapp.k14s.io/change-group: "tce-repo"
        spec:
          fetch:
            imgpkgBundle:
              image: \(image)

        """

    /// `packaging/rbac.yml` of the document.
    static let rights = """
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: pkg-gitops-pkgi-sa
          namespace: pkg-gitops
          annotations:
            kapp.k14s.io/change-group: "packageinstall-setup"
        ---
        kind: ClusterRole
        apiVersion: rbac.authorization.k8s.io/v1
        metadata:
          name: cluster-admin-cluster-role
          annotations:
            kapp.k14s.io/change-group: "packageinstall-setup"
        rules:
        - apiGroups: ["*"]
          resources: ["*"]
          verbs: ["*"]
        ---
        kind: ClusterRoleBinding
        apiVersion: rbac.authorization.k8s.io/v1
        metadata:
          name: cluster-admin-cluster-role-binding
          annotations:
            kapp.k14s.io/change-group: "packageinstall-setup"
        subjects:
        - kind: ServiceAccount
          name: pkg-gitops-pkgi-sa
          namespace: pkg-gitops
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: cluster-admin-cluster-role

        """

    /// A PackageInstall of the document, with the rules besides that the document forgets.
    static func install(_ name: String, _ version: String, _ extra: [String] = [], after: String = "tce-repo") -> String
    {
        let rules =
            [
                "change-group: \(name)", "change-rule.create-order: upsert after upserting packageinstall-setup",
                "change-rule.repository: upsert after upserting \(after)",
                "change-rule.delete-order: delete before deleting packageinstall-setup",
                "change-rule.repository-delete: delete before deleting \(after)",
            ] + extra
        return """
            ---
            apiVersion: packaging.carvel.dev/v1alpha1
            kind: PackageInstall
            metadata:
              name: \(name)
              namespace: pkg-gitops
              annotations:
            \(rules.map { "    kapp.k14s.io/\($0)" }.joined(separator: "\n"))
            spec:
              serviceAccountName: pkg-gitops-pkgi-sa
              packageRef:
                refName: \(name).community.tanzu.vmware.com
                versionSelection:
                  constraints: \(version)

            """
    }

    /// What lies in `packaging`.
    static func files(contour: String = "1.17.1") -> [String: String?] {
        [
            "packaging/repo.yml": repository, "packaging/rbac.yml": rights,
            "packaging/packageinstalls.yml": install("cert-manager", "1.5.4")
                + install("contour", contour, ["change-rule.contour: upsert after upserting cert-manager"]),
        ]
    }
}

extension Landscape {
    /// Starts a landscape with kapp-controller on the build cluster too, and the App's namespace and account on both.
    static func withPackageManagement(_ body: (Landscape) async throws -> Void) async throws {
        try await with({
            $0.bundles = [PackageManagement.image: PackageManagement.bundle]
            $0.buildRunsKappController = true
        }) { landscape in
            for cluster in [landscape.build, landscape.staging] {
                try await landscape.apply(
                    """
                    {apiVersion: v1, kind: Namespace, metadata: {name: pkg-gitops}}
                    ---
                    {apiVersion: v1, kind: ServiceAccount, metadata: {name: pkg-gitops-app-sa, namespace: pkg-gitops}}
                    ---
                    {apiVersion: v1, kind: ServiceAccount, metadata: {name: weak-sa, namespace: pkg-gitops}}
                    ---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: ClusterRoleBinding
                    metadata: {name: pkg-gitops-app}
                    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                    subjects: [{kind: ServiceAccount, name: pkg-gitops-app-sa, namespace: pkg-gitops}]
                    ---
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: git, namespace: pkg-gitops}
                    stringData: {username: \(landscape.plane.gitUsername), password: \(landscape.plane.gitPassword)}
                    """,
                    to: cluster
                )
            }
            try await body(landscape)
        }
    }

    /// The App of the document.
    ///
    /// - Parameters:
    ///   - identity: whose rights it has, as members of its spec.
    ///   - kapp: what it tells kapp, in YAML's flow form.
    func applyApp(
        _ name: String = "pkg-gitops-example",
        identity: String = "serviceAccountName: pkg-gitops-app-sa",
        url: String? = nil,
        ref: String = "origin/main",
        subPath: String = "packaging",
        kapp: String = "{}",
        to cluster: ClusterClient? = nil
    ) async throws {
        try await apply(
            """
            apiVersion: kappctrl.k14s.io/v1alpha1
            kind: App
            metadata: {name: \(name), namespace: pkg-gitops}
            spec:
              \(identity)
              fetch:
              - git:
                  url: \(url ?? plane.repositoryURL)
                  ref: \(ref)
                  subPath: \(subPath)
                  secretRef: {name: git}
              template: [{ytt: {}}]
              deploy: [{kapp: \(kapp)}]
            """,
            to: cluster ?? staging
        )
    }

    /// An App when it has come to an end with something.
    @discardableResult
    func settled(
        _ name: String = "pkg-gitops-example",
        on cluster: ClusterClient? = nil,
        _ isExpected: @escaping @Sendable (KubernetesObject) -> Bool
    ) async throws -> KubernetesObject {
        try await (cluster ?? staging).wait(for: .app, name, namespace: PackageManagement.namespace) {
            $0.hasCarvelResult && isExpected($0)
        }
    }
}

extension KubernetesObject {
    var hasSucceeded: Bool { condition("ReconcileSucceeded") != nil }
    var hasReconcileFailed: Bool { condition("ReconcileFailed") != nil }
    /// The reason for people.
    var usefulError: String { status?["usefulErrorMessage"]?.string ?? "" }
}
