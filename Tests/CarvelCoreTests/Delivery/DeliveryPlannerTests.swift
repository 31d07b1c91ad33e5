import GitRepository
import HTTPTransport
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Planning a delivery")
struct DeliveryPlannerTests {
    private let clusters = InMemoryClusters(["build", "staging", "prod"])
    private static let password = GitCredentials.password(username: "git", password: "sesame")
    private static let packages = "app.default.tap-prod-packages"

    private func plan(
        credentials: GitCredentials = password,
        _ options: DeliveryPlanner.Options = .init()
    ) async throws -> DeliveryPlan {
        let before = clusters.writes
        let plan = try await DeliveryPlanner(
            SampleDelivery.tree(SampleDelivery.files()),
            clusters: clusters.directory(),
            credentials: credentials,
            options
        ).plan()
        #expect(clusters.writes == before)
        return plan
    }

    private func apply() async throws {
        let applied = await ApplyDelivery(try await plan()).run { _ in }
        #expect(applied.allSatisfy { $0.failure == nil }, "\(applied)")
    }

    /// Changes one object behind the delivery's back.
    private func change(_ value: JSONValue?, at path: String..., of name: String = packages) throws {
        let object = try #require(clusters.object(.kustomization, namespace: "shop", name, on: "build"))
        var json = object.json
        if path.count == 1 { json[path[0]] = value } else { json[path[0]]?[path[1]] = value }
        clusters.put(KubernetesObject(json), as: .kustomization, on: "build")
    }

    @Test("Of empty clusters everything is to be created; of applied ones nothing", arguments: [true, false])
    func all(asksServers: Bool) async throws {
        let options = DeliveryPlanner.Options(asksServers: asksServers)
        let plan = try await plan(options)
        #expect(plan.differs && !plan.hasFailed)
        #expect(plan.objects.count == 22)
        #expect(plan.objects.allSatisfy { $0.action == .create && $0.basis == (asksServers ? .server : .reading) })
        #expect(plan.objects.prefix(10).allSatisfy { $0.cluster == "build" })
        try await apply()
        let again = try await self.plan(options)
        #expect(!again.differs && !again.hasFailed)
        #expect(again.objects.count == 22)
    }

    @Test("A changed field is told with both values, and as a difference", arguments: [true, false])
    func changed(asksServers: Bool) async throws {
        try await apply()
        try change("./elsewhere", at: "spec", "path")
        let plan = try await plan(.init(asksServers: asksServers))
        let object = try #require(plan.objects.first { $0.action != .unchanged })
        #expect(plan.objects.count { $0.action != .unchanged } == 1)
        #expect(object.action == .update && object.title == "Kustomization/shop/\(Self.packages)")
        let change = FieldChange(field: ".spec.path", before: "./elsewhere", after: "./app.default.tap/packages")
        #expect(object.changes == [change])
        try Golden.expect(object.diff, is: "plan-changed.diff")
    }

    @Test("What is not ours to write is compared by reading, and says so")
    func forbidden() async throws {
        try await apply()
        try change("./elsewhere", at: "spec", "path")
        let answer = try ContractExchange.named("forbidden apply", in: "auth").answer
        _ = clusters.with("build") { $0.troubles = [("PATCH /apis/kustomize.toolkit.fluxcd.io", .answer(answer))] }
        let plan = try await plan()
        #expect(!plan.hasFailed)
        let object = try #require(plan.objects.first { $0.action == .update })
        #expect(object.basis == .reading)
        #expect(object.readingReason?.hasPrefix("this takes the right to patch") == true)
        #expect(object.changes.map(\.field) == [".spec.path"])
    }

