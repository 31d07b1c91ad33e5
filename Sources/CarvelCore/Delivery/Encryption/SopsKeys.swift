import OrderedCollections
import YAMLDocument

/// For whom, and how much of, a file is encrypted, as flags of the program sops.
struct SopsKeys: Sendable, Hashable {
    let arguments: [String]

    /// What of a Secret is encrypted where nothing else is said: Flux has to read all the rest.
    private static let usualScope = ["--encrypted-regex", "^(data|stringData)$"]

    /// Those that the program takes from the environment.
    static let ofEnvironment = SopsKeys(arguments: usualScope)

    private init(arguments: [String]) {
        self.arguments = arguments
    }

    /// For these age recipients.
    init(age recipients: [String]) {
        arguments = ["--age", recipients.joined(separator: ",")] + Self.usualScope
    }

    /// Those that a file was encrypted with, by its member `sops`.
    ///
    /// - Throws: `DeliveryError` for what can't be told the program by flags.
    init(ofEncrypted metadata: JSONValue, file: String) throws(DeliveryError) {
        if metadata["key_groups"]?.array?.isEmpty == false || (metadata["shamir_threshold"]?.int ?? 0) > 1 {
            throw Self.groups(file)
        }
        func texts(_ list: String, _ text: (JSONValue) -> String?) -> [String] {
            (metadata[list]?.array ?? []).compactMap(text)
        }
        func join(_ entry: JSONValue, _ form: String, _ members: String...) -> String? {
            var text = form
            for member in members {
                guard let value = entry[member]?.string else { return nil }
                text = text.replacing("{\(member)}", with: value)
            }
            return text
        }
        let keys: [(String, [String])] = [
            ("--age", texts("age") { $0["recipient"]?.string }),
            ("--pgp", texts("pgp") { $0["fp"]?.string }),
            (
                "--kms",
                texts("kms") { entry in
                    let role = entry["role"]?.string ?? ""
                    return entry["arn"]?.string.map { role.isEmpty ? $0 : "\($0)+\(role)" }
                }
            ),
            ("--gcp-kms", texts("gcp_kms") { $0["resource_id"]?.string }),
            (
                "--azure-kv",
                texts("azure_kv") { join($0, "{vault_url}/keys/{name}/{version}", "vault_url", "name", "version") }
            ),
            (
                "--hc-vault-transit",
                texts("hc_vault") {
                    join(
                        $0,
                        "{vault_address}/v1/{engine_path}/keys/{key_name}",
                        "vault_address",
                        "engine_path",
                        "key_name"
                    )
                }
            ),
        ]
        arguments = try Self.arguments(keys, scope: metadata, file: file)
    }

    /// Those that a rule of `.sops.yaml` names.
    ///
    /// - Throws: `DeliveryError` for what can't be told the program by flags.
    init(rule: JSONValue, file: String) throws(DeliveryError) {
        guard rule["key_groups"] == nil, rule["shamir_threshold"] == nil else { throw Self.groups(file) }
        func texts(_ member: String) -> [String] {
            let texts = rule[member]?.array?.compactMap(\.string) ?? rule[member]?.string.map { [$0] } ?? []
            return texts.flatMap { $0.split { $0 == "," || $0.isWhitespace }.map(String.init) }
        }
        let keys = [
            ("--age", "age"), ("--pgp", "pgp"), ("--kms", "kms"), ("--gcp-kms", "gcp_kms"),
            ("--azure-kv", "azure_keyvault"), ("--hc-vault-transit", "hc_vault_transit_uri"),
        ]
        arguments = try Self.arguments(keys.map { ($0.0, texts($0.1)) }, scope: rule, file: file)
    }

    private static func arguments(
        _ keys: [(String, [String])],
        scope: JSONValue,
        file: String
    ) throws(DeliveryError) -> [String] {
        let named = keys.filter { !$0.1.isEmpty }
        guard !named.isEmpty else {
            throw DeliveryError(
                at: file,
                "names no key that is known here",
                hint: "encrypt the values with sops itself"
            )
        }
        let scopes = ["encrypted_regex", "unencrypted_regex", "encrypted_suffix", "unencrypted_suffix"]
        let scope = scopes.lazy.compactMap { name in
            scope[name]?.string.map { ["--" + name.replacing("_", with: "-"), $0] }
        }.first
        return named.flatMap { [$0.0, $0.1.joined(separator: ",")] } + (scope ?? usualScope)
    }

    private static func groups(_ file: String) -> DeliveryError {
        DeliveryError(
            at: file,
            "asks for the keys of several groups (key_groups), which can't be told sops by flags",
            hint: "encrypt the values with sops itself"
        )
    }
}

/// The rules of `.sops.yaml` at the root of a repository.
struct SopsRules: Sendable {
    static let fileName = ".sops.yaml"

    private let rules: [JSONValue]

    /// - Throws: `DeliveryError` where the file is no YAML.
    init(_ tree: RepositoryTree) throws(DeliveryError) {
        guard let text = tree.sopsRules else {
            rules = []
            return
        }
        do {
            rules = try YAMLReader.documents(text, file: Self.fileName).first?["creation_rules"]?.array ?? []
        } catch {
            throw DeliveryError(error.description)
        }
    }

    /// The keys for a file: those of the first rule that is for its path; `nil` where there is none.
    func keys(for path: String) throws(DeliveryError) -> SopsKeys? {
        for rule in rules {
            if let pattern = rule["path_regex"]?.string {
                guard let regex = try? Regex(pattern) else {
                    throw DeliveryError(
                        at: Self.fileName,
                        "has path_regex \"\(pattern)\", which is no regular expression"
                    )
                }
                guard path.firstMatch(of: regex) != nil else { continue }
            }
            return try SopsKeys(rule: rule, file: Self.fileName)
        }
        return nil
    }

    /// A file with one rule, for the values files of a delivery.
    static func text(age recipients: [String]) -> String {
        YAMLWriter.string([
            "creation_rules": [
                [
                    "path_regex": .string("(^|/)\(PackageFolder.valuesFile.replacing(".", with: "\\."))$"),
                    "encrypted_regex": "^(data|stringData)$",
                    "age": .string(recipients.joined(separator: ",")),
                ]
            ]
        ])
    }
}
