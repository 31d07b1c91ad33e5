import GitRepository
import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Encryption in delivery.yaml and on the build cluster")
struct EncryptionTests {
    private static let installs = "app.default.tap-staging-packageinstalls"
    private static let path = "app.default.tap/staging/params.yaml"

    private static func delivery(_ encryption: String) throws -> Delivery {
        try Delivery(yaml: SampleDelivery.yaml + "  encryption: \(encryption)\n")
    }

    @Test("Is a word, or a mapping like a Kustomization's")
    func read() throws {
        #expect(try Self.delivery("sops").encryption == .init())
        #expect(try Self.delivery("{provider: sops, secretRef: {}}").encryption == .init(secretName: "sops-age"))
        #expect(try Self.delivery("{provider: sops, secretRef: {name: k}}").encryption == .init(secretName: "k"))
        #expect(try Self.delivery("{provider: sops}").encryption == .init(secretName: nil))
        for wrong in ["age", "{provider: age}", "{provider: sops, key: x}"] {
            #expect(throws: DeliveryError.self) { try Self.delivery(wrong) }
        }
        for encryption in [nil, Delivery.Encryption(), .init(secretName: nil), .init(secretName: "k")] {
            var delivery = try Delivery(yaml: SampleDelivery.yaml)
            delivery.encryption = encryption
            #expect(try Delivery(yaml: delivery.yaml) == delivery)
        }
    }

    @Test("Kustomizations of installs decrypt where delivery.yaml says so, or something is encrypted")
    func decryption() throws {
        func decrypting(_ files: [String: String]) throws -> [String: JSONValue] {
            let manifests = try DeliveryManifests(SampleDelivery.tree(files))
            let objects = try manifests.sections(cluster: "build").flatMap(\.manifests).map(\.object)
            return objects.reduce(into: [:]) { $0[$1.name] = $1.spec?["decryption"] }
        }
        var files = try SampleDelivery.files()
        #expect(try decrypting(files) == [:])
        files[Self.path] = "kind: Secret\nstringData: {a: 'ENC[x]'}\nsops: {}\n"
        let usual: JSONValue = ["provider": "sops", "secretRef": ["name": "sops-age"]]
        #expect(try decrypting(files) == [Self.installs: usual])
        files = try SampleDelivery.files()
        files[Delivery.fileName] = SampleDelivery.yaml + "  encryption: {provider: sops}\n"
        #expect(
            try decrypting(files) == [
                Self.installs: ["provider": "sops"],
                "app.default.tap-prod-packageinstalls": ["provider": "sops"],
            ]
        )
    }

    @Test("A plan says that Flux has no key, and what makes one; with the key all is well")
    func missingKey() async throws {
        var files = try SampleDelivery.files()
        files[Delivery.fileName] = SampleDelivery.yaml + "  encryption: sops\n"
        let clusters = InMemoryClusters(["build", "staging", "prod"])
        func plan() async throws -> DeliveryPlan {
            try await DeliveryPlanner(
                SampleDelivery.tree(files),
                clusters: clusters.directory(),
                credentials: .password(username: "git", password: "sesame")
            ).plan()
        }
        let failed = try await plan().objects.filter { $0.failure != nil }
        #expect(failed.map(\.title) == ["Secret/shop/sops-age"])
        #expect(failed.first?.failure?.message == "is not on build, so Flux could not decrypt the values")
        #expect(failed.first?.failure?.hint?.contains("create secret generic sops-age --from-file=age.agekey=") == true)
        clusters.put(KubernetesObject(.secret, name: "sops-age", namespace: "shop"), as: .secret, on: "build")
        #expect(try await !plan().hasFailed)
    }

    @Test("init writes both, and leaves rules of others alone")
    func begun() throws {
        var delivery = try Delivery(yaml: SampleDelivery.yaml)
        delivery.encryption = .init()
        let begin = try InitDelivery(delivery, recipients: ["age1a"])
        let edit = try begin.edit(SampleDelivery.tree([:]))
        #expect(edit.files[SopsRules.fileName] == SopsRules.text(age: ["age1a"]))
        #expect(edit.files[Delivery.fileName]?.contains("encryption:\n    provider: sops\n") == true)
        var files = edit.files
        #expect(try begin.edit(SampleDelivery.tree(files)).changing(SampleDelivery.tree(files)).files == [:])
        files[SopsRules.fileName] = "creation_rules: []\n"
        let again = try begin.edit(SampleDelivery.tree(files))
        #expect(again.files[SopsRules.fileName] == nil)
        #expect(again.advice == [".sops.yaml is there already, and stays as it is"])
    }

    @Test("Verification compares what could be decrypted, and says why it could not")
    func verified() async throws {
        let text = "kind: Secret\nmetadata: {name: app-values}\nstringData: {values.yaml: 'ENC[aGVsbG8=]'}\nsops: {}\n"
        let tree = try SampleDelivery.tree([Self.path: text])
        var files = FiledSecrets()
        let values = try WantedValues(folder: "app.default.tap/staging", in: tree, reading: &files)
        func comparison(_ programs: Programs, _ content: String) async -> WantedValues.Comparison {
            var host = Host.inMemory()
            host.programs = programs
            let data: JSONValue = ["values.yaml": .string(Base64.encode(content.utf8))]
            let secret = KubernetesObject(.secret, name: "app-values", namespace: "shop", ["data": data])
            return await values.decrypted(by: Sops(host: host), in: tree).comparison(with: secret)
        }
        #expect(await comparison(FakeSops.programs().value(), "hello") == .same)
        #expect(await comparison(FakeSops.programs().value(), "other") == .other(path: Self.path))
        #expect(await comparison(FakeSops.programs().value(), "ENC[aGVsbG8=]") == .notDecrypted(path: Self.path))
        let untold = await comparison(FakeSops.programs(hasKey: false).value(), "hello")
        #expect(untold == .untold("\(Self.path) holds them encrypted (is encrypted, and sops has no key for it here)"))
        guard case .untold(let reason) = await comparison(.none, "hello") else {
            Issue.record("without the program, nothing can be told")
            return
        }
        #expect(reason.contains("sops: not found in any folder of PATH"))
    }

    @Test("What is likely secret is told where it goes into the repository in plain text")
    func plain() async throws {
        var files = try SampleDelivery.files()
        #expect(await PlainSecrets.warnings(in: try SampleDelivery.tree(files)) == [])
        files[Self.path]? += "    dbPassword: hunter2\n"
        let warnings = await PlainSecrets.warnings(in: try SampleDelivery.tree(files))
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("the value 'dbPassword' is likely a secret, and in plain text") == true)
        #expect(warnings.first?.contains("hunter2") == false)
        #expect(await PlainSecrets.warnings(in: try SampleDelivery.tree(files), of: [Delivery.fileName]) == [])
        files[Self.path] = "kind: Secret\nmetadata: {name: x}\nstringData: {password: 'ENC[x]'}\nsops: {}\n"
        #expect(await PlainSecrets.warnings(in: try SampleDelivery.tree(files)) == [])
    }
}
