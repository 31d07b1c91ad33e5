/// Objects in the order of lists.
///
/// They lie in blocks, so that a copy, which is how a moment is remembered, shares all blocks but those that change
/// later. To find a place takes a binary search, to go on from there one step an object.
struct SortedObjects: Sendable {
    struct Entry: Sendable {
        var position: ListPosition
        var object: StoredObject
    }

    /// Where an entry lies.
    private struct Place {
        var block: Int
        var offset: Int
    }

    private static let fullBlock = 512

    /// None is empty.
    private var blocks: [[Entry]] = []
    private(set) var count = 0

    subscript(position: ListPosition) -> StoredObject? {
        let place = place(of: position)
        guard let entry = entry(at: place), entry.position == position else { return nil }
        return entry.object
    }

    /// How many entries come before a position.
    func rank(of position: ListPosition) -> Int {
        let place = place(of: position)
        return blocks[..<place.block].reduce(0) { $0 + $1.count } + place.offset
    }

    /// The entries of one namespace or, with `nil`, of all.
    ///
    /// - Parameter last: Only what comes after this position.
    func entries(in namespace: String?, after last: ListPosition? = nil) -> some Sequence<Entry> {
        let start = namespace.map(ListPosition.start) ?? .start(of: "")
        var place = place(of: max(last ?? start, start))
        if let last, entry(at: place)?.position == last { place = following(place) }
        return sequence(state: place) { place -> Entry? in
            guard let entry = entry(at: place), namespace == nil || entry.position.namespace == namespace else {
                return nil
            }
            place = following(place)
            return entry
        }
    }

    func isEmpty(in namespace: String) -> Bool {
        !entries(in: namespace).contains { _ in true }
    }

    /// - Returns: What was there before.
    @discardableResult
    mutating func put(_ object: StoredObject, at position: ListPosition) -> StoredObject? {
        var place = place(of: position)
        if let entry = entry(at: place), entry.position == position {
            blocks[place.block][place.offset].object = object
            return entry.object
        }
        // What comes after a whole block goes to its end rather than to the start of the next.
        if place.offset == 0, place.block > 0 {
            place = Place(block: place.block - 1, offset: blocks[place.block - 1].count)
        }
        if blocks.isEmpty { blocks.append([]) }
        blocks[place.block].insert(Entry(position: position, object: object), at: place.offset)
        count += 1
        if blocks[place.block].count > Self.fullBlock { split(place.block) }
        return nil
    }

    /// - Returns: What was there.
    @discardableResult
    mutating func remove(_ position: ListPosition) -> StoredObject? {
        let place = place(of: position)
        guard let entry = entry(at: place), entry.position == position else { return nil }
        blocks[place.block].remove(at: place.offset)
        if blocks[place.block].isEmpty { blocks.remove(at: place.block) }
        count -= 1
        return entry.object
    }

    private mutating func split(_ block: Int) {
        // In a block at the end the first half stays full: objects often come in order.
        let kept = block == blocks.count - 1 ? Self.fullBlock : Self.fullBlock / 2
        let rest = Array(blocks[block][kept...])
        blocks[block].removeSubrange(kept...)
        blocks.insert(rest, at: block + 1)
    }

    // MARK: Places

    /// Where the first entry lies that does not come before a position; past the end where there is none.
    private func place(of position: ListPosition) -> Place {
        let block = Self.firstIndex(of: blocks) { block in block.last.map { $0.position >= position } ?? false }
        guard blocks.indices.contains(block) else { return Place(block: blocks.count, offset: 0) }
        return Place(block: block, offset: Self.firstIndex(of: blocks[block]) { $0.position >= position })
    }

    private func entry(at place: Place) -> Entry? {
        blocks.indices.contains(place.block) ? blocks[place.block][place.offset] : nil
    }

    private func following(_ place: Place) -> Place {
        guard place.offset + 1 < blocks[place.block].count else { return Place(block: place.block + 1, offset: 0) }
        return Place(block: place.block, offset: place.offset + 1)
    }

    /// The index of the first element for which a condition holds, which must hold for all that follow, too.
    private static func firstIndex<Element>(of elements: [Element], where holds: (Element) -> Bool) -> Int {
        var range = elements.startIndex..<elements.endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = holds(elements[middle]) ? range.lowerBound..<middle : (middle + 1)..<range.upperBound
        }
        return range.lowerBound
    }
}
