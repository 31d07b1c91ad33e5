import HTTPTransport
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The tree of a delivery's objects")
struct DeliveryTreeTests {
    /// The sample delivery, arrived in whole, with inventories and with what kapp deployed.
    private func clusters() throws -> InMemoryClusters {
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(SampleDelivery.files()))
        for cluster in ["staging", "prod"] {
            inventory(
                ["shop_app.default.tap.\(SampleDelivery.version)_data.packaging.carvel.dev_Package"],
                of: "app.default.tap-\(cluster)-packages",
                clusters
            )
            inventory(
                ["shop_app-values__Secret", "shop_app_packaging.carvel.dev_PackageInstall"],
                of: "app.default.tap-\(cluster)-packageinstalls",
                clusters
            )
            let secret = KubernetesObject(.secret, name: "app-values", namespace: "shop", ["data": ["x": "c2VjcmV0"]])
            clusters.put(secret, as: .secret, on: cluster)
            for (name, label) in [("config", "1"), ("foreign", "2")] {
                let map = KubernetesObject(
                    .configMap,
                    name: name,
                    namespace: "shop",
                    labels: [KappAssociation.label: label]
                )
                clusters.put(map, as: .configMap, on: cluster)
            }
            deployed(["group": "", "kind": "ConfigMap"], on: cluster, clusters)
        }
        return clusters
    }

    private func inventory(_ ids: [String], of kustomization: String, _ clusters: InMemoryClusters) {
        guard let object = clusters.object(.kustomization, namespace: "shop", kustomization, on: "build") else {
            Issue.record("no \(kustomization)")
            return
        }
        let entries = ids.map { id -> JSONValue in ["id": .string(id), "v": "v1"] }
        clusters.put(
            object.setting(["entries": .array(entries)], at: "status", "inventory"),
            as: .kustomization,
            on: "build"
        )
    }

    private func deployed(_ kind: JSONValue, on cluster: String, _ clusters: InMemoryClusters) {
        guard let app = clusters.object(.app, namespace: "shop", "app", on: cluster) else {
            Issue.record("no App")
            return
        }
        let resources: JSONValue = ["label": "kapp.k14s.io/app=1", "namespaces": ["shop"], "groupKinds": [kind]]
        clusters.put(
            app.setting(["kapp": ["associatedResources": resources]], at: "status", "deploy"),
            as: .app,
            on: cluster
        )
    }

    private func read(
        _ clusters: InMemoryClusters,
        package: Bool = false,
        on names: [String] = []
    ) async throws -> DeliveryTree {
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        return try await DeliveryTreeReader(
            of: tree.delivery(),
            on: clusters.directory(),
            package: package ? PackageObjects(of: SampleDelivery.folder, in: tree) : nil,
            clusters: names
        ).read()
    }

    private func outline(_ nodes: [DeliveryTree.Node], _ depth: Int = 0) -> [String] {
        nodes.flatMap { node in
            let object = node.object
            let line = "\(depth) \(object.cluster) \(object.title) \(object.state.rawValue)"
            return [line] + outline(node.children, depth + 1)
        }
    }

    private func branch(_ cluster: String) -> [String] {
        [
            "1 build Kustomization/app.default.tap-\(cluster)-packageinstalls ready",
            "2 \(cluster) Secret/app-values present",
            "2 \(cluster) PackageInstall/app ready",
            "3 \(cluster) App/app ready",
            "4 \(cluster) ConfigMap/config present",
            "1 build Kustomization/app.default.tap-\(cluster)-packages ready",
            "2 \(cluster) Package/app.default.tap.\(SampleDelivery.version) present",
        ]
    }

    @Test("Goes from the GitRepository to what kapp deployed, on every cluster", arguments: [false, true])
    func whole(ofPackage: Bool) async throws {
        let tree = try await read(clusters(), package: ofPackage)
        let root = "0 build GitRepository/app.default.tap-gitops-repo ready"
        #expect(outline(tree.roots) == [root] + branch("prod") + branch("staging"))
        #expect(tree.failures.isEmpty)
        #expect(!JSONWriter.prettyString(tree.json).contains("c2VjcmV0"))
    }

    @Test("Only the branches that go to the clusters that are asked for")
    func oneCluster() async throws {
        let tree = try await read(clusters(), on: ["prod"])
        #expect(Array(outline(tree.roots).dropFirst()) == branch("prod"))
    }

    @Test("What is not there is missing, and what failed says why")
    func broken() async throws {
        let clusters = try clusters()
        clusters.remove(.app, namespace: "shop", "app", on: "prod")
        let failed: JSONValue = [["type": "ReconcileFailed", "status": "True", "message": "no such image"]]
        let install = try #require(clusters.object(.packageInstall, namespace: "shop", "app", on: "prod"))
        clusters.put(install.setting(failed, at: "status", "conditions"), as: .packageInstall, on: "prod")
        let objects = try await read(clusters, on: ["prod"]).objects
        let found = try #require(objects.first { $0.kind == "PackageInstall" })
        #expect(found.state == .failed)
        #expect(found.message == "no such image")
        #expect(objects.first { $0.kind == "App" }?.state == .missing)
    }

    @Test("A cluster that can't be reached hides no other, nor that there should be something")
    func unreachable() async throws {
        let clusters = try clusters()
        let refused = HTTPTransportError(reason: .connectionFailed, message: "refused")
        _ = clusters.with("staging") { $0.troubles = [("", .failure(refused))] }
        let tree = try await read(clusters)
        #expect(tree.failures.map(\.cluster) == ["staging"])
        #expect(outline(tree.roots)[1...7] == branch("prod")[...])
        let unseen = tree.objects.filter { $0.cluster == "staging" }
        #expect(unseen.map(\.state) == [.unseen, .unseen, .unseen])

        _ = clusters.with("build") { $0.troubles = [("", .failure(refused))] }
        let nothing = try await read(clusters)
        #expect(nothing.roots.isEmpty)
        #expect(nothing.failures.map(\.cluster) == ["build"])
    }

    @Test("What may not be listed says so at its node")
    func forbidden() async throws {
        let clusters = try clusters()
        let answer = ScriptedHTTPClient.Answer.status(403, "Forbidden", "configmaps is forbidden")
        _ = clusters.with("prod") { $0.troubles = [("GET /api/v1/namespaces/shop/configmaps", .answer(answer))] }
        let tree = try await read(clusters, on: ["prod"])
        #expect(tree.failures.isEmpty)
        let node = try #require(tree.objects.first { $0.kind == "ConfigMap" })
        #expect(node.state == .unseen)
        #expect(node.message?.contains("this takes the right to list configmaps in namespace \"shop\"") == true)
    }

    @Test("kapp's record is read off the App, or off the ConfigMaps of old and new kapp-controllers")
    func association() throws {
        let map = { (spec: String) in
            KappAssociation(configMap: KubernetesObject(.configMap, name: "x", ["data": ["spec": .string(spec)]]))
        }
        let real = try #require(
            map(#"{"labelKey":"k","labelValue":"7","usedGKs":[{"Group":"apps","Kind":"Deployment"}]}"#)
        )
        #expect(real.label == "k=7")
        #expect(real.kinds == [KappAssociation.Kind(group: "apps", kind: "Deployment")])
        #expect(map(#"{"labelValue":"7"}"#)?.label == "kapp.k14s.io/app=7")
        #expect(map("{}") == nil)
        #expect(KappAssociation(status: KubernetesObject(.app, name: "app")) == nil)
    }

    @Test("What an object owns is below it")
    func owners() {
        func object(_ name: String, uid: String, owner: String?) -> KubernetesObject {
            let references: JSONValue = [["uid": .string(owner ?? ""), "controller": true]]
            return KubernetesObject(.configMap, name: name)
                .setting(.string(uid), at: "metadata", "uid")
                .setting(owner == nil ? nil : references, at: "metadata", "ownerReferences")
        }
        let objects = [
            object("pod", uid: "3", owner: "2"), object("set", uid: "2", owner: "1"),
            object("deployment", uid: "1", owner: nil), object("stray", uid: "4", owner: "9"),
        ]
        let nodes = KappResources.nested(objects, on: "prod")
        #expect(
            outline(nodes) == [
                "0 prod ConfigMap/deployment present", "1 prod ConfigMap/set present",
                "2 prod ConfigMap/pod present", "0 prod ConfigMap/stray present",
            ]
        )
    }
}
