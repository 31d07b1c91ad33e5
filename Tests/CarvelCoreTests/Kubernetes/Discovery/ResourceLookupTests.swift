import CarvelCore
import Testing
import YAMLDocument

@Suite("The type that a user means")
struct ResourceLookupTests {
    private static func group(
        _ name: String,
        _ versions: [(String, [(plural: String, kind: String, shortNames: [String])])]
    ) -> JSONValue {
        [
            "metadata": ["name": .string(name)],
            "versions": .array(
                versions.map { version, resources in
                    [
                        "version": .string(version),
                        "resources": .array(
                            resources.map { resource in
                                [
                                    "resource": .string(resource.plural), "scope": "Namespaced",
                                    "responseKind": ["kind": .string(resource.kind)],
                                    "shortNames": .array(resource.shortNames.map(JSONValue.string)), "verbs": ["get"],
                                ]
                            }
                        ),
                    ]
                }
            ),
        ]
    }

    private func served() async throws -> ServedResources {
        let http = ScriptedHTTPClient()
        let core = Self.group("", [("v1", [("events", "Event", ["ev"]), ("pods", "Pod", ["po"])])])
        let groups = [
            Self.group("events.k8s.io", [("v1", [("events", "Event", ["ev"])])]),
            Self.group(
                "apps",
                [("v1", [("deployments", "Deployment", ["deploy"])]), ("v1beta1", [("deployments", "Deployment", [])])]
            ),
            Self.group("storage.k8s.io", [("v1", [("storageclasses", "StorageClass", ["sc"])])]),
            Self.group("a.example.com", [("v1", [("widgets", "Widget", ["po", "w"])])]),
            Self.group("example.com", [("v1", [("widgets", "Widget", ["w"]), ("pods", "Pod", [])])]),
            Self.group("example.com.more", [("v2", [("widgets", "Widget", [])])]),
            // A plural that is another's singular.
            Self.group("odd.example.com", [("v1", [("sheep", "Wool", []), ("sheeps", "Sheep", [])])]),
            Self.group("kinds.example.com", [("v1", [("boxes", "Crate", []), ("chests", "Crate", [])])]),
            Self.group("late.example.com", [("v2", []), ("v1", [("relics", "Relic", [])])]),
        ]
        http.expect("GET https://x/api", .json(["kind": "APIGroupDiscoveryList", "items": [core]]))
        http.expect("GET https://x/apis", .json(["kind": "APIGroupDiscoveryList", "items": .array(groups)]))
        return try await ClusterClient(ClusterConnection(name: "x", server: "https://x"), http: http).servedResources()
    }

    @Test(
        "Is found by each of its names, in the server's order of preference",
        arguments: [
            ("pods", "v1 pods"), ("pod", "v1 pods"), ("Pod", "v1 pods"), ("PODS", "v1 pods"), ("po", "v1 pods"),
            ("pods.v1.", "v1 pods"), ("events", "v1 events"), ("ev", "v1 events"),
            ("events.events.k8s.io", "events.k8s.io/v1 events"), ("event.v1.events.k8s.io", "events.k8s.io/v1 events"),
            ("ev.events.k8s.io", "events.k8s.io/v1 events"), ("deployments", "apps/v1 deployments"),
            ("Deployment", "apps/v1 deployments"), ("deploy.apps", "apps/v1 deployments"),
            ("deployments.v1beta1.apps", "apps/v1beta1 deployments"),
            ("deployment.v1.apps", "apps/v1 deployments"), ("storageclass.storage", "storage.k8s.io/v1 storageclasses"),
            ("widgets", "a.example.com/v1 widgets"), ("w", "a.example.com/v1 widgets"),
            ("widgets.example.com", "example.com/v1 widgets"),
            ("widgets.v2.example.com", "example.com.more/v2 widgets"), ("po.a.example.com", "a.example.com/v1 widgets"),
            ("pods.example.com", "example.com/v1 pods"), ("chests", "kinds.example.com/v1 chests"),
            ("relic", "late.example.com/v1 relics"), ("wool", "odd.example.com/v1 sheep"),
        ]
    )
    func found(name: String, expected: String) async throws {
        let found = try await served().resource(named: name).type
        #expect("\(found.apiVersion) \(found.plural)" == expected)
    }

    @Test(
        "Is not guessed at where the name leaves it open",
        arguments: [
            ("sheep", ["sheep.v1.odd.example.com", "sheeps.v1.odd.example.com"]),
            ("crate.kinds.example.com", ["boxes.v1.kinds.example.com", "chests.v1.kinds.example.com"]),
        ]
    )
    func ambiguous(name: String, candidates: [String]) async throws {
        let served = try await served()
        let error = #expect(throws: ResourceLookupError.self) { try served.resource(named: name) }
        #expect(error == .ambiguous(name: name, candidates: candidates))
        #expect(
            error?.description == "\"\(name)\" may be any of \(candidates.joined(separator: ", ")); give the full name"
        )
    }

    @Test(
        "Is asked about where it is misspelt",
        arguments: [
            ("deploymnts", "deployments"), ("Evnt", "event"), ("deployments.app.k8s", nil), ("quux", nil),
            ("deploymens.apps", "deployments.apps"), ("pods.v2.", nil), ("deployments.v3.apps", nil),
        ] as [(String, String?)]
    )
    func unknown(name: String, suggestion: String?) async throws {
        let served = try await served()
        let error = #expect(throws: ResourceLookupError.self) { try served.resource(named: name) }
        guard case .unknown(name, let found, [])? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        if let suggestion { #expect(found == suggestion) }
    }

    @Test("Is found by apiVersion and kind, as objects have them")
    func kinds() async throws {
        let served = try await served()
        #expect(try served.resource(apiVersion: "v1", kind: "Pod").type.plural == "pods")
        #expect(try served.resource(apiVersion: "example.com/v1", kind: "Pod").type.group == "example.com")
        #expect(try served.resource(apiVersion: "apps/v1beta1", kind: "Deployment").type.version == "v1beta1")
        let errors = [
            (
                "apps/v2", "Deployment",
                "there is no kind \"Deployment\" in apps/v2; it is served in apps/v1 and apps/v1beta1"
            ),
            ("v1", "pod", "there is no kind \"pod\" in v1; did you mean \"Pod\"?"),
            (
                "nope/v1", "Thing",
                "there is no kind \"Thing\" in nope/v1; install what brings it, such as its custom resource definition"
            ),
        ]
        for (apiVersion, kind, description) in errors {
            let error = #expect(throws: ResourceLookupError.self) {
                try served.resource(apiVersion: apiVersion, kind: kind)
            }
            #expect(error?.description == description)
        }
    }
}
