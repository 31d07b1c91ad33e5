import Algorithms

/// Numbers of very many names that need not be kept, since they can be made again from the numbers.
struct NumbersByName: Sendable {
    /// Sorted by hash.
    private var entries: [Entry] = []

    private struct Entry: Sendable {
        /// Enough of the name's hash to pass over nearly all others.
        let hash: UInt32
        let number: UInt32
    }

    /// - Parameters:
    ///   - names: each once.
    ///   - count: how many there are at most.
    init(_ names: some Sequence<(number: Int, name: String)>, atMost count: Int) {
        entries.reserveCapacity(count)
        for (number, name) in names { entries.append(Entry(hash: Self.hash(name), number: UInt32(number))) }
        entries.sort { $0.hash < $1.hash }
    }

    /// The number of a name; `nil` where it has none.
    ///
    /// - Parameter isItsName: whether the name is that of a number.
    func number(of name: String, _ isItsName: (Int) -> Bool) -> Int? {
        let hash = Self.hash(name)
        let candidates = entries[entries.partitioningIndex { $0.hash >= hash }...].prefix { $0.hash == hash }
        return candidates.lazy.map { Int($0.number) }.first(where: isItsName)
    }

    private static func hash(_ name: String) -> UInt32 { UInt32(truncatingIfNeeded: name.hashValue) }
}
