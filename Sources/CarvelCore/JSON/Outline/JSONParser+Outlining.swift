import YAMLDocument

extension JSONParser {
    /// Passes the value that is next as `value` does, and notes where it is, and all of it that is read, instead of
    /// making anything of it.
    ///
    /// - Parameters:
    ///   - rule: the index of the selection's rule of what is read.
    ///   - name: of a member, where its name is.
    mutating func outline(
        _ text: Span<UInt8>,
        _ rule: Int,
        name: JSONMemberName = .none,
        into nodes: inout [JSONNode]
    ) throws(JSONError) {
        guard position < text.count else { throw unexpected("a value", text) }
        let start = position
        let index = nodes.count
        switch text[position] {
        case UInt8(ascii: "\""):
            let end = plainTextEnd(text, from: start &+ 1)
            if end < text.count, text[end] == UInt8(ascii: "\""), Self.isASCII(text, start &+ 1..<end) {
                position = end &+ 1
                nodes.append(JSONNode(.plainString, name, start &+ 1..<end, end: index &+ 1))
                return
            }
            let string = try string(text)
            let place = start &+ 1..<position &- 1
            let kind: JSONNode.Kind = string.utf8.count == place.count ? .plainString : .string
            nodes.append(JSONNode(kind, name, place, end: index &+ 1))
        case UInt8(ascii: "{"):
            nodes.append(JSONNode(.object, name, start..<start))
            try enter()
            try outlineMembers(text, rule, of: index, into: &nodes)
            leave(&nodes[index], end: nodes.count, from: start)
        case UInt8(ascii: "["):
            nodes.append(JSONNode(.array, name, start..<start))
            try enter()
            try outlineElements(text, rule, of: index, into: &nodes)
            leave(&nodes[index], end: nodes.count, from: start)
        default:
            let kind: JSONNode.Kind =
                switch try value(text, rule) {
                case .null: .null
                case .bool: .bool
                default: .number
                }
            nodes.append(JSONNode(kind, name, start..<position, end: index &+ 1))
        }
    }

    private mutating func leave(_ node: inout JSONNode, end: Int, from start: Int) {
        depth &-= 1
        node.place = start..<position
        node.end = end
    }

    private mutating func outlineMembers(
        _ text: Span<UInt8>,
        _ rule: Int,
        of index: Int,
        into nodes: inout [JSONNode]
    ) throws(JSONError) {
        guard try opensMembers(text) else { return }
        repeat {
            let start = position &+ 1
            if let (length, rule) = try selectedNameLength(text, rule) {
                let name = JSONMemberName(place: start..<position &- 1, isPlain: length == position &- 1 &- start)
                try passColon(text)
                try outline(text, rule, name: name, into: &nodes)
                nodes[index].count &+= 1
            } else {
                try passColon(text)
                try skipValue(text)
            }
        } while try goesOnWithMembers(text)
    }

    private mutating func outlineElements(
        _ text: Span<UInt8>,
        _ rule: Int,
        of index: Int,
        into nodes: inout [JSONNode]
    ) throws(JSONError) {
        guard opensElements(text) else { return }
        repeat {
            skipSpace(text)
            try outline(text, rule, into: &nodes)
            nodes[index].count &+= 1
        } while try goesOnWithElements(text)
    }

    /// Whether all bytes of a place are ASCII, and so need not be checked to be UTF-8.
    static func isASCII(_ text: Span<UInt8>, _ place: Range<Int>) -> Bool {
        var index = place.lowerBound
        var bits: UInt64 = 0
        while index <= place.upperBound &- 8 {
            bits |= ByteWord(text, at: index).bits
            index &+= 8
        }
        while index < place.upperBound {
            bits |= UInt64(text[index])
            index &+= 1
        }
        return bits & 0x8080_8080_8080_8080 == 0
    }
}
