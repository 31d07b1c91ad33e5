import CarvelCore
import YAMLDocument

/// Finds the Package that a PackageInstall asks for.
struct PackageSelection: Sendable {
    /// Where Packages are for all namespaces, unless an own one of the same name hides them.
    static let globalNamespace = "kapp-controller-packaging-global"

    let client: ClusterClient

    /// - Throws: `VersionSelectionError` where no version passes, or `ClusterError`.
    func package(for install: KubernetesObject) async throws -> KubernetesObject {
        let reference = install.spec?["packageRef"]
        let name = reference?["refName"]?.string ?? ""
        let packages = try await packages(named: name, in: install.namespace ?? "")
        let version = try Self.selection(reference?["versionSelection"])
            .selectForPackageInstall(from: packages.map(Self.version))
        guard let package = packages.first(where: { Self.version($0) == version }) else {
            throw VersionSelectionError.noneMatches([])
        }
        return package
    }

    private func packages(named name: String, in namespace: String) async throws -> [KubernetesObject] {
        let own = try await client.list(.package, namespace: namespace)
        let global = try await client.list(.package, namespace: Self.globalNamespace)
        let names = Set(own.map(\.name))
        return (own + global.filter { !names.contains($0.name) }).filter { $0.spec?["refName"]?.string == name }
    }

    static func version(_ package: KubernetesObject) -> String {
        package.spec?["version"]?.string ?? ""
    }

    private static func selection(_ selection: JSONValue?) -> VersionSelection {
        let prereleases = selection?["prereleases"].flatMap { value in
            value.isNull
                ? nil
                : VersionSelection.Prereleases(
                    identifiers: (value["identifiers"]?.array ?? []).compactMap(\.string)
                )
        }
        return VersionSelection(constraints: selection?["constraints"]?.string, prereleases: prereleases)
    }
}
