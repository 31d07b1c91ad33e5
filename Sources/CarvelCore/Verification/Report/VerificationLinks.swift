import Algorithms

/// The links of a verification, in the order of the chain.
///
/// A large delivery has very many, of which most are as the repository calls for. These are not kept, but made when they
/// are asked for: none of them tells anything that the repository does not.
public struct VerificationLinks: RandomAccessCollection, Sendable {
    private enum Part: Sendable {
        case links([VerificationLink])
        case packages(PackageLinks)

        var count: Int {
            switch self {
            case .links(let links): links.count
            case .packages(let links): links.count
            }
        }
    }

    private var parts: [Part] = []
    /// Of each part, the position after its last link.
    private var ends: [Int] = []

    /// No links.
    public init() {}

    /// Links that are kept as they are.
    public init(_ links: [VerificationLink]) {
        append(links)
    }

    mutating func append(_ links: [VerificationLink]) {
        append(.links(links))
    }

    mutating func append(_ links: PackageLinks) {
        append(.packages(links))
    }

    private mutating func append(_ part: Part) {
        guard part.count > 0 else { return }
        ends.append(endIndex + part.count)
        parts.append(part)
    }

    /// The position of the first link.
    public var startIndex: Int { 0 }
    /// The number of links.
    public var endIndex: Int { ends.last ?? 0 }

    /// The link at a position, kept or made.
    public subscript(position: Int) -> VerificationLink {
        let part = ends.partitioningIndex { $0 > position }
        let start = part > 0 ? ends[part - 1] : 0
        switch parts[part] {
        case .links(let links): return links[position - start]
        case .packages(let links): return links[position - start]
        }
    }

    /// The links that are kept, in their order: all that are not verified, or tell more than the repository does.
    var kept: [VerificationLink] {
        parts.flatMap { part in
            switch part {
            case .links(let links): links
            case .packages(let links): links.kept
            }
        }
    }

    /// Changes links of the chain that belong to no package on a run cluster.
    mutating func changeShared(_ change: (inout VerificationLink) -> Void) {
        for index in parts.indices {
            guard case .links(var links) = parts[index] else { continue }
            for position in links.indices { change(&links[position]) }
            parts[index] = .links(links)
        }
    }
}

extension VerificationLinks: Hashable {
    /// Whether both have the same links, however they hold them.
    public static func == (left: VerificationLinks, right: VerificationLinks) -> Bool {
        left.count == right.count && left.elementsEqual(right)
    }

    /// Hashes some of what `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        hasher.combine(first)
    }
}
