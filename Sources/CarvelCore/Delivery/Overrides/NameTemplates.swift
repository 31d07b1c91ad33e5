/// What objects are called, with `{package}`, `{cluster}` and `{delivery}` for what differs; `nil` where the names are
/// those of the tutorials.
public struct NameTemplates: Sendable, Hashable {
    /// Of a GitRepository.
    public var gitRepository: String?
    /// Of the Kustomization with a package's versions.
    public var packages: String?
    /// Of the Kustomization with a package's install.
    public var packageInstalls: String?

    /// The names of the tutorials.
    public init() {}

    /// Reads the templates, and refuses those that would give two objects one name.
    ///
    /// - Parameter isShared: whether one GitRepository serves all packages.
    init(_ fields: YAMLFields, isShared: Bool) throws(DeliveryError) {
        gitRepository = try Self.template("gitRepository", fields, needs: isShared ? [] : ["{package}"])
        packages = try Self.template("packages", fields, needs: ["{package}", "{cluster}"])
        packageInstalls = try Self.template("packageInstalls", fields, needs: ["{package}", "{cluster}"])
        let (versions, installs) = (packages ?? Self.usualPackages, packageInstalls ?? Self.usualPackageInstalls)
        guard versions != installs else {
            throw fields.error(
                "packageInstalls",
                "is \"\(installs)\", which the Kustomizations of packages have already"
            )
        }
    }

    /// The members that can be set.
    static let known = ["gitRepository", "packages", "packageInstalls"]
    static let usualGitRepository = "{package}-gitops-repo"
    static let usualSharedGitRepository = "{delivery}-gitops-repo"
    static let usualPackages = "{package}-{cluster}-packages"
    static let usualPackageInstalls = "{package}-{cluster}-packageinstalls"

    private static func template(
        _ name: String,
        _ fields: YAMLFields,
        needs: [String]
    ) throws(DeliveryError) -> String? {
        guard let text = try fields.optionalText(name) else { return nil }
        if let missing = needs.first(where: { !text.contains($0) }) {
            throw fields.error(
                name,
                "is \"\(text)\", which is one name for several objects",
                hint: "put \(missing) where it belongs"
            )
        }
        let sample = NameTemplate(text, delivery: "d").name(package: "p", cluster: "c")
        guard KubernetesName.isSubdomain(sample) else {
            throw fields.error(
                name,
                "is \"\(text)\", expected a name of lower-case letters, digits, \"-\" and dots, with {package}, {cluster}"
                    + " or {delivery} in it"
            )
        }
        return text
    }
}
