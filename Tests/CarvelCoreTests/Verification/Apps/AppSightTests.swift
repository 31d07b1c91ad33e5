import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Looking into a delivery of kapp-controller's engine")
struct AppSightTests {
    private static let local = Result { try Delivery(yaml: SampleApps.yaml) }
    private static let remote = Result { try Delivery(yaml: SampleApps.remoteYAML) }

    private static func directory() throws -> ClusterDirectory {
        try InMemoryClusters(["hub", "prod", "staging"]).directory()
    }

    @Test("Its objects are looked for where they are, and Flux's are not looked for")
    func sections() throws {
        func sections(_ kinds: [StateKind], of delivery: Delivery) throws -> [String] {
            try StateSection.all(kinds, of: delivery, on: Self.directory(), allNamespaces: false).map {
                "\($0.kind.rawValue) \($0.cluster) \($0.namespace ?? "")"
            }
        }
        #expect(
            try sections(StateKind.allCases, of: Self.local.get()) == [
                "packagerepositories prod pkg-gitops", "packages prod pkg-gitops", "packageinstalls prod pkg-gitops",
                "apps prod pkg-gitops",
            ]
        )
        #expect(
            try sections([.apps], of: Self.remote.get()) == [
                "apps hub apps", "apps staging pkg-gitops", "apps prod pkg-gitops",
            ]
        )
        let error = #expect(throws: DeliveryError.self) { try sections([.kustomizations], of: Self.local.get()) }
        #expect(error?.description.contains("a delivery of the engine kapp-controller has no kustomizations") == true)
    }

    @Test("Without a build cluster, the run clusters are all of them")
    func clusters() throws {
        let local = try Self.local.get()
        let directory = try Self.directory()
        #expect(try DeliveryCluster.all(of: local, on: directory).map(\.name) == ["prod"])
        #expect(throws: DeliveryError.self) { try DeliveryCluster.all(of: local, on: directory, named: ["build"]) }
        let remote = try DeliveryCluster.all(of: Self.remote.get(), on: directory)
        #expect(remote.map(\.name) == ["hub", "staging", "prod"])
        #expect(
            remote.map { ControllerPlaces().selector(on: $0).namespace }
                == Array(repeating: "kapp-controller", count: 3)
        )
    }

    @Test("What follows Kustomizations refuses it")
    func refusals() throws {
        let (delivery, directory) = (try Self.local.get(), try Self.directory())
        let tree = #expect(throws: DeliveryError.self) {
            try DeliveryTreeReader(of: delivery, on: directory, package: nil, clusters: [])
        }
        #expect(tree?.description.contains("this delivery is brought by Apps of kapp-controller") == true)
        #expect(throws: DeliveryError.self) {
            try TraceReader(
                kind: "app",
                name: "contour",
                namespace: nil,
                of: delivery,
                on: directory,
                clusters: [],
                checkout: nil
            )
        }
    }

    @Test(
        "The commit is read from vendir's lock, whatever stands before it",
        arguments: [
            ("apiVersion: vendir.k14s.io/v1alpha1\ndirectories:\n- contents:\n  - git: {sha: abc}\n", "abc"),
            (
                "Fetching: 0\nLock config\n\napiVersion: vendir.k14s.io/v1alpha1\ndirectories: [{contents: [{git: {sha: a}}]}]",
                "a"
            ),
            ("apiVersion: vendir.k14s.io/v1alpha1\ndirectories: [{contents: [{inline: {}}]}]\n", nil),
            (
                "apiVersion: vendir.k14s.io/v1alpha1\ndirectories: [{contents: [{git: {sha: a}}, {git: {sha: b}}]}]\n",
                nil
            ),
            ("", nil), ("sha: abc", nil),
        ] as [(String, String?)]
    )
    func lock(_ output: String, _ commit: String?) {
        let app = KubernetesObject(["status": ["fetch": ["exitCode": 0, "stdout": .string(output)]]])
        #expect(FetchedCommit.of(app) == commit)
        #expect(FetchedCommit.of(app.setting(1, at: "status", "fetch", "exitCode")) == nil)
    }
}
