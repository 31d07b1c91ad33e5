import GitRepository
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Several deliveries in one repository")
struct SeveralDeliveriesTests {
    private static func yaml(_ name: String, build: String = "shop", clusters: [String] = ["staging", "prod"]) -> String
    {
        Delivery(
            name: name,
            repository: .init(url: "https://git.example.com/shop/gitops.git", branch: "main"),
            build: .init(context: "build", namespace: build),
            runClusters: clusters.map {
                .init(name: $0, context: $0, namespace: name, serviceAccountName: "\(name)-sa")
            }
        ).yaml
    }

    private static func tree(_ files: [String: String], root: String) throws(DeliveryError) -> RepositoryTree {
        try RepositoryTree(paths: files.keys.sorted(), contents: files.mapValues { Array($0.utf8) }, root: root)
    }

    private static func files(_ folders: [String: String]) -> [String: String] {
        var files: [String: String] = [:]
        for (folder, package) in folders {
            let start = folder.isEmpty ? "" : folder + "/"
            files["\(start)delivery.yaml"] = yaml(folder.isEmpty ? "main" : folder)
            files["\(start)\(package)/packages/1.0.0.yaml"] = SampleDelivery.package(
                "1.0.0",
                refName: "\(package).corp.com"
            )
            files["\(start)\(package)/prod/packageinstall.yaml"] = DeliveryProposalTests.install()
        }
        return files
    }

    @Test("Each has the files below its folder, without those of deliveries further below")
    func division() throws {
        let files = Self.files(["": "one", "team-a": "two", "team-ab": "four"])
        let main = try Self.tree(files, root: "")
        #expect(try main.packageFolders(for: main.delivery()).map(\.path) == ["one"])
        let team = try Self.tree(files, root: "team-a")
        let delivery = try team.delivery()
        #expect(delivery.name == "team-a")
        #expect(try team.packageFolders(for: delivery).map(\.path) == ["team-a/two"])
        let paths = try DeliveryManifests(team).kustomizations(delivery.runCluster(named: "prod")).map(\.object.spec)
        #expect(paths.map { $0?["path"] } == ["./team-a/two/packages", "./team-a/two/prod"])
    }

