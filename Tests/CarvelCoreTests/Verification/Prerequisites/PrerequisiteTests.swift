import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("What a delivery needs of a cluster")
struct PrerequisiteTests {
    @Test(
        "A Kubernetes that knows server-side apply",
        arguments: [
            ("v1.32.4", .met), ("v1.22.0", .met), ("v1.29.3+k3s1", .met), ("v1.27.8-gke.1067004", .met),
            ("v1.30+", .met), ("v2.0.0", .met), ("v1.21.14", .missing), ("v0.9", .missing), ("unknown", .unknown),
            ("", .unknown),
        ] as [(String, Prerequisite.Result)]
    )
    func kubernetes(version: String, result: Prerequisite.Result) {
        let prerequisite = PrerequisiteCheck.kubernetes("prod", version)
        #expect(prerequisite.result == result)
        #expect(prerequisite.found == version)
        #expect((prerequisite.reason == nil) == (result == .met))
    }

    // MARK: Controllers

    private func deployment(
        labels: [String: String] = [:],
        annotations: [String: String] = [:],
        image: String = "ghcr.io/fluxcd/source-controller:v1.6.1",
        replicas: Int64? = 1,
        ready: Int64? = 1,
        observed: Int64 = 1
    ) -> ControllerDeployment {
        let container: JSONValue = ["name": "manager", "image": .string(image)]
        var spec: JSONValue = ["template": ["spec": ["containers": [container]]]]
        spec["replicas"] = replicas.map(JSONValue.int)
        var status: JSONValue = ["observedGeneration": .int(observed)]
        status["readyReplicas"] = ready.map(JSONValue.int)
        var object = KubernetesObject(
            .deployment,
            name: "source-controller",
            namespace: "flux-system",
            labels: labels,
            annotations: annotations,
            ["spec": spec, "status": status]
        )
        object.json["metadata"]?["generation"] = 1
        return ControllerDeployment(object)
    }

    @Test("The version is what the install manifest says, or else the image's tag")
    func versions() {
        #expect(deployment(labels: ["app.kubernetes.io/version": "v2.6.0"]).version == "v2.6.0")
        #expect(deployment(annotations: ["kapp-controller.carvel.dev/version": "v0.53.0"]).version == "v0.53.0")
        #expect(deployment().version == "v1.6.1")
        #expect(deployment(image: "localhost:5000/source-controller:v1@sha256:00").version == "v1")
        #expect(deployment(image: "localhost:5000/source-controller@sha256:00").version == nil)
    }

    @Test("It works once all replicas of its latest generation are ready")
    func readiness() {
        #expect(deployment().problem == nil)
        #expect(deployment(replicas: nil).problem == nil)
        #expect(deployment(ready: nil).problem == "0 of 1 replicas are ready")
        #expect(deployment(replicas: 3, ready: 2).problem == "2 of 3 replicas are ready")
        #expect(deployment(replicas: 0, ready: nil).problem == "it is scaled to no replicas")
        #expect(deployment(observed: 0).problem == "its latest change is not rolled out yet")
    }

    // MARK: APIs

    private func api(_ versions: [ServedResources.Version]) -> Prerequisite {
        let group = ServedResources.Group(name: "data.packaging.carvel.dev", versions: versions)
        let served = ServedResources(groups: [group])
        let connection = ClusterConnection(name: "prod", server: "https://prod")
        let client = ClusterClient(connection, http: ScriptedHTTPClient())
        let visit = ClusterVisit(name: "prod", client: client, served: .success(served))
        return visit.api(.package, versions: ["v1alpha1"], advice: "install it")
    }

    private func version(_ name: String, isAvailable: Bool = true, has plural: String = "packages")
        -> ServedResources.Version
    {
        let type = ResourceType(group: "", version: name, kind: "", plural: plural)
        let resource = ServedResource(
            type: type,
            singular: "",
            shortNames: [],
            categories: [],
            verbs: [],
            subresources: []
        )
        return ServedResources.Version(name: name, isAvailable: isAvailable, resources: [resource])
    }

    @Test("An API counts if it is served in a version that we speak, and if the server behind it answers")
    func apis() {
        #expect(api([version("v1"), version("v1alpha1")]).result == .met)
        #expect(api([version("v1alpha1")]).found == "v1alpha1")
        #expect(api([version("v1alpha1", isAvailable: false)]).reason == "the server behind it does not answer")
        #expect(api([version("v2")]).reason == "it is served in another version only")
        #expect(api([version("v2")]).found == "v2")
        #expect(api([version("v1alpha1", has: "others")]).reason == "the cluster does not serve it")
        let absent = api([])
        #expect(absent.result == .missing && absent.advice == "install it" && absent.expected == "v1alpha1")
    }

    // MARK: The whole

    @Test("What is missing counts for more than what could not be told, and that for more than a warning")
    func worst() {
        func result(_ results: Prerequisite.Result...) -> Prerequisite.Result {
            PrerequisiteReport(delivery: "shop", prerequisites: results.map { Prerequisite("prod", "x", $0) }).result
        }
        #expect(result(.met, .met) == .met)
        #expect(result(.met, .warning) == .warning)
        #expect(result(.warning, .unknown, .met) == .unknown)
        #expect(result(.unknown, .missing, .warning) == .missing)
        #expect(result() == .met)
    }
}
