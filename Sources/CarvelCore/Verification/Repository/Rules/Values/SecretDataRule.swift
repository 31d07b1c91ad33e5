import OrderedCollections
import YAMLDocument

/// What a Secret holds under `data` is base64: the API server refuses anything else.
struct SecretDataRule: RepositoryRule {
    static let name = "secret-data"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        let secrets = repository.deliveredFiles.flatMap(\.objects).filter {
            $0.isA(.secret) && $0.json["sops"] == nil
        }
        return secrets.flatMap { secret in
            (secret.json["data"]?.object ?? [:]).compactMap { key, value -> RepositoryFinding? in
                guard let text = value.string, Base64.decode(text) == nil else { return nil }
                return error(
                    at: secret.place("data", .key(key)),
                    "data[\"\(key)\"] of \(secret.title) is no base64",
                    expected: "base64",
                    advice: "put plain text under stringData"
                )
            }
        }
    }
}
