import Testing

@testable import CarvelCore

@Suite("Files with equal texts")
struct EqualTextsTests {
    private static let folder = SampleDelivery.folder
    private static func install(_ cluster: String) -> String { "\(folder)/\(cluster)/packageinstall.yaml" }
    private static func values(_ cluster: String) -> String { "\(folder)/\(cluster)/params.yaml" }

    private static func tree(_ files: [String: String]) throws -> RepositoryTree {
        try SampleDelivery.tree(SampleDelivery.emptyFiles().merging(files) { _, new in new })
    }

    private static func folders(_ files: [String: String]) throws -> [PackageFolder] {
        let tree = try tree(files)
        return try tree.packageFolders(for: tree.delivery())
    }

    @Test("Make installs that know their own paths")
    func paths() throws {
        let text = try #require(try SampleDelivery.files()[Self.install("staging")])
        let folder = try #require(
            try Self.folders([Self.install("staging"): text, Self.install("prod"): text]).first
        )
        #expect(
            folder.installs.values.map(\.path) == [Self.install("prod"), Self.install("staging")]
        )
        #expect(folder.installs["staging"]?.object == folder.installs["prod"]?.object)
    }

    @Test(
        "That are wrong are told of the first file",
        arguments: ["a: [\n", "kind: Other\n", "kind: PackageInstall\nspec: {}\n"]
    )
    func errors(text: String) throws {
        let error = #expect(throws: DeliveryError.self) {
            try Self.folders([Self.install("staging"): text, Self.install("prod"): text])
        }
        #expect(error?.description.contains(Self.install("prod")) == true, "\(error?.description ?? "")")
    }

    @Test("Are encrypted on each run cluster")
    func encryption() throws {
        let text = "kind: Secret\nstringData: {a: 'ENC[AES256_GCM,data:x]'}\nsops: {}\n"
        let files = try SampleDelivery.files().merging([Self.values("staging"): text, Self.values("prod"): text]) {
            $1
        }
        #expect(try Self.folders(files).first?.encryptedClusters == ["staging", "prod"])
    }

    @Test("Hold installs that stand wrong in each of the places")
    func strays() throws {
        let text = "kind: PackageInstall\nmetadata: {name: app}\n"
        let wrong = ["\(Self.folder)/live/packageinstall.yaml", "\(Self.folder)/prod/other.yaml"]
        var files = ["docs/prod.yaml": text]
        for path in wrong { files[path] = text }
        let tree = try Self.tree(files)
        let delivery = try tree.delivery()
        let strays = try tree.strayInstalls(for: delivery, besides: tree.packageFolders(for: delivery))
        #expect(strays.map(\.path) == wrong)
        #expect(strays.first?.reason.contains("is for \"live\"") == true)
        #expect(strays.last?.reason.contains("is only read from") == true)
    }

    @Test("That are no UTF-8 are told of the first file by path, and only of the delivery's own")
    func encoding() throws {
        let contents: [String: [UInt8]] = [
            "team-a/delivery.yaml": Array(SampleDelivery.yaml.utf8), "team-a/b/x/y.yaml": [0xFF],
            "team-a/a/x/y.yaml": [0xFF], "other/y.yaml": [0xFF],
        ]
        #expect(throws: DeliveryError(at: "team-a/a/x/y.yaml", "is no UTF-8 text")) {
            try RepositoryTree(paths: contents.keys.sorted(), contents: contents, root: "team-a")
        }
        let clean = contents.filter { $0.value != [0xFF] || $0.key == "other/y.yaml" }
        #expect(throws: Never.self) {
            try RepositoryTree(paths: clean.keys.sorted(), contents: clean, root: "team-a")
        }
    }

    @Test("May get different ones")
    func replacing() throws {
        let tree = try Self.tree(["a/b/x.yaml": "same\n", "a/b/y.yaml": "same\n"])
        let changed = tree.replacing(["a/b/x.yaml": "other\n", "a/b/a.yaml": "new\n"])
        #expect(changed.files["a/b/x.yaml"] == "other\n")
        #expect(changed.files["a/b/y.yaml"] == "same\n")
        #expect(Array(changed.files(below: "a/b")) == ["a/b/a.yaml", "a/b/x.yaml", "a/b/y.yaml"])
        #expect(tree.files["a/b/x.yaml"] == "same\n")
    }

    @Test(
        "Are searched by their bytes",
        arguments: [
            ("", true), ("a", true), ("abc", true), ("bc", true), ("c", true), ("ac", false), ("abcd", false),
        ]
    )
    func search(part: String, isThere: Bool) {
        #expect("ababc".containsBytes(of: part) == isThere)
    }
}
