import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("kapp's order of changes")
struct ChangeGraphTests {
    private static func object(
        _ apiVersion: String,
        _ kind: String,
        _ name: String,
        namespace: String? = "ns",
        _ annotations: [String: String] = [:]
    ) -> KubernetesObject {
        let type = ResourceType(group: "", version: apiVersion, kind: kind, plural: "")
        return KubernetesObject(type, name: name, namespace: namespace, annotations: annotations)
    }

    private static func graph(_ objects: [KubernetesObject], _ action: ChangeRule.Action = .upsert) -> ChangeGraph {
        ChangeGraph(objects.map { ChangeGraph.Change($0, ChangeAnnotations(of: $0), action) })
    }

    private static let install = object("packaging.carvel.dev/v1alpha1", "PackageInstall", "app")
    private static let account = object("v1", "ServiceAccount", "app-sa")
    private static let binding = object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "b", namespace: nil)
    private static let role = object("rbac.authorization.k8s.io/v1", "ClusterRole", "r", namespace: nil)
    private static let namespace = object("v1", "Namespace", "ns", namespace: nil)
    private static let repository = object("packaging.carvel.dev/v1alpha1", "PackageRepository", "repo")

    @Test("Of itself, kapp puts rights before installs, roles before bindings, and a namespace before what is in it")
    func defaults() {
        let graph = Self.graph([
            Self.install, Self.account, Self.binding, Self.role, Self.namespace, Self.repository,
        ])
        for index in 1...4 { #expect(graph.comes(0, after: index)) }
        #expect(graph.comes(2, after: 3) && !graph.comes(3, after: 2))
        #expect(graph.comes(1, after: 4))
        // Nothing but a rule puts an install after its repository.
        #expect(!graph.comes(0, after: 5) && !graph.comes(5, after: 0))
    }

    @Test("What is deleted goes the other way: installs before rights")
    func deletion() {
        let graph = Self.graph([Self.account, Self.install, Self.binding], .delete)
        #expect(graph.comes(0, after: 1) && graph.comes(2, after: 1) && !graph.comes(1, after: 0))
    }

    @Test("A rule of an object wins over kapp's own where both would make a circle")
    func optionalRules() {
        let account = Self.object(
            "v1",
            "ServiceAccount",
            "sa",
            ["kapp.k14s.io/change-rule": "upsert after upserting installs"]
        )
        let install = Self.object(
            "packaging.carvel.dev/v1alpha1",
            "PackageInstall",
            "app",
            ["kapp.k14s.io/change-group": "installs"]
        )
        let graph = Self.graph([account, install])
        #expect(graph.circles.isEmpty)
        #expect(graph.comes(0, after: 1) && !graph.comes(1, after: 0))
    }

    @Test("An object in the group that it waits for waits for itself, which is a circle")
    func selfCircle() {
        let object = Self.object(
            "v1",
            "ConfigMap",
            "a",
            ["kapp.k14s.io/change-group": "g", "kapp.k14s.io/change-rule": "upsert after upserting g"]
        )
        #expect(Self.graph([object]).circles == [[0]])
        #expect(Self.graph([object], .delete).circles.isEmpty)
    }

    @Test(
        "What kapp does not read is told in its words",
        arguments: [
            ("change-rule", "upsert after upserting", "but was 'upsert after upserting'"),
            ("change-rule", "insert after upserting a", "Unknown change rule Action"),
            ("change-rule", "upsert behind upserting a", "Unknown change rule Order"),
            ("change-rule", "upsert after inserting a", "Unknown change rule TargetAction"),
            ("change-rule.x", "upsert after upserting -a", "change group name \"-a\" to be a qualified name"),
            ("change-group", "", "Expected non-empty group name"),
            ("change-group.b", "a b", "change group name \"a b\""),
            ("change-group", "{crd-kind}", "Placeholder {crd-kind} does not have a value"),
        ]
    )
    func problems(annotation: String, text: String, sentence: String) throws {
        let object = Self.object("v1", "ConfigMap", "a", ["kapp.k14s.io/\(annotation)": text])
        let problem = try #require(ChangeAnnotations(of: object).problems.first)
        #expect(problem.problem.sentence.contains(sentence))
        #expect(problem.text == text)
    }

    @Test("What stands in braces is filled in")
    func placeholders() {
        let object = Self.object(
            "apps/v1",
            "Deployment",
            "a",
            ["kapp.k14s.io/change-group": "{api-group}/{kind}-{namespace}-{name}"]
        )
        #expect(ChangeAnnotations(of: object).groups == ["apps/Deployment-ns-a"])
    }
}
