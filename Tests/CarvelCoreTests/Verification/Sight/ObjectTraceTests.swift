import HTTPTransport
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The trace of an object back to its repository")
struct ObjectTraceTests {
    private static func flux(_ kustomization: String) -> JSONValue {
        [
            "kustomize.toolkit.fluxcd.io/name": .string(kustomization),
            "kustomize.toolkit.fluxcd.io/namespace": "shop",
        ]
    }

    /// The sample delivery, arrived in whole, with Flux's labels and what kapp deployed.
    private func clusters() throws -> InMemoryClusters {
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(SampleDelivery.files()))
        for cluster in ["staging", "prod"] {
            let install = try #require(clusters.object(.packageInstall, namespace: "shop", "app", on: cluster))
            let labels = Self.flux("app.default.tap-\(cluster)-packageinstalls")
            clusters.put(install.setting(labels, at: "metadata", "labels"), as: .packageInstall, on: cluster)
            let app = try #require(clusters.object(.app, namespace: "shop", "app", on: cluster))
            let resources: JSONValue = ["kapp": ["associatedResources": ["label": "kapp.k14s.io/app=1"]]]
            clusters.put(app.setting(resources, at: "status", "deploy"), as: .app, on: cluster)
        }
        return clusters
    }

    private func reader(
        _ kind: String,
        _ name: String,
        _ clusters: InMemoryClusters,
        on names: [String] = []
    ) throws -> TraceReader {
        try TraceReader(
            kind: kind,
            name: name,
            namespace: nil,
            of: SampleDelivery.tree(SampleDelivery.files()).delivery(),
            on: clusters.directory(),
            clusters: names,
            checkout: nil
        )
    }

    private let wholeWay = [
        "prod PackageInstall/app ready", "build Kustomization/app.default.tap-prod-packageinstalls ready",
        "build GitRepository/app.default.tap-gitops-repo ready",
    ]

    private func outline(_ trace: ObjectTrace?) -> [String] {
        (trace?.steps ?? []).map { "\($0.cluster) \($0.title) \($0.state.rawValue)" }
    }

    @Test("From an App over its PackageInstall to the commit, on each cluster that has it")
    func app() async throws {
        let traces = try await reader("app", "app", clusters()).read()
        #expect(traces.failures.isEmpty)
        #expect(traces.traces.map { $0.steps[0].cluster } == ["staging", "prod"])
        let trace = try #require(traces.traces.last)
        #expect(outline(trace) == ["prod App/app ready"] + wholeWay)
        #expect(trace.isSound)
        #expect(trace.gap == nil)
        let origin = try #require(trace.origin)
        #expect(origin.commit == SampleDelivery.commit)
        #expect(origin.branch == "main")
        #expect(origin.url == "https://git.example.com/shop/gitops.git")
        #expect(origin.folder == "app.default.tap/prod")
    }

    /// The walk from an object of the cluster prod.
    private func walk(from object: KubernetesObject, _ clusters: InMemoryClusters) async throws -> TraceWalk {
        let delivery = try SampleDelivery.tree(SampleDelivery.files()).delivery()
        let all = try DeliveryCluster.all(of: delivery, on: clusters.directory(), named: ["prod", "build"])
        var walk = TraceWalk(from: object, on: all[0], try all[0].client(), build: all[1])
        await walk.run()
        return walk
    }

    private func deployed(_ label: String) -> KubernetesObject {
        KubernetesObject(.configMap, name: "app", namespace: "shop", labels: [KappAssociation.label: label])
    }

    @Test("From what kapp deployed, by its label, whether the App or kapp's ConfigMap tells it")
    func deployed() async throws {
        let clusters = try clusters()
        let byStatus = try await walk(from: deployed("1"), clusters)
        #expect(outline(byStatus.trace) == ["prod ConfigMap/app present", "prod App/app ready"] + wholeWay)
        #expect(byStatus.applied?.title == "PackageInstall/app")

        let app = try #require(clusters.object(.app, namespace: "shop", "app", on: "prod"))
        clusters.put(app.setting(nil, at: "status", "deploy"), as: .app, on: "prod")
        let record = KubernetesObject(
            .configMap,
            name: "app-ctrl",
            namespace: "shop",
            ["data": ["spec": #"{"labelValue":"7"}"#]]
        )
        clusters.put(record, as: .configMap, on: "prod")
        #expect(try await walk(from: deployed("7"), clusters).trace.steps.count == 5)
    }

    @Test("What nobody is known to have made has no origin, and says so")
    func stranger() async throws {
        let walk = try await walk(from: deployed("99"), clusters())
        #expect(outline(walk.trace) == ["prod ConfigMap/app present"])
        #expect(walk.trace.origin == nil)
        #expect(walk.trace.gap == "ConfigMap/app carries no label of Flux's, and nothing that made it is known")
        #expect(!walk.trace.isSound)
    }

    @Test("A Kustomization that is gone is where the way ends")
    func orphan() async throws {
        let clusters = try clusters()
        clusters.remove(.kustomization, namespace: "shop", "app.default.tap-prod-packageinstalls", on: "build")
        let trace = try #require(try await reader("pkgi", "app", clusters, on: ["prod"]).read().traces.first)
        #expect(trace.steps.last?.state == .missing)
        #expect(trace.gap == "Kustomization/app.default.tap-prod-packageinstalls is not there any more")
        #expect(!trace.isSound)
    }

    @Test("A cluster that can't be reached is told, and hides no other")
    func unreachable() async throws {
        let clusters = try clusters()
        let refused = HTTPTransportError(reason: .connectionFailed, message: "refused")
        _ = clusters.with("staging") { $0.troubles = [("", .failure(refused))] }
        let traces = try await reader("packageinstall", "app", clusters).read()
        #expect(traces.failures.map(\.cluster) == ["staging"])
        #expect(outline(traces.traces.first) == wholeWay)

        _ = clusters.with("build") { $0.troubles = [("", .failure(refused))] }
        let blind = try await reader("packageinstall", "app", clusters, on: ["prod"]).read()
        #expect(blind.failures.map(\.cluster) == ["build"])
        #expect(blind.traces.first?.origin == nil)
    }

    @Test("What is on no cluster is an error with the places that were looked at")
    func absent() async throws {
        let error = await #expect(throws: DeliveryError.self) {
            try await reader("app", "other", clusters(), on: ["prod"]).read()
        }
        #expect(error?.message == "there is no app/other on prod (namespace \"shop\")")
    }

    @Test("The file is the one that holds the object, whatever its namespace")
    func file() {
        let object = SeenObject(cluster: "prod", kind: "Secret", namespace: "shop", name: "app", state: .present)
        let files = [
            "a/broken.yaml": "{", "a/other.yaml": "kind: Secret\nmetadata: {name: other}",
            "a/values.yaml": "kind: App\nmetadata: {name: app}\n---\nkind: Secret\nmetadata: {name: app}\n",
        ]
        let bytes = files.mapValues { Array($0.utf8) }
        #expect(TraceCheckout.file(with: object, in: bytes) == "a/values.yaml")
        #expect(TraceCheckout.file(with: object, in: [:]) == nil)
        #expect(TraceWalk.plain("./a/b/") == "a/b")
    }
}
