import OrderedCollections
import YAMLDocument

/// The values of an install are such as the package takes, by the schema of the version that it selects.
struct ValuesSchemaRule: RepositoryRule {
    static let name = "values-schema"

    func findings(in repository: CheckedRepository) -> [RepositoryFinding] {
        // A version is installed on many clusters.
        var known: [FindingPlace: [ValuesSchema]] = [:]
        var findings: [RepositoryFinding] = []
        for install in repository.installs {
            guard let package = repository.selectedPackage(install),
                let values = InstallValues(install, in: repository), Self.hasAll(install)
            else { continue }
            let schemas = known[package.document.place()] ?? Self.schemas(package)
            known[package.document.place()] = schemas
            findings += violations(by: schemas, values).map { finding($0, values, install, package) }
        }
        return findings
    }

    /// What the Package says of its values, and then, where its templates are in it too, what these say.
    private static func schemas(_ package: CheckedPackage) -> [ValuesSchema] {
        // One that only ytt itself can read is judged where it runs.
        let inline = package.inlineFiles.compactMap { name, text in try? ValuesSchema.ytt(text, file: name) }
        return (package.schema.map { [ValuesSchema(openAPI: $0)] } ?? []) + inline
    }

    /// What is wrong by the first schema that values don't keep. Without any, they need only be YAML.
    private func violations(by schemas: [ValuesSchema], _ values: InstallValues) -> [ValuesViolation] {
        for schema in schemas.isEmpty ? [ValuesSchema(openAPI: .object([:]))] : schemas {
            do throws(ValuesRefusal) {
                try schema.check(values.files)
            } catch {
                return schemas.isEmpty ? error.violations.filter(\.isUnreadable) : error.violations
            }
        }
        return []
    }

    /// Values may come from elsewhere too, or a broken reference hides some.
    private static func hasAll(_ install: CheckedInstall) -> Bool {
        install.valuesSecrets.count == install.document.json[path: "spec", "values"]?.array?.count ?? 0
    }

    private func finding(
        _ violation: ValuesViolation,
        _ values: InstallValues,
        _ install: CheckedInstall,
        _ package: CheckedPackage
    ) -> RepositoryFinding {
        let version = "\(install.refName) \(package.version ?? "")"
        let place = violation.file.flatMap { values.place(ofLine: violation.lineNumber, in: $0) }
        return error(
            at: place ?? install.document.place("spec", "values"),
            "values of \(version) on \(install.cluster.name): \(violation.sentence)",
            advice: violation.isDefault ? "set it in \(PackageFolder.valuesFile)" : nil
        )
    }
}

extension ValuesViolation {
    /// Whether the values are no YAML.
    fileprivate var isUnreadable: Bool { if case .unreadable = problem { true } else { false } }
}
