import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Encrypted values")
struct ValuesEncryptionTests {
    private static let path = "app.default.tap/staging/params.yaml"
    private static let rules = """
        creation_rules:
        - {path_regex: ^other/, age: age1other}
        - {path_regex: params\\.yaml$, age: "age1a, age1b", encrypted_regex: ^stringData$}

        """

    private static func encryption(
        _ programs: ScriptedPrograms,
        isWanted: Bool = false,
        recipients: [String] = [],
        needsPlainText: Bool = true
    ) -> ValuesEncryption {
        var host = Host.inMemory(variables: ["PATH": "/bin", "SOPS_PGP_FP": "somebody", "HOME": "/home/me"])
        host.programs = programs.value()
        return ValuesEncryption(
            host: host,
            package: "app.default.tap",
            clusters: ["staging"],
            isWanted: isWanted,
            recipients: recipients,
            needsPlainText: needsPlainText
        )
    }

    private static func set(_ argument: String) throws -> SetValues {
        try SetValues(
            package: "app.default.tap",
            clusters: ["staging"],
            values: nil,
            assignments: [ValuesAssignment(set: argument)]
        )
    }

    /// The sample repository with the values on staging encrypted for two recipients.
    private static func encryptedFiles(_ programs: ScriptedPrograms = FakeSops.programs()) async throws -> [String:
        String]
    {
        let files = try SampleDelivery.files()
        let edit = try await encryption(programs, isWanted: true, recipients: ["age1a", "age1b"])
            .edit(SampleDelivery.tree(files)) { _ in RepositoryEdit() }
        return files.merging(edit.files) { _, new in new }
    }

