import YAMLDocument

/// Objects of the kinds that a delivery consists of name the API that serves them.
struct APIVersionRule: RepositoryRule {
    static let name = "api-version"

    private static let types: [ResourceType] = [.package, .packageInstall, .secret]

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        repository.deliveredFiles.flatMap(\.objects).compactMap { object in
            guard let type = Self.types.first(where: { $0.kind == object.object.kind }),
                object.object.apiVersion != type.apiVersion
            else { return nil }
            let version = object.object.apiVersion
            return error(
                at: object.place("apiVersion"),
                "\(object.title) is of apiVersion \(version.isEmpty ? "none" : "\"\(version)\"")",
                expected: "\"\(type.apiVersion)\""
            )
        }
    }
}
