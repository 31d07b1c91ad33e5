import YAMLDocument

/// No credentials are in the repository for all to read who may read it.
struct PlainSecretRule: RepositoryRule {
    static let name = "plain-secret"

    private static let advice =
        "take it out of the repository and of its history, replace the credentials, and encrypt the new ones with sops"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        let values = repository.valuesSecrets
        return repository.files.flatMap(\.objects).compactMap { object in
            if SecretContent.holdsLogin(object) {
                return error(
                    at: object.place("users"),
                    "is a kubeconfig with credentials in plain text",
                    expected: "none in the repository",
                    advice: Self.advice
                )
            }
            guard object.isA(.secret), SecretContent.isPlain(object) else { return nil }
            if let credentials = SecretContent.credentials(in: object) {
                return error(
                    at: object.place("kind"),
                    "\(object.title) holds \(credentials) in plain text",
                    expected: "it encrypted with sops, or not in the repository",
                    advice: Self.advice
                )
            }
            // Values are looked at by another rule; without a delivery it can't be told which are some.
            guard repository.delivery != nil, !values.contains(object.place()) else { return nil }
            return warning(
                at: object.place("kind"),
                "\(object.title) is in plain text",
                expected: "it encrypted with sops",
                advice: "encrypt it, or make it a ConfigMap if it holds no secret"
            )
        }
    }
}

extension CheckedRepository {
    /// Where the Secrets are that hold values: those that an install names, and those in files for values.
    var valuesSecrets: Set<FindingPlace> {
        var places: Set<FindingPlace> = []
        for folder in folders {
            for cluster in folder.clusters {
                let file = "\(folder.path)/\(cluster.name)/\(PackageFolder.valuesFile)"
                let used = Set(folder.installs.filter { $0.cluster == cluster }.flatMap(\.valuesSecrets))
                for secret in folder.secrets(on: cluster.name)
                where secret.file == file || used.contains(secret.object.name) {
                    places.insert(secret.place())
                }
            }
        }
        return places
    }
}
