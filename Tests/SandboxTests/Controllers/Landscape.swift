import CarvelCore
import Foundation
import Testing
import YAMLDocument

@testable import Sandbox

/// A control plane in which namespace `shop` is delivered to, as an operator would have set it up.
struct Landscape {
    let plane: ControlPlane
    let git: GitClient
    let build: ClusterClient
    let staging: ClusterClient

    static let namespace = "shop"
    static let account = "shop-sa"

    /// Starts a control plane for one test, and ends it afterwards.
    static func with(
        _ change: (inout ControlPlane.Configuration) -> Void = { _ in },
        _ body: (Landscape) async throws -> Void
    ) async throws {
        var configuration = ControlPlane.Configuration()
        configuration.runClusters = ["staging"]
        configuration.retryInterval = .milliseconds(200)
        change(&configuration)
        let plane = try await ControlPlane.start(configuration)
        try await withGitClient { git in
            do {
                let landscape = Landscape(
                    plane: plane,
                    git: git,
                    build: try plane.administrator(of: "build"),
                    staging: try plane.administrator(of: "staging")
                )
                try await body(landscape)
            } catch {
                try await plane.stop()
                throw error
            }
        }
        try await plane.stop()
    }

    // MARK: Setting up

    /// Namespace, service account and rights on the run cluster, as the tutorials have them.
    func prepareRunCluster() async throws {
        try await apply(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: shop-sa, namespace: shop}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: flux, namespace: shop}
            rules:
            - apiGroups: [data.packaging.carvel.dev, packaging.carvel.dev, ""]
              resources: [packages, packageinstalls, secrets, configmaps]
              verbs: [get, list, create, update, patch, delete]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: flux, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: flux}
            subjects: [{kind: ServiceAccount, name: shop-sa, namespace: shop}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: app-cr-role, namespace: shop}
            rules:
            - apiGroups: ["", apps]
              resources: [configmaps, services, deployments]
              verbs: [get, list, create, update, delete]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: app-cr-role, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: app-cr-role}
            subjects: [{kind: ServiceAccount, name: shop-sa, namespace: shop}]
            """,
            to: staging
        )
    }

    /// Namespace, Secrets, GitRepository and the two Kustomizations on the build cluster.
    ///
    /// - Parameter password: what Flux logs in to git with; `nil` for what is right.
    func prepareBuildCluster(password: String? = nil, kubeconfig: String? = nil) async throws {
        try await apply(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: shop-sa, namespace: shop}
            """,
            to: build
        )
        try await applyGitSecret(password: password ?? plane.gitPassword)
        try await applyKubeconfig(try kubeconfig ?? self.kubeconfig(user: "flux", groups: ["system:masters"]))
        try await applyGitRepository()
        try await applyKustomization("packages", path: "./app/packages")
        try await applyKustomization("installs", path: "./app/staging", "  dependsOn: [{name: packages}]")
    }

    func applyGitSecret(password: String) async throws {
        try await applySecret("git-auth", ["username": plane.gitUsername, "password": password], to: build)
    }

    func applyKubeconfig(_ text: String) async throws {
        try await applySecret(
            "staging-kubeconfig",
            ["value.yaml": text],
            to: build,
            labels: "reconcile.fluxcd.io/watch: Enabled"
        )
    }

    func applyGitRepository(_ extra: String = "", version: String = "v1") async throws {
        try await apply(
            """
            apiVersion: source.toolkit.fluxcd.io/\(version)
            kind: GitRepository
            metadata: {name: gitops, namespace: shop}
            spec:
              url: \(plane.repositoryURL)
              ref: {branch: main}
              interval: 10m
              secretRef: {name: git-auth}
            \(extra)
            """,
            to: build
        )
    }

    func applyKustomization(
        _ name: String,
        path: String,
        _ extra: String = "",
        version: String = "v1"
    ) async throws {
        try await apply(
            """
            apiVersion: kustomize.toolkit.fluxcd.io/\(version)
            kind: Kustomization
            metadata: {name: \(name), namespace: shop}
            spec:
              interval: 10m
              timeout: 5s
              path: \(path)
              prune: true
              wait: true
              sourceRef: {kind: GitRepository, name: gitops}
              kubeConfig: {secretRef: {name: staging-kubeconfig}}
              targetNamespace: shop
              serviceAccountName: shop-sa
            \(extra)
            """,
            to: build
        )
    }

    /// A kubeconfig for the run cluster with a client certificate of this user.
    func kubeconfig(user: String, groups: [String], server address: String? = nil) throws -> String {
        let server = try #require(plane.servers["staging"])
        let identity = try server.clientCertificate(user: user, groups: groups)
        return """
            apiVersion: v1
            kind: Config
            current-context: staging
            contexts: [{name: staging, context: {cluster: staging, user: flux}}]
            clusters:
            - name: staging
              cluster:
                server: \(address ?? server.url)
                certificate-authority-data: \(Base64.encode(server.certificateAuthorityPEM.utf8))
            users:
            - name: flux
              user:
                client-certificate-data: \(Base64.encode(identity.certificate.utf8))
                client-key-data: \(Base64.encode(identity.key.utf8))
            """
    }

    // MARK: Writing

    func applySecret(
        _ name: String,
        _ entries: [String: String],
        to cluster: ClusterClient,
        labels: String = ""
    ) async throws {
        let data = entries.map { "  \($0.key): \(Base64.encode($0.value.utf8))" }.joined(separator: "\n")
        try await apply(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: \(name)
              namespace: shop
              labels: {\(labels)}
            data:
            \(data)
            """,
            to: cluster
        )
    }

    func apply(_ text: String, to cluster: ClusterClient) async throws {
        for document in try YAMLReader.documents(text) {
            let object = KubernetesObject(document)
            let type = try await cluster.resource(apiVersion: object.apiVersion, kind: object.kind).type
            _ = try await cluster.apply(object, as: type, force: true)
        }
    }

    /// Applies what names no namespace to `shop` on the run cluster.
    func applyInShop(_ text: String) async throws {
        for document in try YAMLReader.documents(text) {
            var object = KubernetesObject(document)
            object.setMetadata("namespace", "shop")
            let type = try await staging.resource(apiVersion: object.apiVersion, kind: object.kind).type
            _ = try await staging.apply(object, as: type, force: true)
        }
    }

    /// Commits and pushes files; `nil` removes one.
    ///
    /// - Returns: the commit's id.
    @discardableResult
    func push(_ files: [String: String?]) async throws -> String {
        try await git.commitAndPush(files, to: plane.repositoryURL, as: plane.git)
    }
}
