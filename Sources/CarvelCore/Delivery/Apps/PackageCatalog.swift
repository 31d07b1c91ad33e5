/// What run clusters offer of packages: what kapp-controller there has from PackageRepositories.
public struct PackageCatalog: Sendable {
    /// By run cluster: the Packages by their package's name, or why they are not known.
    private var offers: [String: Offers] = [:]

    private enum Offers {
        case known([String: [PackageFile]])
        case unknown(String)
    }

    /// A catalog that nothing is known of.
    init() {}

    /// Takes over what a run cluster offers.
    mutating func add(_ packages: [PackageFile], of cluster: String) {
        offers[cluster] = .known(Dictionary(grouping: packages, by: \.refName))
    }

    /// Takes over that it is not known what a run cluster offers.
    ///
    /// - Parameter reason: why, in one phrase.
    mutating func add(ignorance reason: String, of cluster: String) {
        offers[cluster] = .unknown(reason)
    }

    /// What a run cluster offers of a package.
    func offer(_ refName: String, on cluster: String) -> PackageOffer {
        switch offers[cluster] {
        case .known(let packages): .known(packages[refName] ?? [])
        case .unknown(let reason): .unknown(reason)
        case nil: .unknown("\(cluster) was not asked")
        }
    }

    /// The names of the packages that a run cluster offers.
    func packages(on cluster: String) -> [String] {
        guard case .known(let packages) = offers[cluster] else { return [] }
        return packages.keys.sorted()
    }
}

/// What there is of one package for one run cluster.
enum PackageOffer: Sendable {
    /// These Packages, one a version.
    case known([PackageFile])
    /// That can't be told, and why.
    case unknown(String)

    /// The Packages; none where they are not known.
    var packages: [PackageFile] {
        if case .known(let packages) = self { packages } else { [] }
    }

    /// The name of the package.
    var refName: String? { packages.first?.refName }

    /// Why the Packages are not known; `nil` where they are.
    var ignorance: String? {
        if case .unknown(let reason) = self { reason } else { nil }
    }
}
