/// The links of packages that are on a run cluster as the repository calls for: the Package of each version, the install,
/// and its App.
struct InstalledPackages: PackageLinks.Expected {
    let folders: [PackageFolder]
    /// The names of `folders`.
    let names: [String]
    let cluster: Delivery.RunCluster

    func count(of package: Int) -> Int {
        folders[package].installs[cluster.name] == nil ? 0 : folders[package].packages.count + 2
    }

    func link(of package: Int, at position: Int, version: String) -> VerificationLink {
        let packages = folders[package].packages
        if position < packages.count {
            let file = packages[position]
            return link(.package, file.object.name, version: file.version, of: package)
        }
        let name = folders[package].installs[cluster.name]?.object.name ?? ""
        return link(position == packages.count ? .packageInstall : .app, name, version: version, of: package)
    }

    private func link(
        _ type: ResourceType,
        _ name: String,
        version: String,
        of package: Int
    ) -> VerificationLink {
        VerificationLink(
            cluster: cluster.name,
            kind: type.kind,
            namespace: cluster.namespace,
            name: name,
            verdict: .verified,
            found: version,
            expected: version,
            package: names[package],
            runCluster: cluster.name
        )
    }
}
