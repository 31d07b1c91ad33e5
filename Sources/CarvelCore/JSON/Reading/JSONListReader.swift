import OrderedCollections
import YAMLDocument

/// Reads a list of the Kubernetes API while it arrives: an object whose member `items` is an array. It hands out one item
/// after the other, and keeps no more of the text than what is not read yet; a view keeps the text that it is of.
///
/// Feed it bytes, cut anywhere, and take items until there is none; after `finish` and the last item, it has seen that
/// the text is whole.
struct JSONListReader {
    /// The members beside `items`, as far as the text goes: they may stand before the items, or after them.
    private(set) var envelope = JSONObject()

    private var parser: JSONParser
    /// How many nodes the latest view has.
    private var latestNodeCount = 0
    private var place = Place.beginning
    private var hasItems = false

    /// The text from the first item that may still be cut, or from the latest chunk.
    private(set) var bytes: [UInt8] = []
    /// The bytes of `bytes` that are read.
    private var start = 0
    /// The bytes of the text before those in `bytes`.
    private var dropped = 0
    /// How many unread bytes it takes to try again. It doubles with each try, so that what is long, and comes in small
    /// chunks, is not tried at each of them.
    private var enough = 1
    private var isFinished = false

    /// - Parameter selection: what is read of each item.
    init(reading selection: JSONSelection = .everything) {
        parser = JSONParser(reading: selection)
    }

    /// Takes the next bytes of the text.
    mutating func feed(_ chunk: [UInt8]) {
        if start == bytes.count {
            dropped += bytes.count
            bytes = chunk
        } else {
            dropped += start
            bytes.removeSubrange(..<start)
            bytes += chunk
        }
        start = 0
    }

    /// Says that there are no more bytes.
    mutating func finish() {
        isFinished = true
    }

    /// The next item; `nil` where it takes more bytes to tell it, or, after `finish`, where there is none.
    ///
    /// - Throws: `JSONError` with the offset in the whole text where that is no list, or after `finish`, where it is cut.
    mutating func next() throws(JSONError) -> JSONValue? {
        try next { parser, text, rule throws(JSONError) in try parser.value(text, rule) }
    }

    /// The same, to be looked into; best before the reader is fed again, which then need not copy the text.
    mutating func nextView() throws(JSONError) -> JSONView? {
        var nodes: [JSONNode] = []
        // The objects of a list resemble each other.
        nodes.reserveCapacity(latestNodeCount)
        let found: Void? = try next { parser, text, rule throws(JSONError) in
            nodes.removeAll(keepingCapacity: true)
            try parser.outline(text, rule, into: &nodes)
        }
        guard found != nil else { return nil }
        latestNodeCount = nodes.count
        return JSONView(of: JSONOutline(nodes, of: bytes))
    }

    private mutating func next<Item>(
        _ read: (inout JSONParser, Span<UInt8>, Int) throws(JSONError) -> Item
    ) throws(JSONError) -> Item? {
        let text = bytes
        while isFinished || text.count - start >= enough {
            parser.begin(at: start, depth: place.depth)
            let step: Step<Item>
            do {
                step = try Self.step(at: place, &parser, text.span, read)
            } catch {
                guard parser.ranOut, !isFinished else {
                    throw self.error(at: error.offset, error.message)
                }
                waitForMore()
                return nil
            }
            if parser.ranOut, !isFinished {
                waitForMore()
                return nil
            }
            let beginning = start
            start = parser.position
            enough = 1
            switch step {
            case .moved(let place): self.place = place
            case .member(let name, let value):
                place = .afterMember
                envelope[name] = value
            case .items(let isNull):
                guard !hasItems else { throw error(at: beginning, "the list has items for the second time") }
                hasItems = true
                place = isNull ? .afterMember : .firstItem
            case .item(let item):
                place = .afterItem
                return item
            case .ended:
                guard hasItems || !isFinished else { throw error(at: start, "the list has no items") }
                return nil
            }
        }
        return nil
    }

    private func error(at offset: Int, _ message: String) -> JSONError {
        JSONError(offset: dropped + offset, message: message)
    }

    private mutating func waitForMore() {
        enough = 2 * (bytes.count - start)
    }
}

// MARK: Steps

extension JSONListReader {
    /// What may come next.
    private enum Place {
        case beginning, firstMember, member, afterMember, firstItem, item, afterItem, end

        /// The brackets that are open.
        var depth: Int {
            switch self {
            case .beginning, .end: 0
            case .firstMember, .member, .afterMember: 1
            case .firstItem, .item, .afterItem: 2
            }
        }
    }

    /// What was read: the least after which the rest can be read without looking back.
    private enum Step<Item> {
        case moved(Place)
        case member(String, JSONValue)
        case items(areNull: Bool)
        case item(Item)
        case ended
    }

    private static func step<Item>(
        at place: Place,
        _ parser: inout JSONParser,
        _ text: Span<UInt8>,
        _ read: (inout JSONParser, Span<UInt8>, Int) throws(JSONError) -> Item
    ) throws(JSONError) -> Step<Item> {
        let rule = parser.selection.root
        parser.skipSpace(text)
        switch place {
        case .beginning:
            guard parser.take(UInt8(ascii: "{"), text) else { throw parser.unexpected("'{' and a list", text) }
            return .moved(.firstMember)
        case .firstMember:
            if parser.take(UInt8(ascii: "}"), text) { return .moved(.end) }
            return try member(&parser, text)
        case .member:
            return try member(&parser, text)
        case .afterMember:
            if parser.take(UInt8(ascii: ","), text) { return .moved(.member) }
            if parser.take(UInt8(ascii: "}"), text) { return .moved(.end) }
            throw parser.unexpected("',' or '}' after a member", text)
        case .firstItem:
            if parser.take(UInt8(ascii: "]"), text) { return .moved(.afterMember) }
            return .item(try read(&parser, text, rule))
        case .item:
            return .item(try read(&parser, text, rule))
        case .afterItem:
            if parser.take(UInt8(ascii: ","), text) { return .moved(.item) }
            if parser.take(UInt8(ascii: "]"), text) { return .moved(.afterMember) }
            throw parser.unexpected("',' or ']' after an element", text)
        case .end:
            guard parser.position == text.count else { throw parser.unexpected("the end of the text", text) }
            return .ended
        }
    }

    private static func member<Item>(
        _ parser: inout JSONParser,
        _ text: Span<UInt8>
    ) throws(JSONError) -> Step<Item> {
        guard parser.position < text.count, text[parser.position] == UInt8(ascii: "\"") else {
            throw parser.unexpected("a member name in quotes", text)
        }
        let name = try parser.memberName(text)
        try parser.passColon(text)
        guard name == "items" else { return .member(name, try parser.value(text, JSONSelection.everythingRule)) }
        if parser.take(UInt8(ascii: "["), text) { return .items(areNull: false) }
        guard parser.position < text.count, text[parser.position] == UInt8(ascii: "n") else {
            throw parser.unexpected("'[' or null as items", text)
        }
        _ = try parser.value(text, JSONSelection.everythingRule)
        return .items(areNull: true)
    }
}
