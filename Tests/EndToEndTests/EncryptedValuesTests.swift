import CarvelCore
import FoundationEssentials
import Sandbox
import Testing
import YAMLDocument

@Suite("Values that are encrypted in the repository")
struct EncryptedValuesTests {
    private static let recipient = "age1qqw9jhw43qsqw66e32y24ujmjq70ren8v6tm6txf0rmjd5lzj5dqdjyz5v"
    /// Of nothing but tests.
    private static let identity = """
        # public key: \(recipient)
        AGE-SECRET-KEY-1P4EKVX5E8T6HHNC6F2AFRZ4N968EPNJUD55PU76EWQHZ9DHCKPAQA29NWH

        """
    /// The real program where there is one, or else the one that stands in for it.
    private static var searchPath: String {
        (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin") + ":" + Product.path("Tests/Fixtures/programs")
    }
    private static let params = "\(MainJob.package)/staging/params.yaml"

    private static func with(_ body: (Workbench, [String: String]) async throws -> Void) async throws {
        try await Workbench.with({ $0.programSearchPath = searchPath }) { bench in
            var bench = bench
            bench.variables["PATH"]? += ":" + Product.path("Tests/Fixtures/programs")
            let key = ["SOPS_AGE_KEY_FILE": try bench.folder.write(identity, to: "keys/age.agekey")]
            try await bench.pushPackage()
            try await body(bench, key)
        }
    }

    private static func begin(_ bench: Workbench, _ encryption: String...) async throws {
        let words = ["init", "--name", "shop", "--url", try bench.repositoryURL, "--run-cluster", "staging"]
        try await bench.run(["kubectl-carvel-deliver"] + words + encryption).expect(status: 0)
        try await bench.pull()
    }

    /// What the values Secret holds on the run cluster.
    private static func values(_ bench: Workbench) async throws -> String {
        let secret = try await bench.objects("secrets", on: "staging").first { $0.name == "app-values" }
        let text = try #require(secret?.json[path: "data", "values.yaml"]?.string)
        return String(decoding: try #require(Base64.decode(text)), as: UTF8.self)
    }

    @Test("Are written, applied, verified, and edited without ever being in plain text there")
    func mainJob() async throws {
        try await Self.with { bench, key in
            try await Self.begin(bench, "--encrypt", "sops", "--age", Self.recipient)
            let added = try await bench.deliver(
                "add",
                MainJob.package,
                "--to",
                "staging",
                "--values",
                Workbench.exampleValues
            )
            added.expect(status: 0).expect(says: "✔ pushed").expect(
                says: "it takes the key from Secret sops-age on build"
            )
            try await bench.pull()
            let written = try bench.folder.read("\(Workbench.checkout)/\(Self.params)")
            #expect(written.contains("ENC[AES256_GCM,") && written.contains(Self.recipient))
            #expect(!written.contains("replicas"))

            // Without the key, Flux would apply nothing; that is told before.
            let refused = try await bench.deliver("apply", "--no-wait")
            refused.expect(status: 1).expect(says: "Secret/shop/sops-age").expect(
                says: "Flux could not decrypt the values"
            )
            let file = try #require(key["SOPS_AGE_KEY_FILE"])
            try await bench.kubectl(
                "--context=build",
                "-n=shop",
                "create",
                "secret",
                "generic",
                "sops-age",
                "--from-file=age.agekey=\(file)"
            )
            try await bench.deliver("apply").expect(status: 0)
            #expect(try await Self.values(bench).contains("replicas: 2"))
            let told = "params.yaml holds them encrypted (is encrypted, and sops has no key for it here)"
            let uncompared = try await bench.verify("-o", "yaml")
            #expect(uncompared.expect(status: 0).output.contains(told), "\(uncompared.testDescription)")
            let compared = try await bench.verify("-o", "yaml", with: key)
            compared.expect(status: 0)
            #expect(!compared.output.contains("encrypted"))

            let change = ["set-values", MainJob.package, "--cluster", "staging", "--set", "replicas=3"]
            let command = ["kubectl-carvel-deliver"] + change
            try await bench.run(command).expect(status: 1).expect(says: "sops has no key for it here")
            let shown = try await bench.run(command + ["--dry-run", "client"], with: key)
            shown.expect(status: 0)
            #expect(!shown.text.contains("replicas: "))
            try await bench.run(command, with: key).expect(status: 0).expect(says: "✔ pushed")
            try await bench.run(command, with: key).expect(status: 0).expect(says: "✔ nothing to change")
            try await bench.verify("--wait", "--timeout", "60s", with: key).expect(status: 0)
            #expect(try await Self.values(bench).contains("replicas: 3"))
        }
    }

    @Test("Values in plain text are encrypted later, and Flux is told to decrypt them")
    func later() async throws {
        try await Self.with { bench, key in
            try await Self.begin(bench)
            try await bench.deliver("add", MainJob.package, "--to", "staging", "--values", Workbench.exampleValues)
                .expect(status: 0)
            let words = ["set-values", MainJob.package, "--cluster", "staging", "--encrypt", "sops"]
            let command = ["kubectl-carvel-deliver"] + words
            try await bench.run(command).expect(status: 1).expect(says: "nothing says for whom")
            try await bench.run(command + ["--age", Self.recipient]).expect(status: 0)
                .expect(says: "was in plain text, and stays so in the repository's history")
            try await bench.pull()
            let exported = try await bench.deliver("export", "--cluster", "build")
            let manifests = try YAMLReader.documents(exported.expect(status: 0).output)
            let decryption = manifests.compactMap { $0[path: "spec", "decryption"] }
            #expect(decryption == [["provider": "sops", "secretRef": ["name": "sops-age"]]])
            // Where Flux is not told, it applies nothing of it.
            try await bench.kubectl("--context", "build", "create", "namespace", "shop")
            let file = try #require(key["SOPS_AGE_KEY_FILE"])
            try await bench.kubectl(
                "--context=build",
                "-n=shop",
                "create",
                "secret",
                "generic",
                "sops-age",
                "--from-file=age.agekey=\(file)"
            )
            try await bench.deliver("apply").expect(status: 0)
            try await bench.kubectl(
                "--context=build",
                "-n=shop",
                "patch",
                "kustomization",
                "\(MainJob.package)-staging-packageinstalls",
                "--type=merge",
                "--patch",
                #"{"spec": {"decryption": null}}"#
            )
            let failed = try await bench.verify("--wait", "--timeout", "60s")
            let reason = "is SOPS encrypted, configuring decryption is required"
            #expect(failed.expect(status: 1).output.contains(reason), "\(failed.testDescription)")
        }
    }

    @Test("Without the program, nothing is pushed")
    func noProgram() async throws {
        try await Workbench.with { bench in
            try await bench.begin()
            let before = try await bench.remoteHead()
            let words = ["add", MainJob.package, "--to", "staging", "--values", Workbench.exampleValues]
            let path = try bench.folder.subfolder("empty")
            let plugin = try Product.executables() + "/kubectl-carvel-deliver"
            let refused = try await bench.run(
                [plugin] + words + ["--encrypt", "sops", "--age", Self.recipient],
                with: ["PATH": path]
            )
            refused.expect(status: 1).expect(says: "sops: not found in any folder of PATH; install sops 3.9 or later")
            #expect(try await bench.remoteHead() == before)
        }
    }
}
