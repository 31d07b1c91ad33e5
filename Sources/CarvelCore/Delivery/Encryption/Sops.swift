import OrderedCollections
import YAMLDocument

/// The program sops, which encrypts and decrypts values files. Plain text goes through pipes alone: never into arguments,
/// and never into files.
///
/// Source: sops, "Encrypting and decrypting from other programs"; its exit statuses are those of `cmd/sops/codes`.
struct Sops: Sendable {
    let host: Host

    /// What would add keys to those that are asked for.
    private static let keyVariables = [
        "SOPS_AGE_RECIPIENTS", "SOPS_PGP_FP", "SOPS_KMS_ARN", "SOPS_GCP_KMS_IDS", "SOPS_AZURE_KEYVAULT_URLS",
        "SOPS_VAULT_URIS", "SOPS_HUAWEICLOUD_KMS_IDS",
    ]

    /// Whether the environment says for whom to encrypt.
    var hasKeysInEnvironment: Bool { Self.keyVariables.contains { host.variables[$0]?.isEmpty == false } }

    /// Whether a text was encrypted by sops.
    static func hasEncrypted(_ text: String) -> Bool {
        text.containsBytes(of: "ENC[") && (text.hasPrefix("sops:") || text.containsBytes(of: "\nsops:"))
    }

    /// The plain text of an encrypted YAML file.
    ///
    /// - Parameter path: its name, for messages.
    /// - Throws: `DeliveryError` where the program or the key is not to be had, or the file was tampered with.
    func decrypt(_ text: String, path: String) async throws(DeliveryError) -> String {
        let result = try await run(["decrypt"], input: text, path: path, purpose: "is encrypted", host.variables)
        switch result.ending {
        case .status(0): return try Self.text(result, path)
        case .status(128):
            throw DeliveryError(
                at: path,
                "is encrypted, and sops has no key for it here",
                hint: "name a file with the age key in SOPS_AGE_KEY_FILE"
            )
        case .status(51), .status(52):
            throw DeliveryError(
                at: path,
                "was changed after sops encrypted it: its checksum (mac) does not fit",
                hint: "take it back to an earlier commit, or encrypt it anew"
            )
        default: throw DeliveryError(at: path, "can't be decrypted: \(Self.reason(result))")
        }
    }

    /// An encrypted YAML file of a plain text.
    ///
    /// - Parameters:
    ///   - path: its name in the repository.
    ///   - keys: for whom.
    func encrypt(_ text: String, path: String, keys: SopsKeys) async throws(DeliveryError) -> String {
        var variables = host.variables
        if keys != .ofEnvironment { for name in Self.keyVariables { variables[name] = nil } }
        let arguments = ["encrypt", "--filename-override", path] + keys.arguments
        let result = try await run(arguments, input: text, path: path, purpose: "is to be encrypted", variables)
        guard result.ending == .status(0) else {
            throw DeliveryError(
                at: path,
                "can't be encrypted: \(Self.reason(result))",
                hint: "sops has to be 3.9 or later; see that its recipients are right"
            )
        }
        let encrypted = try Self.text(result, path)
        // What went wrong without a word must not be taken for a secret that is safe.
        guard Self.hasEncrypted(encrypted), try Self.plainValues(in: encrypted, path).isEmpty else {
            throw DeliveryError(
                at: path,
                "holds values in plain text still after sops has been at it",
                hint: "let encrypted_regex of \(SopsRules.fileName) match data and stringData"
            )
        }
        return encrypted
    }

    /// The paths of values of Secrets that sops left in plain text, such as `stringData.values.yaml`.
    private static func plainValues(in text: String, _ path: String) throws(DeliveryError) -> [String] {
        let documents: [JSONValue]
        do {
            documents = try YAMLReader.documents(text, file: path)
        } catch {
            throw DeliveryError(error.description)
        }
        var plain: [String] = []
        for document in documents where document["kind"]?.string == ResourceType.secret.kind {
            for member in ["data", "stringData"] {
                for (key, value) in document[member]?.object ?? [:] {
                    // Sops leaves what is empty as it is.
                    guard let text = value.string, text.isEmpty || text.hasPrefix("ENC[") else {
                        plain.append("\(member).\(key)")
                        continue
                    }
                }
            }
        }
        return plain
    }

    private func run(
        _ arguments: [String],
        input: String,
        path: String,
        purpose: String,
        _ variables: [String: String]
    ) async throws(DeliveryError) -> ProgramResult {
        // The rules of a folder that happens to be above this one are no business of the repository.
        let arguments = ["--config", "/dev/null"] + arguments + ["--input-type", "yaml", "--output-type", "yaml"]
        let call = ProgramCall(
            "sops",
            searchPath: host.variables["PATH"] ?? "/usr/bin:/bin",
            arguments: arguments,
            variables: variables,
            input: .bytes(Array(input.utf8)),
            messages: .collected(limit: 1 << 16),
            outputLimit: 1 << 24
        )
        do {
            return try await host.programs.run(call)
        } catch {
            throw DeliveryError(
                at: path,
                "\(purpose), and \(error.description)",
                hint: error.reason == .notFound ? "install sops 3.9 or later (getsops.io)" : nil
            )
        }
    }

    private static func text(_ result: ProgramResult, _ path: String) throws(DeliveryError) -> String {
        guard let text = String(validating: result.output, as: UTF8.self) else {
            throw DeliveryError(at: path, "is no UTF-8 text once sops has been at it")
        }
        return text
    }

    /// What the program said, as far as it may be shown: of what it could not read it may tell the text.
    private static func reason(_ result: ProgramResult) -> String {
        let messages = String(decoding: result.messages, as: UTF8.self)
        let line = messages.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        guard !line.isEmpty, !messages.lowercased().contains("unmarshal") else {
            return "sops ended with \(result.ending)"
        }
        return "sops ended with \(result.ending): \(line.prefix(200))"
    }
}
