import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The packages of a repository")
struct PackageFolderTests {
    private static func folders(_ files: [String: String]) throws -> [PackageFolder] {
        let tree = try SampleDelivery.tree(files.merging(["delivery.yaml": SampleDelivery.yaml]) { old, _ in old })
        return try tree.packageFolders(for: tree.delivery())
    }

    @Test("Are the folders with a packages folder, wherever they are")
    func layouts() throws {
        let folders = try Self.folders([
            "app.default.tap/packages/1.0.0.yaml": SampleDelivery.package("1.0.0"),
            "app.default.tap/packages/1.1.0.yml": SampleDelivery.package("1.1.0"),
            "app.default.tap/staging/packageinstall.yaml": try SampleDelivery.files()[
                "app.default.tap/staging/packageinstall.yaml"
            ] ?? "",
            "teams/shop/cart.default.tap/packages/2.0.0.yaml":
                SampleDelivery.package("2.0.0", refName: "cart.default.tap"),
            "packages/1.0.0.yaml": SampleDelivery.package("1.0.0"),
            "docs/packages/readme.md": "text",
            "docs/packages/notes.yaml": "kind: Note\n",
        ])
        #expect(folders.map(\.path) == ["app.default.tap", "teams/shop/cart.default.tap"])
        #expect(folders.map(\.name) == ["app.default.tap", "cart.default.tap"])
        #expect(folders.map(\.refName) == ["app.default.tap", "cart.default.tap"])
        #expect(folders.first?.packages.map(\.version) == ["1.0.0", "1.1.0"])
        #expect(folders.first?.installs.keys.sorted() == ["staging"])
        #expect(folders.last?.installs.isEmpty == true)
    }

    @Test("Are brought by Flux from the folder that they are in")
    func nested() throws {
        var files = ["delivery.yaml": SampleDelivery.yaml]
        files["teams/app.default.tap/packages/1.0.0.yaml"] = SampleDelivery.package("1.0.0")
        let edit = try AddPackageTests.add(files)
        #expect(edit.files.keys.sorted() == ["teams/app.default.tap/staging/packageinstall.yaml"])
        files.merge(edit.files) { _, new in new }
        let manifests = try DeliveryManifests(SampleDelivery.tree(files))
        let kustomizations = manifests.kustomizations(try manifests.delivery.runCluster(named: "staging"))
        #expect(
            kustomizations.map { $0.object.spec?["path"] }
                == ["./teams/app.default.tap/packages", "./teams/app.default.tap/staging"]
        )
        #expect(kustomizations.map(\.object.name).first == "app.default.tap-staging-packages")
    }

    @Test("Are told apart by their folder's name, so that no two may have the same")
    func twins() {
        let error = #expect(throws: DeliveryError.self) {
            try Self.folders([
                "a/app.default.tap/packages/1.0.0.yaml": SampleDelivery.package("1.0.0"),
                "b/app.default.tap/packages/1.0.0.yaml": SampleDelivery.package("1.0.0"),
            ])
        }
        #expect(error?.place == "b/app.default.tap")
        #expect(error?.message.contains("has the same name as a/app.default.tap") == true)
    }

    @Test(
        "Are refused where a file is not what its place says",
        arguments: [
            ("app.default.tap/packages/1.0.0.yaml", "kind: Package\nspec: {version: 1.0.0}\n", "without spec.refName"),
            ("app.default.tap/packages/1.0.0.yaml", "a: [\n", "1.0.0.yaml:"),
            ("app.default.tap/staging/packageinstall.yaml", "kind: Other\n", "holds 0 PackageInstalls"),
            (
                "app.default.tap/staging/packageinstall.yaml", "kind: PackageInstall\n---\nkind: PackageInstall\n",
                "holds 2 PackageInstalls"
            ),
            (
                "app.default.tap/staging/packageinstall.yaml", "kind: PackageInstall\nspec: {}\n",
                "without spec.packageRef.refName"
            ),
        ]
    )
    func wrong(path: String, text: String, message: String) {
        let error = #expect(throws: DeliveryError.self) {
            try Self.folders(SampleDelivery.emptyFiles().merging([path: text]) { _, new in new })
        }
        #expect(error?.description.contains(path) == true)
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("Are those of a folder of this machine as well")
    func folder() throws {
        let files = try SampleDelivery.files()
        let onDisk = Dictionary(uniqueKeysWithValues: files.map { ("/repo/" + $0.key, Array($0.value.utf8)) })
        let tree = try RepositoryTree(folder: "/repo", files: .inMemory(onDisk))
        #expect(tree.commit == nil)
        #expect(tree.files.byPath == files)
        #expect(try tree.packageFolders(for: tree.delivery()).first?.installs.count == 2)
        #expect(throws: DeliveryError(at: "app.default.tap/packages/x.yaml", "is no UTF-8 text")) {
            try RepositoryTree(
                folder: "/repo",
                files: .inMemory(["/repo/app.default.tap/packages/x.yaml": [0xFF]])
            )
        }
    }

    @Test(
        "Select by constraint and prereleases, as the controller reads them",
        arguments: [
            ("{refName: a}", nil, false), ("{versionSelection: {constraints: 1.0.0}}", "1.0.0", false),
            ("{versionSelection: {constraints: 1.0.0, prereleases: {}}}", "1.0.0", true),
            ("{versionSelection: {prereleases: null}}", nil, false),
        ] as [(String, String?, Bool)]
    )
    func selection(reference: String, constraints: String?, takesPrereleases: Bool) throws {
        let selection = VersionSelection(packageReference: try YAMLReader.document(reference))
        #expect(selection.constraints == constraints)
        #expect((selection.prereleases != nil) == takesPrereleases)
    }
}
