/// Something that must hold of a repository.
protocol RepositoryRule: Sendable {
    /// The identifier that findings carry; it never changes.
    static var name: String { get }

    /// Every place where it does not hold.
    func findings(in repository: CheckedRepository) -> [RepositoryFinding]
}

/// The list of all rules.
enum RepositoryRules {
    /// - Parameter base: the repository as it was before; `nil` to compare with nothing.
    static func all(base: CheckedRepository?) -> [any RepositoryRule] {
        let always: [any RepositoryRule] = [
            DeliveryFileRule(), YAMLRule(), YAMLTextRule(), YAMLTrapRule(), LayoutRule(), StrayInstallRule(),
            APIVersionRule(), ObjectNameRule(), NamespaceRule(), PackageIdentityRule(), DuplicateObjectRule(),
            MissingPackageRule(), ConstraintsRule(), VersionSelectionRule(), ServiceAccountRule(),
            ValuesSecretRule(), SecretDataRule(), ValuesSchemaRule(), PlainSecretRule(), PlainValuesRule(),
            SubstitutionRule(),
            KustomizationFileRule(), ChangeOrderRule(),
        ]
        return always + (base.map { [DowngradeRule(base: $0)] } ?? [])
    }
}

extension RepositoryRule {
    func error(
        at place: FindingPlace,
        _ found: String,
        expected: String? = nil,
        advice: String? = nil
    ) -> RepositoryFinding {
        RepositoryFinding(
            severity: .error,
            rule: Self.name,
            place: place,
            found: found,
            expected: expected,
            advice: advice
        )
    }

    func warning(
        at place: FindingPlace,
        _ found: String,
        expected: String? = nil,
        advice: String? = nil
    ) -> RepositoryFinding {
        var finding = error(at: place, found, expected: expected, advice: advice)
        finding.severity = .warning
        return finding
    }
}
