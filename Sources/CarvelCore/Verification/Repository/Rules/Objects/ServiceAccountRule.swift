import YAMLDocument

/// An install is made by the service account that the delivery gives rights to.
struct ServiceAccountRule: RepositoryRule {
    static let name = "service-account"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        repository.installs.compactMap { install in
            let account = install.document.json[path: "spec", "serviceAccountName"]
            // A number or the like is told by another rule.
            guard account == nil || account?.string != nil, account?.string != install.cluster.serviceAccountName else {
                return nil
            }
            return error(
                at: install.document.place("spec", "serviceAccountName"),
                account?.string.map { "is installed by service account \"\($0)\"" } ?? "has no spec.serviceAccountName",
                expected: "\"\(install.cluster.serviceAccountName)\", which \(Delivery.fileName) has for"
                    + " \(install.cluster.name)",
                advice: "set it, or change serviceAccountName in \(Delivery.fileName)"
            )
        }
    }
}
