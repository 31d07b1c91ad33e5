/// The failures that were met on the way through a chain, to tell what each holds up.
public struct FailedLinks: Sendable {
    /// What a failure concerns; `nil` for all.
    private struct Place: Hashable {
        let package: String?
        let runCluster: String?
    }

    /// By what they concern, the position of the first failure.
    private var first: [Place: Int] = [:]

    /// None yet.
    public init() {}

    /// Takes note of the next link, if it failed.
    ///
    /// - Parameter position: where it stands in the chain.
    public mutating func note(_ link: VerificationLink, at position: Int) {
        guard link.verdict == .failed else { return }
        let place = Place(package: link.package, runCluster: link.runCluster)
        if first[place] == nil { first[place] = position }
    }

    /// The position of the first failure without whose mending the link can't come to pass; `nil` where there is none.
    public func cause(of link: VerificationLink) -> Int? {
        let places = [nil, link.package].flatMap { package in
            [nil, link.runCluster].map { Place(package: package, runCluster: $0) }
        }
        return places.compactMap { first[$0] }.min()
    }
}
