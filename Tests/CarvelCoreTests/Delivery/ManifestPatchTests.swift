import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Patches in delivery.yaml")
struct ManifestPatchTests {
    private static func manifests(_ patches: String) throws -> DeliveryManifests {
        try DeliveryOverridesTests.manifests("  patches:\n" + patches)
    }

    private static func names(_ manifests: DeliveryManifests, where isMeant: (KubernetesObject) -> Bool) throws
        -> [String]
    {
        try manifests.sections().flatMap(\.manifests).map(\.object).filter(isMeant).map { "\($0.kind)/\($0.name)" }
    }

    @Test("Operations change the objects of a target, named by a regular expression for all of the name")
    func operations() throws {
        let manifests = try Self.manifests(
            """
                - target: {kind: Kustomization, name: ".*-prod-.*", namespace: shop}
                  patch: |-
                    - op: add
                      path: /spec/deletionPolicy
                      value: Orphan
                    - {op: replace, path: /spec/interval, value: 7m}
            """
        )
        #expect(
            try Self.names(manifests) { $0.spec?["deletionPolicy"] == "Orphan" && $0.spec?["interval"] == "7m" } == [
                "Kustomization/app.default.tap-prod-packages", "Kustomization/app.default.tap-prod-packageinstalls",
            ]
        )
        #expect(manifests.warnings == [])
    }

    @Test("A merge patch lays members over, takes out with null, and replaces lists")
    func merge() throws {
        let manifests = try Self.manifests(
            """
                - target: {kind: Role, cluster: staging, name: app-cr-role}
                  patch: |
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: Role
                    metadata: {name: ignored, labels: {a: b}}
                    rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
                - patch:
                    apiVersion: source.toolkit.fluxcd.io/v1
                    kind: GitRepository
                    metadata: {name: app.default.tap-gitops-repo}
                    spec: {ignore: null, verify: {mode: HEAD}}
            """
        )
        let roles = try manifests.sections(cluster: "staging").flatMap(\.manifests).map(\.object)
        let role = try #require(roles.first { $0.name == "app-cr-role" })
        #expect(role.json["rules"] == [["apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]]])
        #expect(role.label("a") == "b")
        #expect(role.label(Labels.partOf) == "shop")
        let others = try manifests.sections(cluster: "prod").flatMap(\.manifests).map(\.object)
        #expect(others.allSatisfy { $0.label("a") == nil })
        let source = try DeliveryOverridesTests.object("app.default.tap-gitops-repo", manifests)
        #expect(source.spec?["ignore"] == nil)
        #expect(source.spec?["verify"] == ["mode": "HEAD"])
        #expect(source.spec?["interval"] == "30s")
    }

    @Test("A cluster is where an object is, or where a Kustomization delivers to; a package is what it is for")
    func targets() throws {
        func labelled(_ target: String) throws -> [String] {
            let patch = "    - {target: {\(target)}, patch: {metadata: {labels: {x: v}}}}\n"
            return try Self.names(Self.manifests(patch)) { $0.label("x") == "v" }
        }
        #expect(
            try labelled("cluster: prod, kind: Kustomization") == [
                "Kustomization/app.default.tap-prod-packages", "Kustomization/app.default.tap-prod-packageinstalls",
            ]
        )
        #expect(try labelled("cluster: build").count == 6)
        #expect(try labelled("package: app.default.tap").count == 5)
        #expect(try labelled("cluster: prod, kind: ServiceAccount") == ["ServiceAccount/shop-sa"])
    }

    @Test("$patch: replace puts a mapping in the place of another, $patch: delete takes one out")
    func directives() throws {
        let manifests = try Self.manifests(
            """
                - target: {kind: GitRepository}
                  patch: {metadata: {annotations: {$patch: replace, a: b}}, spec: {verify: {$patch: delete}}}
            """
        )
        let source = try DeliveryOverridesTests.object("app.default.tap-gitops-repo", manifests)
        #expect(source.json[path: "metadata", "annotations"] == ["a": "b"])
        #expect(source.spec?["verify"] == nil)
    }

    @Test(
        "What a delivery is proven by can't be patched",
        arguments: [
            ("Kustomization", "{spec: {path: ./x}}", "spec.path", "move the package's folder"),
            ("Kustomization", "{spec: {kubeConfig: {secretRef: {name: x}}}}", "spec.kubeConfig", "runClusters"),
            ("Kustomization", "{spec: {kubeConfig: null}}", "spec.kubeConfig", "runClusters"),
            ("Kustomization", "{spec: {targetNamespace: x}}", "spec.targetNamespace", "namespace"),
            ("Kustomization", "{spec: {serviceAccountName: x}}", "spec.serviceAccountName", "serviceAccountName"),
            ("Kustomization", "{spec: {sourceRef: {name: x}}}", "spec.sourceRef", "repository"),
            ("Kustomization", "{spec: {suspend: true}}", "spec.suspend", "carvel-deliver suspend"),
            ("GitRepository", "{spec: {url: \"https://x\"}}", "spec.url", "repository.url"),
            ("GitRepository", "{spec: {ref: {tag: v1}}}", "spec.ref", "repository.branch"),
            ("GitRepository", "[{op: remove, path: /spec/secretRef}]", "spec.secretRef", "repository.secretRef"),
            ("Role", "[{op: replace, path: /metadata/name, value: x}]", "metadata.name", "spec.names"),
            (
                "Role", "{metadata: {labels: {app.kubernetes.io/part-of: x}}}",
                "metadata.labels.app.kubernetes.io/part-of", "other names"
            ),
        ]
    )
    func limits(kind: String, patch: String, field: String, hint: String) throws {
        let patches = "  patches: [{target: {kind: \(kind)}, patch: \(patch)}]\n"
        let error = try #require(DeliveryOverridesTests.error(patches))
        #expect(error.description.hasPrefix("delivery.yaml:23:"), "\(error)")
        #expect(error.message.contains("spec.patches[0] changes \(field) of \(kind)/shop/"), "\(error)")
        #expect(error.hint?.contains(hint) == true, "\(error)")
        // Verification has the same before it, and says so before it asks a cluster.
        var files = try SampleDelivery.files()
        files[Delivery.fileName] = SampleDelivery.yaml + patches
        let tree = try SampleDelivery.tree(files)
        let clusters = InMemoryClusters(["build", "staging", "prod"])
        if kind != "Role" {
            #expect(throws: DeliveryError.self) { try DeliveryVerifier(tree, clusters: clusters.directory()) }
        }
    }

    @Test("Operations that do not fit say for which object")
    func unfit() throws {
        let patch = "  patches: [{target: {kind: Role}, patch: [{op: remove, path: /spec/x}]}]\n"
        let error = try #require(DeliveryOverridesTests.error(patch))
        #expect(error.message.contains("spec.patches[0] does not fit Role/shop/"), "\(error)")
        #expect(error.message.contains("finds no \"spec\""), "\(error)")
    }

    @Test("A patch for nothing is told, and stops nothing")
    func unused() throws {
        let manifests = try Self.manifests("    - {target: {name: nobody}, patch: {a: b}}\n")
        #expect(manifests.warnings == ["delivery.yaml:24:39: spec.patches[0] is for no object of the delivery"])
    }
}