    @Test("A field of somebody else's is told with its manager and both values")
    func conflict() async throws {
        try await apply()
        try change("1h", at: "spec", "interval")
        let status: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Conflict", "code": 409,
            "message": "Apply failed with 1 conflict",
            "details": [
                "causes": [
                    [
                        "reason": "FieldManagerConflict", "field": ".spec.interval",
                        "message": "conflict with \"kubectl-edit\" using kustomize.toolkit.fluxcd.io/v1",
                    ]
                ]
            ],
        ]
        let answer = ScriptedHTTPClient.Answer.json(status, status: 409)
        _ = clusters.with("build") { $0.troubles = [("PATCH /apis/kustomize.toolkit.fluxcd.io", .answer(answer))] }
        let object = try #require(try await plan().objects.first { $0.name == Self.packages })
        #expect(object.action == .update)
        #expect(
            object.conflicts == [
                FieldConflict(manager: "kubectl-edit", field: ".spec.interval", theirs: "1h", ours: "5m")
            ]
        )
        #expect(
            object.conflicts.first?.description
                == ".spec.interval belongs to kubectl-edit: \"1h\" there, \"5m\" wanted"
        )
    }

    @Test("Secrets show that they change, and not to what")
    func secrets() async throws {
        try await apply()
        let other = GitCredentials.password(username: "git", password: "open sesame")
        let plan = try await plan(credentials: other, .init(replacesAuthSecret: true))
        let object = try #require(plan.objects.first { $0.action != .unchanged })
        try Golden.expect(object.diff, is: "plan-secret.diff")
        let shown = object.diff + JSONWriter.prettyString(plan.json)
        for secret in ["sesame", Base64.encode("sesame".utf8), Base64.encode("open sesame".utf8)] {
            #expect(!shown.contains(secret))
        }
    }

    @Test("What is suspended stays so, which is told and no difference")
    func suspended() async throws {
        try await apply()
        try change(true, at: "spec", "suspend")
        let plan = try await plan()
        #expect(!plan.differs)
        let object = try #require(plan.objects.first { $0.name == Self.packages })
        #expect(object.notes == ["is suspended, and stays so; to go on: kubectl carvel-deliver resume"])
    }

    @Test("A cluster without an answer hides none of the others")
    func unreachable() async throws {
        _ = clusters.with("staging") {
            $0.troubles = [("", .failure(.init(reason: .connectionFailed, message: "refused")))]
        }
        let plan = try await plan()
        #expect(plan.hasFailed)
        #expect(plan.objects.filter { $0.cluster == "staging" }.map(\.title) == ["Namespace/shop"])
        #expect(plan.objects.count { $0.failure == nil } == 16)
    }

    @Test("What is left over is told; with pruning it is deleted, installs before their Packages")
    func leftovers() async throws {
        try await apply()
        var labelled = KubernetesObject(
            .kustomization,
            name: "old-prod-packages",
            namespace: "shop",
            labels: Labels.of(try SampleDelivery.tree(SampleDelivery.files()).delivery()),
            ["spec": ["kubeConfig": ["secretRef": ["name": "prod-kubeconfig"]]]]
        )
        clusters.put(labelled, as: .kustomization, on: "build")
        labelled.json["metadata"]?["name"] = "old-prod-packageinstalls"
        labelled.json["spec"]?["dependsOn"] = [["name": "old-prod-packages"]]
        clusters.put(labelled, as: .kustomization, on: "build")
        labelled.json["metadata"] = ["name": "somebody-elses", "namespace": "shop"]
        clusters.put(labelled, as: .kustomization, on: "build")

        let plan = try await plan()
        #expect(!plan.differs)
        #expect(
            plan.warnings == [
                "not called for any more: Kustomization/shop/old-prod-packageinstalls,"
                    + " Kustomization/shop/old-prod-packages; --prune deletes what is left over"
            ]
        )
        let pruning = try await self.plan(.init(prunes: true))
        #expect(
            pruning.objects.filter { $0.action == .delete }.map(\.name)
                == ["old-prod-packageinstalls", "old-prod-packages"]
        )
        #expect(pruning.drasticObjects(force: false).count == 2)
    }

    @Test("The plan as JSON")
    func json() async throws {
        try await apply()
        try change("./elsewhere", at: "spec", "path")
        try Golden.expect(YAMLWriter.string(try await plan().json), is: "delivery-plan.yaml")
    }
}
