import OrderedCollections
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Keys of sops")
struct SopsKeysTests {
    @Test(
        "Are flags of the program",
        arguments: [
            (
                "age: [{recipient: a}, {recipient: b}]\nencrypted_regex: ^x$",
                ["--age", "a,b", "--encrypted-regex", "^x$"]
            ),
            (
                "age: []\npgp: [{fp: F}]\nunencrypted_suffix: _plain\nmac: x",
                ["--pgp", "F", "--unencrypted-suffix", "_plain"]
            ),
            (
                "kms: [{arn: \"arn:1\"}, {arn: \"arn:2\", role: r}]",
                ["--kms", "arn:1,arn:2+r", "--encrypted-regex", "^(data|stringData)$"]
            ),
            (
                "gcp_kms: [{resource_id: p/q}]\nazure_kv: [{vault_url: \"https://v\", name: k, version: \"1\"}]\nencrypted_suffix: x",
                ["--gcp-kms", "p/q", "--azure-kv", "https://v/keys/k/1", "--encrypted-suffix", "x"]
            ),
            (
                "hc_vault: [{vault_address: \"https://v\", engine_path: e, key_name: k}]\nunencrypted_regex: x",
                ["--hc-vault-transit", "https://v/v1/e/keys/k", "--unencrypted-regex", "x"]
            ),
        ]
    )
    func metadata(text: String, arguments: [String]) throws {
        #expect(try SopsKeys(ofEncrypted: YAMLReader.document(text), file: "f").arguments == arguments)
    }

    @Test(
        "That can't be told by flags are refused",
        arguments: [
            "key_groups: [{age: [{recipient: a}]}]", "age: [{recipient: a}]\nshamir_threshold: 2", "hckms: [{}]",
        ]
    )
    func refused(text: String) {
        let error = #expect(throws: DeliveryError.self) {
            try SopsKeys(ofEncrypted: YAMLReader.document(text), file: "f")
        }
        #expect(error?.hint == "encrypt the values with sops itself")
        #expect(error?.place == "f")
    }

    @Test("Of a rule are those of the first that is for the path")
    func rules() throws {
        let text = """
            creation_rules:
            - {path_regex: ^a/, age: [a1, a2], pgp: "F,\\n  G"}
            - {age: z, unencrypted_regex: ^kind$}
            """
        let rules = try SopsRules(SampleDelivery.tree([SopsRules.fileName: text]))
        let usual = ["--encrypted-regex", "^(data|stringData)$"]
        #expect(try rules.keys(for: "a/params.yaml")?.arguments == ["--age", "a1,a2", "--pgp", "F,G"] + usual)
        #expect(try rules.keys(for: "b/params.yaml")?.arguments == ["--age", "z", "--unencrypted-regex", "^kind$"])
        #expect(try SopsRules(SampleDelivery.tree([:])).keys(for: "a") == nil)
        let own = try SopsRules(SampleDelivery.tree([SopsRules.fileName: SopsRules.text(age: ["p", "q"])]))
        #expect(try own.keys(for: "app.default.tap/staging/params.yaml") == SopsKeys(age: ["p", "q"]))
        #expect(try own.keys(for: "app.default.tap/staging/params-yaml") == nil)
    }
}
