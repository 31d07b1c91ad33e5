/// The links of the Kustomizations that have brought packages to a run cluster as the repository calls for.
struct DeliveredPackages: PackageLinks.Expected {
    let folders: [PackageFolder]
    /// The names of `folders`.
    let folderNames: [String]
    let names: ObjectNames
    let cluster: Delivery.RunCluster
    /// The commit, as links tell it.
    let commit: String

    func count(of package: Int) -> Int {
        folders[package].installs[cluster.name] == nil ? 0 : 2
    }

    /// The Kustomization with the versions of a package comes before that with its install.
    func name(of package: Int, at position: Int) -> String {
        position == 0
            ? names.packagesKustomization(folderNames[package], on: cluster.name)
            : names.installsKustomization(folderNames[package], on: cluster.name)
    }

    func link(of package: Int, at position: Int, version: String) -> VerificationLink {
        link(of: package, name: name(of: package, at: position))
    }

    func link(of package: Int, name: String) -> VerificationLink {
        VerificationLink(
            cluster: names.delivery.build.context,
            kind: ResourceType.kustomization.kind,
            namespace: names.delivery.build.namespace,
            name: name,
            verdict: .verified,
            found: commit,
            expected: commit,
            package: folderNames[package],
            runCluster: cluster.name
        )
    }
}
