import GitRepository
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Removing from clusters")
struct RemovalTests {
    private let clusters = InMemoryClusters(["build", "staging", "prod"])

    /// The sample delivery, applied.
    private func tree() async throws -> RepositoryTree {
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        let planner = DeliveryPlanner(
            tree,
            clusters: try clusters.directory(),
            credentials: .password(username: "git", password: "sesame")
        )
        let applied = await ApplyDelivery(try await planner.plan()).run { _ in }
        #expect(applied.allSatisfy { $0.failure == nil })
        return tree
    }

    private func tearDown(_ names: [String] = [], keepsInstalls: Bool = false) async throws -> DeliveryPlan {
        try await TearDown(
            try await tree(),
            clusters: clusters.directory(),
            only: names,
            keepsInstalls: keepsInstalls
        ).plan()
    }

    private static func lines(_ plan: DeliveryPlan) -> [String] {
        plan.objects.map { "\($0.cluster) \($0.title)" }
    }

    @Test("One run cluster: what the others need stays")
    func oneCluster() async throws {
        #expect(
            Self.lines(try await tearDown(["prod"])) == [
                "build Kustomization/shop/app.default.tap-prod-packageinstalls",
                "build Kustomization/shop/app.default.tap-prod-packages",
                "build Secret/shop/prod-kubeconfig",
                "prod RoleBinding/shop/shop-app-cr-role",
                "prod RoleBinding/shop/shop-app-package-and-pkgi-install-role",
                "prod Role/shop/app-cr-role",
                "prod Role/shop/app-package-and-pkgi-install-role",
                "prod ServiceAccount/shop/shop-sa",
            ]
        )
        let error = await #expect(throws: DeliveryError.self) { try await tearDown(["test"]) }
        #expect(error?.message.hasPrefix("there is no run cluster \"test\"") == true)
    }

    @Test("What runs on keeps the rights that it needs")
    func keepInstalls() async throws {
        let plan = try await tearDown(keepsInstalls: true)
        #expect(
            Self.lines(plan).filter { $0.hasPrefix("prod") } == [
                "prod RoleBinding/shop/shop-app-package-and-pkgi-install-role",
                "prod Role/shop/app-package-and-pkgi-install-role",
            ]
        )
        #expect(Self.lines(plan).contains("build ServiceAccount/shop/shop-sa"))
    }

    @Test("What another delivery uses in the same namespace stays, and that is told")
    func shared() async throws {
        let binding = KubernetesObject(
            .roleBinding,
            name: "other-app-cr-role",
            namespace: "shop",
            [
                "roleRef": ["kind": "Role", "name": "app-cr-role"],
                "subjects": [["kind": "ServiceAccount", "name": "shop-sa", "namespace": "shop"]],
            ]
        )
        clusters.put(binding, as: .roleBinding, on: "prod")
        let plan = try await tearDown(["prod"])
        let titles = Self.lines(plan)
        #expect(!titles.contains("prod Role/shop/app-cr-role") && !titles.contains("prod ServiceAccount/shop/shop-sa"))
        #expect(titles.contains("prod Role/shop/app-package-and-pkgi-install-role"))
        #expect(
            plan.warnings == [
                "prod: Role/app-cr-role stays: RoleBinding/other-app-cr-role uses it",
                "prod: ServiceAccount/shop-sa stays: RoleBinding/other-app-cr-role uses it",
            ]
        )
    }

    /// The Kustomization with the Packages, as after Flux has applied it.
    private func applied(_ name: String) throws {
        let object = try #require(clusters.object(.kustomization, namespace: "shop", name, on: "build"))
        let id = "shop_app.default.tap.\(SampleDelivery.version)_data.packaging.carvel.dev_Package"
        clusters.put(
            object.setting([["id": .string(id), "v": "v1alpha1"]], at: "status", "inventory", "entries"),
            as: .kustomization,
            on: "build"
        )
    }

    @Test("Packages that an install uses stay, and with them all that it takes to prune them")
    func usedPackages() async throws {
        let plan = try await {
            _ = try await tree()
            try applied("app.default.tap-prod-packages")
            return try await tearDown(["prod"])
        }()
        let package = KubernetesObject(
            .package,
            name: "app.default.tap.\(SampleDelivery.version)",
            namespace: "shop",
            labels: [
                "kustomize.toolkit.fluxcd.io/name": "app.default.tap-prod-packages",
                "kustomize.toolkit.fluxcd.io/namespace": "shop",
            ]
        )
        clusters.put(package, as: .package, on: "prod")
        let install = KubernetesObject(
            .packageInstall,
            name: "by-hand",
            namespace: "shop",
            ["spec": ["packageRef": ["refName": "app.default.tap"]]]
        )
        clusters.put(install, as: .packageInstall, on: "prod")
        let removed = await RemoveFromClusters(try #require(plan.removal), timeout: .seconds(5)).run { _ in }
        let failure = try #require(removed.compactMap(\.failure).first)
        #expect(
            failure.description
                == "stays: its Packages are used on prod by PackageInstall/shop/by-hand; remove that first"
        )
        for name in ["app.default.tap-prod-packages", "app.default.tap-staging-packages"] {
            #expect(clusters.object(.kustomization, namespace: "shop", name, on: "build") != nil)
        }
        let packageInstalls = "app.default.tap-prod-packageinstalls"
        #expect(clusters.object(.kustomization, namespace: "shop", packageInstalls, on: "build") == nil)
        #expect(clusters.object(.secret, namespace: "shop", "prod-kubeconfig", on: "build") != nil)
        #expect(clusters.object(.serviceAccount, namespace: "shop", "shop-sa", on: "prod") != nil)
        // Once nothing uses them, the next run goes on from there.
        clusters.remove(.packageInstall, namespace: "shop", "by-hand", on: "prod")
        let again = try #require(
            try await TearDown(
                SampleDelivery.tree(SampleDelivery.files()),
                clusters: clusters.directory(),
                only: ["prod"],
                keepsInstalls: false
            ).plan().removal
        )
        let rest = await RemoveFromClusters(again, timeout: .seconds(5)).run { _ in }
        #expect(rest.allSatisfy { $0.failure == nil }, "\(rest)")
        #expect(clusters.object(.secret, namespace: "shop", "prod-kubeconfig", on: "build") == nil)
        #expect(clusters.object(.serviceAccount, namespace: "shop", "shop-sa", on: "prod") == nil)
    }

    @Test("What was renamed is deleted only once its new Kustomization has taken over what runs")
    func renamed() async throws {
        let tree = try await tree()
        let delivery = try tree.delivery()
        let old = KubernetesObject(
            .kustomization,
            name: "old-packageinstalls",
            namespace: "shop",
            labels: Labels.of(delivery),
            [
                "spec": [
                    "prune": true, "targetNamespace": "shop", "serviceAccountName": "shop-sa",
                    "kubeConfig": ["secretRef": ["name": "prod-kubeconfig"]],
                ],
                "status": [
                    "inventory": [
                        "entries": [["id": "shop_app_packaging.carvel.dev_PackageInstall", "v": "v1alpha1"]]
                    ]
                ],
            ]
        )
        clusters.put(old, as: .kustomization, on: "build")
        func install(of kustomization: String) -> KubernetesObject {
            KubernetesObject(
                .packageInstall,
                name: "app",
                namespace: "shop",
                labels: [
                    "kustomize.toolkit.fluxcd.io/name": kustomization,
                    "kustomize.toolkit.fluxcd.io/namespace": "shop",
                ]
            )
        }
        clusters.put(install(of: "old-packageinstalls"), as: .packageInstall, on: "prod")
        let planner = DeliveryPlanner(tree, clusters: try clusters.directory(), credentials: .none, .init(prunes: true))
        let removal = try #require(try await planner.plan().removal)
        let early = await RemoveFromClusters(removal, timeout: .seconds(1)).run { _ in }
        // On a busy machine the time is over before the cluster has told of it.
        #expect(early.first?.failure?.message.hasPrefix("stays: PackageInstall/shop/app ") == true)

        let (waits, continuation) = AsyncStream.makeStream(of: String.self)
        async let outcome = RemoveFromClusters(removal, timeout: .seconds(60)).run { event in
            if case .waiting(_, let title, let reason) = event { continuation.yield("\(title) \(reason)") }
        }
        var iterator = waits.makeAsyncIterator()
        #expect(await iterator.next()?.hasPrefix("PackageInstall/shop/app is still old-package") == true)
        #expect(!clusters.writes.contains { $0.contains(" DELETE ") })
        clusters.put(install(of: "app.default.tap-prod-packageinstalls"), as: .packageInstall, on: "prod")
        let later = await outcome
        #expect(later.allSatisfy { $0.failure == nil }, "\(later)")
        #expect(clusters.object(.kustomization, namespace: "shop", "old-packageinstalls", on: "build") == nil)
        #expect(clusters.object(.packageInstall, namespace: "shop", "app", on: "prod") != nil)
    }

    @Test("Nothing is pruned while the repository holds an install that nobody reads")
    func strays() async throws {
        var files = try SampleDelivery.files()
        files["app.default.tap/production/packageinstall.yaml"] = files["app.default.tap/prod/packageinstall.yaml"]
        let planner = DeliveryPlanner(
            try SampleDelivery.tree(files),
            clusters: try clusters.directory(),
            credentials: .none,
            .init(prunes: true)
        )
        let error = await #expect(throws: DeliveryError.self) { try await planner.plan() }
        #expect(error?.message.hasSuffix("so nothing is pruned") == true)
        #expect(error?.message.contains("\"production\", which is no run cluster") == true)
    }

    @Test("What would leave orphans is refused, or mended first")
    func orphans() async throws {
        let tree = try await tree()
        clusters.remove(.serviceAccount, namespace: "shop", "shop-sa", on: "build")
        let name = "app.default.tap-prod-packages"
        let object = try #require(clusters.object(.kustomization, namespace: "shop", name, on: "build"))
        clusters.put(object.setting("Orphan", at: "spec", "deletionPolicy"), as: .kustomization, on: "build")
        let other = "app.default.tap-prod-packageinstalls"
        let suspended = try #require(clusters.object(.kustomization, namespace: "shop", other, on: "build"))
        clusters.put(suspended.setting(true, at: "spec", "suspend"), as: .kustomization, on: "build")
        let plan = try await TearDown(tree, clusters: clusters.directory(), only: ["prod"], keepsInstalls: false).plan()
        let removed = await RemoveFromClusters(try #require(plan.removal), timeout: .seconds(5)).run { _ in }
        #expect(removed.first?.title == "ServiceAccount/shop/shop-sa" && removed.first?.result == .success(.created))
        #expect(removed.compactMap(\.failure).first?.message.hasPrefix("its deletionPolicy is Orphan") == true)
        let path = "build PATCH /apis/kustomize.toolkit.fluxcd.io/v1/namespaces/shop/kustomizations/\(other)"
        let delete = path.replacing("PATCH", with: "DELETE")
        let writes = clusters.writes
        #expect(try #require(writes.lastIndex(of: path)) < (try #require(writes.lastIndex(of: delete))))

        clusters.remove(.secret, namespace: "shop", "prod-kubeconfig", on: "build")
        let missing = await RemoveFromClusters(try #require(plan.removal), timeout: .seconds(5)).run { _ in }
        #expect(missing.first?.title == "Secret/shop/prod-kubeconfig")
        #expect(missing.first?.failure?.message == "is not there, so Flux can't prune on prod")
    }

    @Test("Of a run cluster that is named nowhere any more, its marked Secret tells")
    func former() async throws {
        let tree = try await tree()
        var labels = Labels.of(try tree.delivery())
        labels[Labels.fluxWatch] = "Enabled"
        let secret = KubernetesObject(.secret, name: "old-kubeconfig", namespace: "shop", labels: labels)
        clusters.put(secret, as: .secret, on: "build")
        let planner = DeliveryPlanner(tree, clusters: try clusters.directory(), credentials: .none, .init(prunes: true))
        let plan = try await planner.plan()
        #expect(Self.lines(plan).filter { $0.hasSuffix("old-kubeconfig") } == ["build Secret/shop/old-kubeconfig"])
        #expect(plan.warnings.count == 1)
        #expect(plan.warnings.first?.hasPrefix("old: what is left over there could not be looked for") == true)
        #expect(plan.warnings.first?.contains("give the kubeconfig a context \"old\"") == true)
    }
}
