import Algorithms

/// The links of each package on one run cluster, in the order of the packages.
///
/// Those that only say what the repository calls for are let go, and made again when they are asked for.
struct PackageLinks: Sendable {
    /// What makes the links of packages that are as the repository calls for.
    protocol Expected: Sendable {
        /// How many links a package has.
        func count(of package: Int) -> Int
        /// One of them.
        ///
        /// - Parameter version: the version that was found of what the package installs.
        func link(of package: Int, at position: Int, version: String) -> VerificationLink
    }

    /// What there is of a package, in few bytes: a large delivery has very many.
    private enum Finding: Sendable {
        /// All is as expected, with a version of `versions`.
        case asExpected(version: Int32)
        /// What is in `others`.
        case other(Int32)
    }

    private let expected: any Expected
    private var findings: [Finding] = []
    /// Of each package, the position after its last link.
    private var ends: [Int32] = []
    private var versions: [String] = []
    private var others: [[VerificationLink]] = []

    init(_ expected: any Expected) {
        self.expected = expected
    }

    /// Adds the links of the next package; none where it is not on the cluster.
    mutating func append(_ links: [VerificationLink]) {
        let package = findings.count
        ends.append(Int32(count + links.count))
        let version = links.last?.found ?? ""
        let isExpected =
            links.count == expected.count(of: package)
            && links.indices.allSatisfy { links[$0] == expected.link(of: package, at: $0, version: version) }
        if isExpected, !links.isEmpty {
            if versions.last != version { versions.append(version) }
            findings.append(.asExpected(version: Int32(versions.count - 1)))
        } else {
            others.append(links)
            findings.append(.other(Int32(others.count - 1)))
        }
    }

    var count: Int { Int(ends.last ?? 0) }

    subscript(position: Int) -> VerificationLink {
        let package = ends.partitioningIndex { $0 > position }
        return link(of: package, at: position - start(of: package))
    }

    private func start(of package: Int) -> Int { package > 0 ? Int(ends[package - 1]) : 0 }

    private func link(of package: Int, at position: Int) -> VerificationLink {
        switch findings[package] {
        case .asExpected(let version): expected.link(of: package, at: position, version: versions[Int(version)])
        case .other(let number): others[Int(number)][position]
        }
    }

    /// The links of one package.
    func links(of package: Int) -> [VerificationLink] {
        (0..<Int(ends[package]) - start(of: package)).map { link(of: package, at: $0) }
    }

    /// The links that were not let go.
    var kept: [VerificationLink] { others.flatMap(\.self) }

    /// Changes links that were not let go.
    ///
    /// - Parameter change: is given the position of the package, and the link.
    mutating func changeKept(_ change: (Int, inout VerificationLink) -> Void) {
        for package in findings.indices {
            guard case .other(let number) = findings[package] else { continue }
            for position in others[Int(number)].indices { change(package, &others[Int(number)][position]) }
        }
    }
}
