import GitRepository
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Beginning a delivery in a repository that has installs")
struct DeliveryProposalTests {
    static func proposal(
        name: String? = "shop",
        url: String = "https://git.example.com/shop/gitops.git",
        namespace: String? = nil,
        account: String? = nil,
        _ clusters: [String] = []
    ) -> DeliveryProposal {
        DeliveryProposal(
            name: name,
            repository: .init(url: url, branch: "main", access: .secret(name: nil)),
            buildContext: "build",
            namespace: namespace,
            serviceAccountName: account,
            runClusters: clusters.map { .init($0) }
        )
    }

    static func install(_ account: String = "shop-sa", namespace: String? = nil, name: String = "app") -> String {
        """
        apiVersion: packaging.carvel.dev/v1alpha1
        kind: PackageInstall
        metadata:
          name: \(name)\(namespace.map { "\n  namespace: \($0)" } ?? "")
        spec:
          serviceAccountName: \(account)
          packageRef: {refName: app.corp.com, versionSelection: {constraints: "1.0.0"}}

        """
    }

    @Test("Finds what the document of the brain cluster has in its repository: component, environments, account")
    func brain() throws {
        let tutorial = try #require(Tutorial.all.last)
        var files = try tutorial.before()
        for cluster in Tutorial.clusters {
            for file in ["packageinstall.yaml", "params.yaml"] {
                let path = "\(tutorial.folder)/\(cluster)/\(file)"
                let bytes = try Fixture.bytes("tutorials/\(tutorial.name)/repository/\(path)")
                files[path] = String(decoding: bytes, as: UTF8.self)
            }
        }
        let edit = try Self.proposal(name: nil).edit(SampleDelivery.tree(files))
        try Golden.expect(edit.files["delivery.yaml"] ?? "", is: "delivery-brain-cluster.yaml")
        #expect(edit.files.keys.sorted() == [".gitignore", "delivery.yaml"])
        #expect(edit.advice == [])
        // Once more, nothing is left to do.
        let again = files.merging(edit.files) { _, new in new }
        #expect(try Self.proposal(name: nil).edit(SampleDelivery.tree(again)) == RepositoryEdit())
        // The objects have the document's names, of the component's folder and not of the package's name.
        let manifests = try DeliveryManifests(SampleDelivery.tree(again))
        let prod = try manifests.delivery.runCluster(named: "prod")
        let kustomizations = manifests.kustomizations(prod).map(\.object)
        #expect(kustomizations.map(\.name) == ["pkg-demo-prod-packages", "pkg-demo-prod-packageinstalls"])
        #expect(kustomizations.map { $0.spec?["path"] } == ["./pkg-demo/packages", "./pkg-demo/prod"])
        #expect(manifests.sources().map(\.object.name) == ["pkg-demo-gitops-repo"])
        #expect(manifests.folders.map(\.refName) == ["simple-app.corp.com"])
    }

    @Test("Takes what most installs of a cluster say, and tells of the others")
    func differing() throws {
        let files = [
            "a/prod/packageinstall.yaml": Self.install("one"), "b/prod/packageinstall.yaml": Self.install("two"),
            "c/prod/packageinstall.yaml": Self.install("two", namespace: "elsewhere"),
            "d/staging/packageinstall.yaml": Self.install("three"),
            "d/staging/rbac.yaml": "kind: ServiceAccount\nmetadata: {name: three, namespace: beside}\n",
        ]
        let tree = try SampleDelivery.tree(files)
        let delivery = try Self.proposal().delivery(for: tree)
        #expect(delivery.runClusters.map(\.name) == ["prod", "staging"])
        #expect(delivery.runClusters.map(\.serviceAccountName) == ["two", "three"])
        #expect(delivery.runClusters.map(\.namespace) == ["elsewhere", "beside"])
        #expect(delivery.build.namespace == "shop")
        let advice = try Self.proposal().edit(tree).advice
        #expect(
            advice == [
                "a/prod/packageinstall.yaml has serviceAccountName \"one\", and delivery.yaml \"two\" for its cluster"
            ]
        )
    }

    @Test("What flags say counts, and what is left out of the delivery is told")
    func flags() throws {
        let files = [
            "a/prod/packageinstall.yaml": Self.install(), "a/staging/packageinstall.yaml": Self.install("other"),
        ]
        let tree = try SampleDelivery.tree(files)
        let edit = try Self.proposal(namespace: "ns", account: "sa", ["prod=kind-prod", "new"]).edit(tree)
        let delivery = try Delivery(yaml: edit.files["delivery.yaml"] ?? "")
        #expect(delivery.runClusters.map(\.name) == ["prod", "new"])
        #expect(delivery.runClusters.map(\.context) == ["kind-prod", "new"])
        #expect(delivery.runClusters.allSatisfy { $0.namespace == "ns" && $0.serviceAccountName == "sa" })
        #expect(edit.advice.count == 2)
        #expect(edit.advice.last?.contains("a/staging/packageinstall.yaml is for \"staging\"") == true)
    }

    static let refusals: [(files: [String: String], name: String?, url: String, says: String)] = [
        (
            [:], "shop", "https://git.example.com/g.git",
            "no flag names a run cluster, and the repository has no <package>"
        ),
        (
            ["a/Prod_1/packageinstall.yaml": install()], "shop", "https://git.example.com/g.git",
            "a/Prod_1/packageinstall.yaml: makes \"Prod_1\" the name of a run cluster"
        ),
        (
            ["a/prod/packageinstall.yaml": "a: ["], "shop", "https://git.example.com/g.git",
            "a/prod/packageinstall.yaml"
        ),
        (
            ["a/prod/packageinstall.yaml": install()], nil, "https://git.example.com/Git_Ops.git",
            "\"Git_Ops\" can't be the delivery's name"
        ),
        (
            ["x/a/prod/packageinstall.yaml": install(), "y/a/prod/packageinstall.yaml": install()], "shop",
            "https://git.example.com/g.git", "has the same name as x/a"
        ),
        (
            ["a/build/packageinstall.yaml": install()], "shop", "https://git.example.com/g.git",
            "can't be \"build\", which is what the build cluster is called"
        ),
    ]

    @Test("Refuses what no delivery could be made of, and says what to do", arguments: refusals)
    func refused(files: [String: String], name: String?, url: String, says: String) throws {
        let tree = try SampleDelivery.tree(files)
        let error = #expect(throws: DeliveryError.self) { try Self.proposal(name: name, url: url).edit(tree) }
        #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }

    @Test("Takes the delivery's name from the repository's URL, or from its folder")
    func names() throws {
        let files = ["team-b/a/prod/packageinstall.yaml": Self.install(), "a/prod/packageinstall.yaml": Self.install()]
        let contents = files.mapValues { Array($0.utf8) }
        let below = try RepositoryTree(paths: files.keys.sorted(), contents: contents, root: "team-b")
        #expect(try Self.proposal(name: nil).delivery(for: below).name == "team-b")
        for url in ["https://git.example.com/a/gitops.git", "ssh://git@git.example.com/a/gitops/"] {
            let tree = try SampleDelivery.tree(["a/prod/packageinstall.yaml": Self.install()])
            #expect(try Self.proposal(name: nil, url: url).delivery(for: tree).name == "gitops")
        }
    }
}