    @Test("Go through pipes, with the recipients of the flag, and are told to have been in plain text")
    func encrypted() async throws {
        let programs = FakeSops.programs()
        let edit = try await Self.encryption(programs, isWanted: true, recipients: ["age1a", "age1b"])
            .edit(SampleDelivery.tree(SampleDelivery.files())) { _ in RepositoryEdit() }
        #expect(edit.files.keys.sorted() == [Self.path])
        let text = try #require(edit.files[Self.path])
        #expect(Sops.hasEncrypted(text) && !text.contains("replicas"))
        #expect(edit.notes == ["encrypt \(Self.path)"])
        #expect(edit.advice.first?.contains("was in plain text, and stays so in the repository's history") == true)
        let call = try #require(programs.calls.first)
        #expect(
            call.arguments == [
                "--config", "/dev/null", "encrypt", "--filename-override", Self.path, "--age", "age1a,age1b",
                "--encrypted-regex", "^(data|stringData)$", "--input-type", "yaml", "--output-type", "yaml",
            ]
        )
        #expect(call.variables["SOPS_PGP_FP"] == nil && call.variables["HOME"] == "/home/me")
        guard case .bytes(let input) = call.input else { throw DeliveryError("no input") }
        #expect(String(decoding: input, as: UTF8.self).contains("replicas: 2"))
    }

    @Test("Are edited in plain text, and encrypted for the same recipients again")
    func edited() async throws {
        let tree = try SampleDelivery.tree(try await Self.encryptedFiles())
        let programs = FakeSops.programs()
        let change = try Self.set("replicas=3")
        let edit = try await Self.encryption(programs).edit(tree) { try change.edit($0) }
        let text = try #require(edit.files[Self.path])
        #expect(Sops.hasEncrypted(text))
        #expect(edit.notes == ["change the values of app.default.tap on staging"])
        #expect(!edit.diff(from: tree).contains("replicas"))
        let calls = programs.calls.map(\.arguments)
        #expect(calls.map { $0[2] } == ["decrypt", "encrypt"])
        #expect(calls[1].contains("age1a,age1b"))
        let again = try await FakeSopsReading.plain(text)
        #expect(again.contains("replicas: 3") && again.contains("hostname: app.mycompany.com"))
    }

    @Test("Are the very same file where nothing of them changes")
    func unchanged() async throws {
        let tree = try SampleDelivery.tree(try await Self.encryptedFiles())
        let change = try Self.set("replicas=2")
        let edit = try await Self.encryption(FakeSops.programs()).edit(tree) { try change.edit($0) }
        #expect(edit.files == [:])
        let wanted = try await Self.encryption(FakeSops.programs(), isWanted: true, recipients: ["age1a"])
            .edit(tree) { _ in RepositoryEdit() }
        #expect(wanted.files == [:])
    }

    @Test("Are checked by the schema of the version")
    func checked() async throws {
        let tree = try SampleDelivery.tree(try await Self.encryptedFiles())
        let change = try Self.set("replicas=many")
        let error = await #expect(throws: DeliveryError.self) {
            try await Self.encryption(FakeSops.programs()).edit(tree) { try change.edit($0) }
        }
        #expect(error?.message == "--set replicas: 'replicas' is a string; expected an integer")
    }

    @Test("Without a key they can't be edited; a change of the version goes on, and says what was not checked")
    func noKey() async throws {
        var files = try await Self.encryptedFiles()
        files[SampleDelivery.packagePath("20230322000000.0.0")] = SampleDelivery.package("20230322000000.0.0")
        let tree = try SampleDelivery.tree(files)
        let change = try Self.set("replicas=3")
        let error = await #expect(throws: DeliveryError.self) {
            try await Self.encryption(FakeSops.programs(hasKey: false)).edit(tree) { try change.edit($0) }
        }
        #expect(error?.description.hasPrefix("\(Self.path): is encrypted, and sops has no key for it here") == true)
        let version = SetVersion(
            package: "app.default.tap",
            clusters: ["staging"],
            version: .exactly("20230322000000.0.0")
        )
        let edit = try await Self.encryption(FakeSops.programs(hasKey: false), needsPlainText: false)
            .edit(tree) { try version.edit($0) }
        #expect(edit.files.keys.sorted() == ["app.default.tap/staging/packageinstall.yaml"])
        #expect(edit.advice.contains { $0.hasPrefix("its values were not checked: \(Self.path): is encrypted") })
    }

    @Test("Without the program nothing is changed, and the error says what to install")
    func noProgram() async throws {
        let programs = ScriptedPrograms { call, _ throws(ProgramError) in
            throw ProgramError(program: call.program, reason: .notFound)
        }
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        let error = await #expect(throws: DeliveryError.self) {
            try await Self.encryption(programs, isWanted: true, recipients: ["age1a"]).edit(tree) { _ in
                RepositoryEdit()
            }
        }
        #expect(
            error?.description
                == "\(Self.path): is to be encrypted, and sops: not found in any folder of PATH; install sops 3.9 or later"
                + " (getsops.io)"
        )
    }

    @Test("What is left in plain text by a rule of its own is not pushed")
    func leftOut() async throws {
        let programs = ScriptedPrograms { _, _ in
            let text = "kind: Secret\nstringData:\n  values.yaml: 'a: b'\nsops:\n  mac: ENC[AES256_GCM,data:x]\n"
            return ProgramResult(output: Array(text.utf8))
        }
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        let error = await #expect(throws: DeliveryError.self) {
            try await Self.encryption(programs, isWanted: true, recipients: ["age1a"]).edit(tree) { _ in
                RepositoryEdit()
            }
        }
        #expect(error?.message == "holds values in plain text still after sops has been at it")
    }

    @Test("What the program could not read is not told, for it may tell the values")
    func unreadable() async throws {
        let programs = ScriptedPrograms { _, _ in
            ProgramResult(ending: .status(2), messages: Array("Error unmarshalling file: hunter2".utf8))
        }
        let tree = try SampleDelivery.tree(SampleDelivery.files())
        let error = await #expect(throws: DeliveryError.self) {
            try await Self.encryption(programs, isWanted: true, recipients: ["age1a"]).edit(tree) { _ in
                RepositoryEdit()
            }
        }
        #expect(error?.message == "can't be encrypted: sops ended with exit status 2")
    }

    @Test("Are encrypted where .sops.yaml has a rule for them, or delivery.yaml says so")
    func rules() async throws {
        var files = SampleDelivery.emptyFiles()
        let add = AddPackage(
            package: "app.default.tap",
            clusters: ["staging"],
            version: .present,
            values: SampleDelivery.values
        )
        func edit() async throws -> (RepositoryEdit, ScriptedPrograms) {
            let programs = FakeSops.programs()
            let tree = try SampleDelivery.tree(files)
            var host = Host.inMemory()
            host.programs = programs.value()
            let values = ValuesEncryption(host: host, package: "app.default.tap", clusters: ["staging"])
            return (try await values.edit(tree) { try add.edit($0) }, programs)
        }
        #expect(try await edit().1.calls.isEmpty)
        files[".sops.yaml"] = Self.rules
        let (made, programs) = try await edit()
        #expect(Sops.hasEncrypted(made.files[Self.path] ?? ""))
        let arguments = try #require(programs.calls.first?.arguments)
        #expect(arguments.contains("age1a,age1b") && arguments.contains("^stringData$"))
        files[".sops.yaml"] = nil
        files[Delivery.fileName] = SampleDelivery.yaml + "  encryption: sops\n"
        let error = await #expect(throws: DeliveryError.self) { try await edit() }
        #expect(error?.hint?.contains("give --age") == true)
    }
}

/// What a text of the fake program stands for.
enum FakeSopsReading {
    static func plain(_ text: String) async throws -> String {
        let call = ProgramCall("sops", searchPath: "", arguments: ["decrypt"], input: .bytes(Array(text.utf8)))
        return String(decoding: try await FakeSops.programs().value().run(call).output, as: UTF8.self)
    }
}
