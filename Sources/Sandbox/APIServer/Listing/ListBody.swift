import CarvelCore
import YAMLDocument

/// The text of a list, made piece by piece while it is sent, so that a long list is never in memory as a whole.
struct ListBody: Sendable {
    private let beginning: [UInt8]
    private let items: [StoredObject]
    private let write: @Sendable (StoredObject) -> [UInt8]
    private let end: [UInt8]

    /// - Parameters:
    ///   - members: The list's members, in order; that of the items is empty.
    ///   - itemsKey: `items`, or `rows` for a table.
    ///   - write: The text of an item.
    init(
        _ members: [(key: String, value: JSONValue)],
        itemsKey: String,
        items: [StoredObject],
        write: @escaping @Sendable (StoredObject) -> [UInt8]
    ) {
        var beginning = Array("{".utf8)
        var end: [UInt8] = []
        var isBeforeItems = true
        for (index, (key, value)) in members.enumerated() {
            var member = Array((index == 0 ? "" : ",").utf8) + JSONWriter.bytes(.string(key)) + Array(":".utf8)
            if key == itemsKey {
                beginning += member + Array("[".utf8)
                end += "]".utf8
                isBeforeItems = false
            } else {
                member += JSONWriter.bytes(value)
                if isBeforeItems { beginning += member } else { end += member }
            }
        }
        self.beginning = beginning
        // A line break at the end, as Go's encoder writes it.
        self.end = end + Array("}\n".utf8)
        self.items = items
        self.write = write
    }

    /// Hands out the text in pieces of about a size.
    func pieces(ofAbout size: Int) -> some Sequence<[UInt8]> & Sendable {
        Pieces(body: self, size: size)
    }

    private struct Pieces: Sequence, IteratorProtocol, Sendable {
        let body: ListBody
        let size: Int
        var index = 0
        var hasBegun = false
        var isDone = false

        mutating func next() -> [UInt8]? {
            guard !isDone else { return nil }
            var piece: [UInt8] = []
            piece.reserveCapacity(size + size / 8)
            if !hasBegun {
                piece += body.beginning
                hasBegun = true
            }
            while piece.count < size, index < body.items.count {
                if index > 0 { piece.append(UInt8(ascii: ",")) }
                piece += body.write(body.items[index])
                index += 1
            }
            if index == body.items.count {
                piece += body.end
                isDone = true
            }
            return piece
        }
    }
}
