import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("The content of values Secrets, by repository and cluster")
struct WantedValuesTests {
    private static let path = "app.default.tap/staging/params.yaml"

    private static let folder = "app.default.tap/staging"

    private static func values(in tree: RepositoryTree) throws -> WantedValues {
        var files = FiledSecrets()
        return try WantedValues(folder: folder, in: tree, reading: &files)
    }

    private static func comparison(_ members: String, _ data: [String: String]) throws -> WantedValues.Comparison {
        let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: app-values}\n" + members
        let tree = try SampleDelivery.tree([path: text])
        let secret = KubernetesObject(.secret, name: "app-values", namespace: "shop", ["data": JSONValue(sorted: data)])
        return try values(in: tree).comparison(with: secret)
    }

    @Test(
        "Are the same where keys and bytes are, however they are written",
        arguments: [
            ("stringData: {a: hello}", ["a": "aGVsbG8="], true),
            ("data: {a: aGVsbG8=}", ["a": "aGVsbG8="], true),
            ("data: {a: bm8=}\nstringData: {a: hello}", ["a": "aGVsbG8="], true),
            ("data: {a: aGVsbG8=}\nstringData: {b: hello}", ["a": "aGVsbG8=", "b": "aGVsbG8="], true),
            ("stringData: {a: hello}", ["a": "bm8="], false),
            ("stringData: {a: hello}", ["b": "aGVsbG8="], false),
            ("stringData: {a: hello}", ["a": "aGVsbG8=", "b": "bm8="], false),
            ("stringData: {a: hello, b: other}", ["a": "aGVsbG8="], false),
            ("{}", [:], true),
        ] as [(String, [String: String], Bool)]
    )
    func compared(members: String, data: [String: String], areHeld: Bool) throws {
        let comparison = try Self.comparison(members == "{}" ? "" : members, data)
        #expect(comparison == (areHeld ? .same : .other(path: Self.path)))
    }

    @Test(
        "Are left alone where the file does not tell them, and that is said",
        arguments: [
            ("stringData: {a: 'ENC[AES256_GCM,data:x]'}\nsops: {version: 3.9.0}", "them encrypted"),
            ("data: {a: '%'}", "them in a form of its own"), ("stringData: {a: 1}", "them in a form of its own"),
        ]
    )
    func untold(members: String, words: String) throws {
        #expect(try Self.comparison(members, ["a": "bm8="]) == .untold("\(Self.path) holds \(words)"))
    }

    @Test("Of encrypted ones the keys are compared, and what nobody has decrypted is found")
    func encrypted() throws {
        let members = "stringData: {a: 'ENC[AES256_GCM,data:x]'}\nsops: {version: 3.9.0}"
        #expect(try Self.comparison(members, ["b": "bm8="]) == .other(path: Self.path))
        let text = Base64.encode("ENC[AES256_GCM,data:x]".utf8)
        #expect(try Self.comparison(members, ["a": text]) == .notDecrypted(path: Self.path))
    }

    @Test("Are compared of Secrets with overlays too, which annotations name")
    func overlays() async throws {
        var files = try SampleDelivery.files()
        let path = "\(SampleDelivery.folder)/prod/packageinstall.yaml"
        let annotation = "  annotations: {ext.packaging.carvel.dev/ytt-paths-from-secret-name: over}\n"
        files[path] = files[path]?.replacing("metadata:\n", with: "metadata:\n\(annotation)")
        files["\(SampleDelivery.folder)/prod/overlay.yaml"] =
            "apiVersion: v1\nkind: Secret\nmetadata: {name: over}\nstringData: {values.yaml: 'a: 1'}\n"
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(files))
        for (text, verdict) in [("a: 1", Verdict.verified), ("a: 2", .progressing)] {
            clusters.put(CarvelSample.secret("over", namespace: "shop", values: text), as: .secret, on: "prod")
            let report = try await DeliveryVerifierTests.report(clusters, files)
            #expect(report.verdict == verdict, "\(report.unverified)")
            #expect(report.unverified.map(\.name) == (verdict == .verified ? [] : ["over"]))
        }
    }

    @Test("Of Secrets within a list are compared as those of other files are")
    func list() throws {
        let text = """
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: ConfigMap, metadata: {name: app-values}, data: {a: bm8=}}
            - {apiVersion: v1, kind: Secret, metadata: {name: app-values}, stringData: {a: hello}}
            """
        let values = try Self.values(in: SampleDelivery.tree([Self.path: text]))
        func comparison(_ value: String) -> WantedValues.Comparison {
            let secret = KubernetesObject(.secret, name: "app-values", ["data": ["a": .string(value)]])
            return values.comparison(with: secret)
        }
        #expect(comparison("aGVsbG8=") == .same)
        #expect(comparison("bm8=") == .other(path: Self.path))
    }

    @Test("Of files with the same text name their own")
    func sameText() throws {
        let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: app-values}\nstringData: {a: hello}"
        let other = "app.default.tap/prod"
        let tree = try SampleDelivery.tree([Self.path: text, "\(other)/params.yaml": text])
        var files = FiledSecrets()
        let secret = KubernetesObject(.secret, name: "app-values", ["data": ["a": "bm8="]])
        for folder in [Self.folder, other] {
            let values = try WantedValues(folder: folder, in: tree, reading: &files)
            #expect(values.comparison(with: secret) == .other(path: "\(folder)/params.yaml"))
        }
    }

    @Test("Of another Secret than the file's are left alone, and so is what is sealed otherwise")
    func other() throws {
        let secret = CarvelSample.secret("app-values", namespace: "shop")
        for text in [
            "", "apiVersion: v1\nkind: Secret\nmetadata: {name: x}", "kind: SealedSecret\nmetadata: {name: app-values}",
        ] {
            let tree = try SampleDelivery.tree([Self.path: text])
            let comparison = try Self.values(in: tree).comparison(with: secret)
            #expect(comparison == .untold("Secret \"app-values\" is not among the files of \(Self.folder)"))
        }
    }

    @Test("Have a link of their own where the cluster's are others, which tells no value")
    func link() async throws {
        let files = try SampleDelivery.files()
        let clusters = try InMemoryClusters.healthy(SampleDelivery.tree(files))
        let other = CarvelSample.secret("app-values", namespace: "shop", values: "password: hunter2\n")
        clusters.put(other, as: .secret, on: "prod")
        let report = try await DeliveryVerifierTests.report(clusters, files)
        let broken = report.links.filter { $0.verdict != .verified }
        #expect(broken.map(\.kind) == ["Secret"])
        #expect(broken.first?.verdict == .progressing)
        #expect(broken.first?.name == "app-values")
        #expect(broken.first?.runCluster == "prod")
        #expect(broken.first?.reason == "is not what app.default.tap/prod/params.yaml says yet")
        #expect(!"\(report)".contains("hunter2"))
    }
}
