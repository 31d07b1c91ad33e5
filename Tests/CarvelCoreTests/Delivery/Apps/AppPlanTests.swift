import GitRepository
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Planning and owning the Apps of a delivery")
struct AppPlanTests {
    private let clusters = InMemoryClusters(["hub", "prod"])

    /// The document's delivery.
    private static let delivery = Result { try Delivery(yaml: SampleApps.yaml) }

    private func plan(_ files: [String: String]) async throws -> DeliveryPlan {
        try await DeliveryPlanner(
            SampleDelivery.tree(files),
            clusters: clusters.directory(),
            credentials: .password(username: "git", password: "sesame"),
            .init(asksServers: false)
        ).plan()
    }

    private static func app(_ url: String, _ folder: String = "packaging", part: String? = nil) throws
        -> KubernetesObject
    {
        let text = try SampleApps.document("app/app.yml")
            .replacing("https://github.com/user/my-pkg-gitops-repo", with: url)
            .replacing("subPath: packaging", with: "subPath: \(folder)")
        let app = KubernetesObject(try YAMLReader.document(text))
        guard let part else { return app }
        return app.setting(.string(ClusterClient.fieldManager), at: "metadata", "labels", Labels.managedBy)
            .setting(.string(part), at: "metadata", "labels", Labels.partOf)
    }

    private static let own = "https://github.com/user/my-pkg-gitops-repo"

    @Test(
        "An App of the same name is another delivery's by repository, folder and label",
        arguments: [
            (own, "packaging", nil, false, false), (own, "./packaging/", nil, false, false),
            ("https://me:pw@GitHub.com/user/my-pkg-gitops-repo.git/", "packaging", nil, false, false),
            ("git@github.com:user/my-pkg-gitops-repo.git", "packaging", nil, false, false),
            (own, "deploy", nil, false, true),
            ("https://github.com/else/my-pkg-gitops-repo", "packaging", nil, true, true),
            ("https://github.com/else/gitops", "deploy", "pkg-gitops-example", false, false),
            (own, "packaging", "other", true, true),
        ] as [(String, String, String?, Bool, Bool)]
    )
    func owner(_ url: String, _ folder: String, _ part: String?, _ refusesApply: Bool, _ refusesTeardown: Bool) throws {
        let owner = AppOwner(delivery: try Self.delivery.get(), wanted: try Self.app(Self.own), context: "prod")
        let present = try Self.app(url, folder, part: part)
        #expect((owner.doubt(about: present, takesMoves: true) != nil) == refusesApply)
        #expect((owner.doubt(about: present, takesMoves: false) != nil) == refusesTeardown)
    }

    @Test("apply and teardown leave another's App alone, with all that is beside it, and say how to go on")
    func others() async throws {
        var files = try SampleApps.files()
        files["app/rbac.yml"] = YAMLWriter.string(
            KubernetesObject(.serviceAccount, name: "pkg-gitops-app-sa", namespace: "pkg-gitops").json
        )
        clusters.put(try Self.app("https://me:pw@git.example.com/else/gitops", "deploy"), as: .app, on: "prod")
        let planned = try await plan(files)
        let words =
            "is left alone: it deploys deploy of https://<masked>@git.example.com/else/gitops, where this"
            + " delivery's deploys packaging of https://github.com/user/my-pkg-gitops-repo; if it is another"
        #expect(planned.objects.map(\.title) == ["App/pkg-gitops/pkg-gitops-example"])
        #expect(planned.objects.first?.failure?.description.hasPrefix(words) == true)
        #expect(await ApplyDelivery(planned).run { _ in }.map { $0.failure != nil } == [true])

        let tearDown = TearDown(
            try SampleDelivery.tree(files),
            clusters: try clusters.directory(),
            keepsInstalls: false
        )
        let removal = try await tearDown.plan()
        #expect(removal.objects.map(\.title) == ["App/pkg-gitops/pkg-gitops-example"])
        let failure = try #require(removal.objects.first?.failure)
        #expect(failure.description.hasPrefix(words))
        #expect(
            failure.description.contains(
                "kubectl --context prod -n pkg-gitops label --overwrite apps.kappctrl.k14s.io pkg-gitops-example"
                    + " app.kubernetes.io/managed-by=\(ClusterClient.fieldManager) app.kubernetes.io/part-of=pkg-gitops-example"
            )
        )
        #expect(clusters.writes == [])
    }

    @Test("Credentials in an App's URL are not told")
    func credentials() throws {
        let delivery = try Self.delivery.get()
        let wanted = AppManifest(delivery: delivery, cluster: delivery.runClusters[0], path: "packaging")
        let found = wanted.contradictions(in: try Self.app("https://me:sesame@git.example.com/x"))
        #expect(found.map(\.field) == ["spec.fetch[0].git.url"])
        #expect(found.first?.found == "https://<masked>@git.example.com/x")
    }

    /// A repository as `init` writes it.
    private static func begun(_ yaml: String) throws -> [String: String] {
        let beginning = AppBeginning(repository: nil, installAccount: "installer")
        return try InitDelivery(Delivery(yaml: yaml), apps: beginning).edit(SampleDelivery.tree([:])).files
    }

    @Test("A kubeconfig that is made of the context is warned of, and one that is there is not")
    func contextRights() async throws {
        func notes() async throws -> [String] {
            try await plan(Self.begun(SampleApps.remoteYAML)).objects.filter { $0.name == "prod-kubeconfig" }
                .flatMap(\.notes)
        }
        #expect(
            try await notes() == [
                "is made of context prod: whoever may push to the repository then acts on prod with the rights of that"
                    + " context; better make it beforehand: kubectl carvel-kubeconfig-secret create prod"
                    + " --service-account pkg-gitops/shop-app-sa"
            ]
        )
        let secret = KubernetesObject(.secret, name: "prod-kubeconfig", namespace: "apps")
        clusters.put(secret, as: .secret, on: "hub")
        #expect(try await notes() == [])
    }

    @Test("A run cluster that comes to a single one, or leaves it alone, orphans no App")
    func moved() async throws {
        let several = try Self.begun(SampleApps.remoteYAML)
        let prod = "  - {name: prod, context: prod, namespace: pkg-gitops, serviceAccountName: shop-app-sa}\n"
        let oneYAML = SampleApps.remoteYAML.replacing(prod, with: "")
        let one = try Self.begun(oneYAML)
        func refusal(_ files: [String: String], _ yaml: String) async throws -> String {
            let error = await #expect(throws: DeliveryError.self) {
                try await plan(files.merging([Delivery.fileName: yaml]) { $1 })
            }
            return try #require(error).description
        }
        let grown = try await refusal(several.merging(one) { $1 }, SampleApps.remoteYAML)
        #expect(
            grown.hasPrefix(
                "app/app.yml: App shop is that of a delivery to a single run cluster, while delivery.yaml now names"
                    + " staging, prod: on its cluster it would go on delivering beside the new one; take the delivery"
                    + " off with \"kubectl carvel-deliver teardown\" and the delivery.yaml of before; then move"
            ),
            "\(grown)"
        )
        #expect(try await refusal(one, SampleApps.remoteYAML).hasPrefix("app/app.yml: "))
        let shrunk = try await refusal(several, oneYAML)
        #expect(shrunk.hasPrefix("app/prod/app.yml: App shop-prod is that of a delivery to several"), "\(shrunk)")
        #expect(try await !plan(one).hasFailed)
        #expect(try await !plan(several).hasFailed)
    }
}
