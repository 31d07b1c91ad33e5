import CarvelCore
import Testing
import YAMLDocument

@Suite("What apply would change is shown before")
struct PlanTests {
    @Test("From empty clusters to no difference, and back by somebody else's hand")
    func plan() async throws {
        try await Workbench.with { bench in
            try await bench.add()
            let first = try await bench.deliver("plan", "-o", "table").expect(status: 1)
            try Golden.expect(first.output, is: "plan/first.txt")
            #expect(try await bench.objects("kustomizations,serviceaccounts", on: "build").isEmpty)
            let dry = try await bench.deliver("apply", "--dry-run=server", "-o", "table").expect(status: 0)
            #expect(dry.output == first.output && dry.errors == first.errors)
            let read = try await bench.deliver("apply", "--dry-run=client", "-o", "name").expect(status: 0)
            #expect(read.output == (try await bench.deliver("plan", "-o", "name").output))

            try await bench.deliver("apply").expect(status: 0)
            let none = try await bench.deliver("plan").expect(status: 0)
            none.expect(says: "✔ no difference: 13 objects are as they should be")
            #expect(none.output.isEmpty)

            try await changeByHand(bench)
            let changed = try await bench.deliver("plan").expect(status: 1)
            try Golden.expect(changed.output, is: "plan/changed.diff")
            try Golden.expect(changed.errors, is: "plan/changed.txt")
            let json = try JSONReader.value(try await bench.deliver("plan", "-o", "json").expect(status: 1).output)
            let object = try #require(
                json[path: "status", "objects"]?.array?.first { $0["action"] == "update" }
            )
            #expect(object["conflicts"]?.array?.first?["manager"] == "ada")
            #expect(json["kind"] == "DeliveryPlan")

            try await takeOver(bench)
        }
    }

    private let kustomization = "app.default.tap-staging-packages"

    private func changeByHand(_ bench: Workbench) async throws {
        try await bench.kubectl(
            "--context=build",
            "-n=shop",
            "patch",
            "kustomization",
            kustomization,
            "--type=merge",
            "--field-manager=ada",
            #"--patch={"spec": {"interval": "1h"}}"#
        )
    }

    /// A field of somebody else's is left, unless told otherwise; and then only where somebody agrees to it.
    private func takeOver(_ bench: Workbench) async throws {
        let refused = try await bench.deliver("apply", "--no-wait").expect(status: 1)
        refused.expect(
            says:
                "⚠ build: Kustomization/shop/\(kustomization): .spec.interval belongs to ada: \"1h\" there, \"5m\" wanted",
            "take the fields over with --force-conflicts"
        )
        let unasked = try await bench.deliver("apply", "--force-conflicts").expect(status: 1)
        unasked.expect(says: "✗ this would take over 1 object, and there is no terminal to ask at", "--yes")
        try await bench.deliver("plan").expect(status: 1)
        let forced = try await bench.deliver("apply", "--force-conflicts", "--yes").expect(status: 0)
        forced.expect(says: "► build: Kustomization/shop/\(kustomization) configured", "✔ delivery shop is verified")
        try await bench.deliver("plan").expect(status: 0)
    }

    @Test("Who may only read gets a comparison by reading; who may not even that, exit status 2")
    func reader() async throws {
        try await Workbench.with { bench in
            try await bench.complete()
            let file = try bench.folder.write(Self.reader, to: "manifests/reader.yaml")
            for cluster in ["build", "staging"] {
                try await bench.kubectl("--context", cluster, "apply", "-f", file)
            }
            // Who has set which field tells where there is no difference.
            try await bench.deliver("plan", "--as", "eve").expect(status: 0).expect(says: "✔ no difference")
            try await changeByHand(bench)
            let read = try await bench.deliver("plan", "--as", "eve").expect(status: 1)
            read.expect(says: "compared by reading only; this takes the right to patch")
            try await bench.deliver("plan", "--as", "nobody").expect(status: 2)
            // A kubeconfig that can't be read says nothing about a difference.
            try await bench.deliver("plan", "--kubeconfig", "/nowhere").expect(status: 2)
        }
    }

    private static let reader = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: reader}
        rules:
        - {apiGroups: ["*"], resources: ["*"], verbs: [get, list, watch]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: reader}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
        subjects:
        - {apiGroup: rbac.authorization.k8s.io, kind: User, name: eve}
        """
}
