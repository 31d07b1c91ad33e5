/// Something that must hold of a repository.
protocol RepositoryRule: Sendable {
    /// The identifier that findings carry; it never changes.
    static var name: String { get }

    /// Every place where it does not hold.
    func findings(in repository: CheckedRepository) -> [RepositoryFinding]
}

/// The list of all rules.
enum RepositoryRules {
    /// - Parameters:
    ///   - engine: what delivers the repository.
    ///   - base: the repository as it was before; `nil` to compare with nothing.
    static func all(for engine: Delivery.Engine, base: CheckedRepository?) -> [any RepositoryRule] {
        let all: [any RepositoryRule] = [
            DeliveryFileRule(), YAMLRule(), YAMLTextRule(), YAMLTrapRule(), LayoutRule(), StrayInstallRule(),
            APIVersionRule(), ObjectNameRule(), NamespaceRule(), PackageIdentityRule(), DuplicateObjectRule(),
            MissingPackageRule(), ConstraintsRule(), VersionSelectionRule(), ServiceAccountRule(),
            ValuesSecretRule(), SecretDataRule(), ValuesSchemaRule(), PlainSecretRule(), PlainValuesRule(),
            SubstitutionRule(),
            KustomizationFileRule(), ChangeOrderRule(),
        ]
        switch engine {
        case .flux: return all + (base.map { [DowngradeRule(base: $0)] } ?? [])
        case .kappController:
            return all.filter { !ofFluxAlone.contains(type(of: $0).name) } + [
                AppRule(), AppInstallRule(), InstallOrderRule(),
            ]
        }
    }

    /// What holds of folders of packages, and of what Flux makes of them.
    private static let ofFluxAlone = [
        LayoutRule.name, StrayInstallRule.name, NamespaceRule.name, PackageIdentityRule.name, MissingPackageRule.name,
        ServiceAccountRule.name, SubstitutionRule.name, KustomizationFileRule.name,
    ]
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
