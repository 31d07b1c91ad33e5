import GitRepository
import HTTPTransport
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Removing what kapp-controller delivers by")
struct AppRemovalTests {
    private let clusters = InMemoryClusters(["hub", "prod"])

    /// A repository as `init` writes it, for the delivery with Apps on a build cluster.
    private static func tree(_ yaml: String = SampleApps.remoteYAML) throws -> RepositoryTree {
        let beginning = AppBeginning(repository: nil, installAccount: "installer")
        let edit = try InitDelivery(Delivery(yaml: yaml), apps: beginning).edit(SampleDelivery.tree([:]))
        return try SampleDelivery.tree(edit.files)
    }

    /// The same without a build cluster.
    private static let local = SampleApps.remoteYAML.replacing("  build: {context: hub, namespace: apps}\n", with: "")

    private func applied(_ tree: RepositoryTree) async throws {
        let planner = DeliveryPlanner(
            tree,
            clusters: try clusters.directory(),
            credentials: .password(username: "git", password: "sesame")
        )
        let applied = await ApplyDelivery(try await planner.plan()).run { _ in }
        #expect(applied.compactMap { $0.failure } == [])
    }

    private func plan(_ tree: RepositoryTree, keepsInstalls: Bool = false) async throws -> DeliveryPlan {
        try await TearDown(tree, clusters: clusters.directory(), keepsInstalls: keepsInstalls).plan()
    }

    private func carryOut(_ plan: DeliveryPlan) async throws -> [AppliedObject] {
        await RemoveFromClusters(try #require(plan.removal), timeout: .seconds(5)).run { _ in }
    }

    private static func lines(_ plan: DeliveryPlan) -> [String] {
        plan.objects.map { "\($0.cluster) \($0.title)\($0.failure.map { ": \($0)" } ?? "")" }
    }

    @Test(
        "A cluster that is not reached fails, is not taken for empty, and the others are carried out",
        arguments: [true, false]
    )
    func unreachable(_ hasBuild: Bool) async throws {
        let tree = try Self.tree(hasBuild ? SampleApps.remoteYAML : Self.local)
        try await applied(tree)
        _ = clusters.with("prod") { $0.troubles = [("", .failure(.init(reason: .timedOut, message: "timed out")))] }
        let plan = try await plan(tree)
        #expect(Self.lines(plan).filter { $0.hasPrefix("prod context prod: ") }.count == 1)
        #expect(plan.hasFailed)
        let removed = try await carryOut(plan)
        #expect(removed.filter { $0.failure != nil }.map(\.title) == ["context prod"])
        #expect(removed.contains { $0.cluster == "staging" && $0.title.hasPrefix("Role/") })

        let again = try await self.plan(tree)
        let removal = try #require(again.removal)
        #expect(!removal.isEmpty)
        #expect(removal.objects.map(\.title) == ["context prod"])
        #expect(try await carryOut(again).map { $0.failure != nil } == [true])
    }

    @Test("What goes on running keeps its rights, and that is told")
    func keepInstalls() async throws {
        let tree = try Self.tree()
        try await applied(tree)
        let plan = try await plan(tree, keepsInstalls: true)
        #expect(
            Self.lines(plan) == [
                "hub App/apps/shop-staging", "hub App/apps/shop-prod", "hub Secret/apps/prod-kubeconfig",
                "hub Secret/apps/shop-gitops-auth",
            ]
        )
        #expect(
            plan.warnings.last
                == "prod: what goes on running may need rights, so these stay:"
                + " ServiceAccount/pkg-gitops/shop-app-sa, Role/pkg-gitops/shop-app-sa-role,"
                + " RoleBinding/pkg-gitops/shop-app-sa-role-binding"
        )
    }

    private static func app(_ name: String, _ spec: JSONValue) -> KubernetesObject {
        KubernetesObject(.app, name: name, namespace: "apps", ["spec": spec])
    }

    @Test("Secrets that others need stay, and that is told")
    func usedSecrets() async throws {
        let tree = try Self.tree()
        try await applied(tree)
        clusters.put(
            Self.app("other", ["cluster": ["kubeconfigSecretRef": ["name": "prod-kubeconfig"]]]),
            as: .app,
            on: "hub"
        )
        clusters.put(
            Self.app("another", ["fetch": [["git": ["secretRef": ["name": "shop-gitops-auth"]]]]]),
            as: .app,
            on: "hub"
        )
        let plan = try await plan(tree)
        #expect(!Self.lines(plan).contains { $0.contains("Secret/") })
        #expect(
            plan.warnings == [
                "hub: Secret/apps/prod-kubeconfig stays: App/other in its namespace still needs it",
                "hub: Secret/apps/shop-gitops-auth stays: App/another in its namespace still needs it",
            ]
        )
    }

    @Test("A Kustomization keeps the kubeconfig, and a cluster without Flux has none")
    func kustomizations() async throws {
        let tree = try Self.tree()
        try await applied(tree)
        let kustomization = KubernetesObject(
            .kustomization,
            name: "tools",
            namespace: "apps",
            ["spec": ["kubeConfig": ["secretRef": ["name": "prod-kubeconfig"]]]]
        )
        clusters.put(kustomization, as: .kustomization, on: "hub")
        #expect(try await plan(tree).warnings.map { $0.contains("Kustomization/tools") } == [true])
        _ = clusters.with("hub") { $0.served["kustomize.toolkit.fluxcd.io"] = nil }
        #expect(try await Self.lines(plan(tree)).contains("hub Secret/apps/prod-kubeconfig"))
    }

    @Test("Credentials that were not made for this delivery stay", arguments: ["other", nil])
    func otherCredentials(_ owner: String?) async throws {
        let tree = try Self.tree()
        try await applied(tree)
        let secret = try #require(clusters.object(.secret, namespace: "apps", "shop-gitops-auth", on: "hub"))
        let label = owner.map { JSONValue.string($0) }
        clusters.put(secret.setting(label, at: "metadata", "labels", Labels.partOf), as: .secret, on: "hub")
        #expect(try await !Self.lines(plan(tree)).contains("hub Secret/apps/shop-gitops-auth"))
    }
}