    @Test("A change is written below the delivery's own folder")
    func edits() throws {
        let files = Self.files(["": "one", "team-a": "two"])
        let team = try Self.tree(files, root: "team-a")
        let add = try AddPackage(package: "two.corp.com", clusters: ["staging"], version: .present).edit(team)
        #expect(add.files.keys.sorted() == ["team-a/two/staging/packageinstall.yaml"])
        let other = try Self.tree(files, root: "team-b")
        let begun = try DeliveryProposalTests.proposal(name: nil, namespace: "b", ["prod"]).edit(other)
        #expect(begun.files.keys.sorted() == ["team-b/.gitignore", "team-b/delivery.yaml"])
        let error = #expect(throws: DeliveryError.self) {
            try AddPackage(package: "one.corp.com", clusters: ["staging"], version: .present).edit(team)
        }
        #expect(error?.message.contains("the repository has no package one.corp.com") == true)
    }

    @Test("A delivery that is not there is told with those that are")
    func missing() throws {
        let files = Self.files(["team-a": "two", "team-b": "three"])
        let error = #expect(throws: DeliveryError.self) { try Self.tree(files, root: "").delivery() }
        #expect(error?.message == "the repository has no delivery.yaml at its root")
        #expect(
            error?.hint
                == "it has team-a/delivery.yaml, team-b/delivery.yaml; change to its folder, or name that with --path"
        )
        let below = #expect(throws: DeliveryError.self) { try Self.tree(files, root: "team-c").delivery() }
        #expect(below?.message == "the repository has no team-c/delivery.yaml")
    }

    @Test("Two of one name in one namespace are refused, when begun and when read")
    func namesakes() throws {
        var files = Self.files(["team-a": "two", "team-b": "three"])
        files["team-b/delivery.yaml"] = Self.yaml("team-a")
        let error = #expect(throws: DeliveryError.self) { try Self.tree(files, root: "team-b").delivery() }
        #expect(
            error?.message
                == "is called \"team-a\" as team-a/delivery.yaml is, in the same namespace of the build cluster"
        )
        files["team-b/delivery.yaml"] = nil
        #expect(throws: DeliveryError.self) {
            try DeliveryProposalTests.proposal(name: "team-a", namespace: "shop", ["prod"])
                .edit(Self.tree(files, root: "team-b"))
        }
        // Elsewhere on the build cluster they don't meet.
        files["team-b/delivery.yaml"] = Self.yaml("team-a", build: "other")
        #expect(try Self.tree(files, root: "team-b").delivery().name == "team-a")
    }

    @Test("Packages that would have objects of the same names are refused, unless they are elsewhere")
    func sharedNames() throws {
        var files = Self.files(["team-a": "app", "team-b": "app"])
        let team = try Self.tree(files, root: "team-b")
        let error = #expect(throws: DeliveryError.self) { try DeliveryManifests(team) }
        #expect(error?.place == "team-b/app")
        #expect(
            error?.message
                == "makes the same name on the build cluster, \"app-gitops-repo\", as team-a/delivery.yaml does"
        )
        files["team-a/delivery.yaml"] = Self.yaml("team-a", build: "other")
        _ = try DeliveryManifests(Self.tree(files, root: "team-b"))
    }

    @Test("The Flux that one says it has makes no other cluster of it")
    func fluxVersion() throws {
        var files = Self.files(["team-a": "two", "team-b": "three"])
        files["team-b/delivery.yaml"] = Self.yaml("team-a")
            .replacing(
                "    namespace: shop\n  runClusters",
                with: "    namespace: shop\n    fluxVersion: \"2.5\"\n  runClusters"
            )
        try #require(files["team-b/delivery.yaml"]?.contains("fluxVersion") == true)
        #expect(throws: DeliveryError.self) { try Self.tree(files, root: "team-b").delivery() }
    }

    @Test("The rules for encryption at the root are for all of them, and none writes them anew")
    func rules() throws {
        var files = Self.files(["team-a": "two"])
        files[".sops.yaml"] = "creation_rules: [{age: age1root}]\n"
        let tree = try Self.tree(files, root: "team-a")
        #expect(try SopsRules(tree).keys(for: "team-a/two/prod/params.yaml") == SopsKeys(age: ["age1root"]))
        let begun = try InitDelivery(tree.delivery(), recipients: ["age1other"]).edit(tree)
        #expect(begun.files[".sops.yaml"] == nil)
        #expect(begun.advice == [".sops.yaml is there already, and stays as it is"])
    }

    @Test("What is likely secret in plain text is told of each")
    func plainSecrets() async throws {
        var files = Self.files(["team-a": "two"])
        files["team-a/two/prod/params.yaml"] = """
            apiVersion: v1
            kind: Secret
            metadata: {name: two-values}
            stringData:
              values.yaml: |
                password: hunter2

            """
        files["team-a/two/prod/packageinstall.yaml"]? += "  values: [{secretRef: {name: two-values}}]\n"
        let warnings = await PlainSecrets.warnings(in: try Self.tree(files, root: "team-a"))
        #expect(warnings.count == 1)
        #expect(warnings.first?.hasPrefix("team-a/two/prod/params.yaml:") == true, "\(warnings)")
    }

    @Test("Apps are delivered from the root alone")
    func apps() throws {
        let files = ["team-a/delivery.yaml": SampleApps.yaml]
        let error = #expect(throws: DeliveryError.self) { try Self.tree(files, root: "team-a").delivery() }
        #expect(error?.message.hasPrefix("has the engine kapp-controller in a folder of its own") == true)
        let other = try Self.tree([:], root: "team-a")
        #expect(throws: DeliveryError.self) { try InitDelivery(Delivery(yaml: SampleApps.yaml)).edit(other) }
    }

    @Test("An install beside the packages is one that nobody reads")
    func strays() throws {
        var files = Self.files(["team-a": "two"])
        files["team-a/prod/packageinstall.yaml"] = DeliveryProposalTests.install()
        let tree = try Self.tree(files, root: "team-a")
        let delivery = try tree.delivery()
        let strays = try tree.strayInstalls(for: delivery, besides: tree.packageFolders(for: delivery))
        #expect(strays.map(\.path) == ["team-a/prod/packageinstall.yaml"])
    }

    @Test("The nearest delivery.yaml upwards counts, and its folder is told from that of the checkout")
    func search() throws {
        let files = [
            "/repo/.git/HEAD": "x", "/repo/delivery.yaml": Self.yaml("main"),
            "/repo/team-a/delivery.yaml": Self.yaml("a"),
            "/repo/team-a/app/prod/packageinstall.yaml": DeliveryProposalTests.install(), "/other/delivery.yaml": "",
        ]
        func host(_ folder: String) -> Host { Host.inMemory(files: files, currentDirectory: folder) }
        #expect(try Delivery.find(host: host("/repo/team-a/app")).delivery.name == "a")
        #expect(Delivery.root(host: host("/repo/team-a/app/prod")) == "team-a")
        #expect(Delivery.root(host: host("/repo")) == "")
        #expect(Delivery.root(host: host("/nowhere")) == "")
        // Where there is no checkout, the folder of the file is the root.
        #expect(Delivery.root(host: host("/other")) == "")
        let tree = try RepositoryTree(folder: "/repo/team-a", files: host("/").files)
        #expect(tree.root == "team-a")
        #expect(tree.files.paths.sorted() == ["team-a/app/prod/packageinstall.yaml", "team-a/delivery.yaml"])
    }

    @Test("A folder that is named leads nowhere else", arguments: ["/etc", "../x", "a/../../x"])
    func outside(path: String) {
        #expect(throws: DeliveryError.self) { try Delivery.root(named: path) }
    }

    @Test("A folder may be named in any way that means it")
    func named() throws {
        for path in ["team-a/b", "./team-a/b/", "team-a//b"] { #expect(try Delivery.root(named: path) == "team-a/b") }
        #expect(try Delivery.root(named: ".") == "")
    }

    @Test("An object of another delivery is not taken; rights are shared, and change hands with none of the applies")
    func owners() async throws {
        let servers = InMemoryClusters(["build", "staging", "prod"])
        func plan(_ name: String, package: String, build: String) async throws -> DeliveryPlan {
            let files = [
                "delivery.yaml": Self.yaml(name, build: build, clusters: ["prod"]).replacing(
                    "namespace: \(name)\n",
                    with: "namespace: both\n"
                ),
                "\(package)/packages/1.0.0.yaml": SampleDelivery.package("1.0.0", refName: "\(package).corp.com"),
                "\(package)/prod/packageinstall.yaml": DeliveryProposalTests.install(),
            ]
            return try await DeliveryPlanner(
                SampleDelivery.tree(files),
                clusters: servers.directory(),
                credentials: .none
            ).plan()
        }
        for (name, package) in [("a", "one"), ("b", "two"), ("a", "one")] {
            let applied = await ApplyDelivery(try await plan(name, package: package, build: "shop")).run { _ in }
            #expect(applied.allSatisfy { $0.failure == nil }, "\(applied)")
        }
        #expect(try await !plan("a", package: "one", build: "shop").differs)
        #expect(try await !plan("b", package: "two", build: "shop").differs)
        let refused = try await plan("b", package: "one", build: "shop")
        let failures = refused.objects.compactMap(\.failure)
        #expect(failures.count == 3)
        #expect(failures.allSatisfy { $0.message == "is part of delivery \"a\", and would be taken from it" })
    }
}
