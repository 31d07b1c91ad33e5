import CarvelCore
import HTTPTransport
import Sandbox
import TestSupport
import Testing
import YAMLDocument

@Suite("Prerequisites of clusters", .timeLimit(.minutes(4)))
struct PrerequisiteCheckTests {
    private static let deployment = ResourceType(
        group: "apps",
        version: "v1",
        kind: "Deployment",
        plural: "deployments"
    )

    private static let delivery = Delivery(
        name: "shop",
        repository: Delivery.Repository(url: "https://git.example.com/shop.git", branch: "main"),
        build: Delivery.BuildCluster(context: "build", namespace: "default"),
        runClusters: ["staging", "prod"].map {
            Delivery.RunCluster(name: $0, context: $0, namespace: "default", serviceAccountName: "shop-sa")
        }
    )

    /// What is found on a landscape once something was done to it.
    private func found(
        _ overrides: ConnectionOverrides = ConnectionOverrides(),
        after change: (ControlPlane, ClusterDirectory) async throws -> Void = { _, _ in }
    ) async throws -> [Prerequisite] {
        let plane = try await ControlPlane.start()
        do {
            let host = Host(
                variables: [:],
                currentDirectory: "/",
                files: .local,
                http: CurlClient()
            )
            let kubeconfig = try Kubeconfig.load(explicitPath: plane.kubeconfigPath, host: host)
            let administrators = ClusterDirectory(kubeconfig: kubeconfig, host: host)
            try await change(plane, administrators)
            let clusters = ClusterDirectory(
                kubeconfig: kubeconfig,
                overrides: overrides,
                requestTimeout: .seconds(5),
                host: host
            )
            let report = await PrerequisiteCheck(Self.delivery, on: clusters).report()
            try await plane.stop()
            return report.prerequisites
        } catch {
            try await plane.stop()
            throw error
        }
    }

    @Test("All is there where Flux and kapp-controller are installed, but for what is optional and what apply makes")
    func healthy() async throws {
        let all = try await found()
        let unmet = all.filter { $0.result != .met }
        let ofBuild = ["build: kubeconfig for staging: warning", "build: kubeconfig for prod: warning"]
        let ofRun = ["staging", "prod"].flatMap { name in
            [
                "\(name): API httpproxies.projectcontour.io: warning",
                "\(name): ServiceAccount default/shop-sa: warning",
            ]
        }
        #expect(unmet.map { "\($0.cluster): \($0.subject): \($0.result.rawValue)" } == ofBuild + ofRun)
        #expect(all.first { $0.subject == "source-controller" }?.found == "v2.9.0")
        #expect(all.first { $0.subject == "kapp-controller" }?.found == "v0.53.0")
        #expect(all.filter { $0.subject == "Kubernetes" }.count == 3)
    }

    @Test("Each thing that is not as it should be is told, and hides no other")
    func broken() async throws {
        let all = try await found { plane, clusters in
            let build = try clusters.client(context: "build", calledName: "build")
            _ = try await build.mergePatch(
                Self.deployment,
                namespace: "flux-system",
                name: "kustomize-controller",
                subresource: "status",
                ["status": ["readyReplicas": 0]]
            )
            let staging = try clusters.client(context: "staging", calledName: "staging")
            _ = try await staging.delete(Self.deployment, namespace: "kapp-controller", name: "kapp-controller")
            await plane.stopCluster("prod")
        }
        func one(_ cluster: String, _ subject: String) throws -> Prerequisite {
            try #require(all.first { $0.cluster == cluster && $0.subject == subject })
        }
        let controller = try one("build", "kustomize-controller")
        #expect(controller.result == .missing && controller.reason == "0 of 1 replicas are ready")
        #expect(controller.advice == "kubectl -n flux-system describe deployment kustomize-controller")
        #expect(try one("build", "source-controller").result == .met)
        #expect(try one("staging", "kapp-controller").result == .missing)
        #expect(try one("staging", "API packages.data.packaging.carvel.dev").result == .met)
        #expect(all.filter { $0.cluster == "prod" }.map(\.result) == [.unknown])
        #expect(try one("prod", "Kubernetes").reason?.contains("connection refused") == true)
    }

    @Test("Somebody without rights is told which they lack, and what they could not look at")
    func powerless() async throws {
        let all = try await found(ConnectionOverrides(impersonate: "jane", impersonateGroups: ["system:authenticated"]))
        let looking = try #require(all.first { $0.cluster == "staging" && $0.subject == "rights to verify" })
        #expect(looking.result == .missing)
        #expect(looking.reason?.contains("list packageinstalls.packaging.carvel.dev in default") == true)
        #expect(all.first { $0.cluster == "staging" && $0.subject == "rights to apply" }?.result == .warning)
        #expect(all.first { $0.subject == "kapp-controller" }?.result == .unknown)
        #expect(all.first { $0.subject == "API kustomizations.kustomize.toolkit.fluxcd.io" }?.result == .met)
    }
}
