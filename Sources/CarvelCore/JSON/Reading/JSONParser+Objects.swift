import OrderedCollections
import YAMLDocument

extension JSONParser {
    /// The members up to the closing brace; of those with the same name, the last counts.
    mutating func members(_ text: Span<UInt8>, _ rule: Int) throws(JSONError) -> JSONObject {
        skipSpace(text)
        if take(UInt8(ascii: "}"), text) { return JSONObject() }
        var members = JSONObject(minimumCapacity: Self.usualCount)
        while true {
            skipSpace(text)
            guard position < text.count, text[position] == UInt8(ascii: "\"") else {
                throw unexpected("a member name in quotes", text)
            }
            if rule == JSONSelection.everythingRule {
                let name = try memberName(text)
                try passColon(text)
                members[name] = try value(text, rule)
            } else if let (name, rule) = try selectedName(text, rule) {
                try passColon(text)
                members[name] = try value(text, rule)
            } else {
                try passColon(text)
                try skipValue(text)
            }
            skipSpace(text)
            if take(UInt8(ascii: ","), text) { continue }
            if take(UInt8(ascii: "}"), text) { return members }
            throw unexpected("',' or '}' after a member", text)
        }
    }

    /// Room that spares most objects of an API from growing.
    private static let usualCount = 4

    mutating func passColon(_ text: Span<UInt8>) throws(JSONError) {
        skipSpace(text)
        guard take(UInt8(ascii: ":"), text) else { throw unexpected("':' after a member name", text) }
        skipSpace(text)
    }

    /// The name whose opening quote is next.
    mutating func memberName(_ text: Span<UInt8>) throws(JSONError) -> String {
        let start = position &+ 1
        let end = plainTextEnd(text, from: start)
        guard JSONNameCache.takes(length: end &- start), end < text.count, text[end] == UInt8(ascii: "\"") else {
            return try string(text)
        }
        let bytes = text.extracting(start..<end)
        let slot = JSONNameCache.slot(bytes)
        if let name = names.name(bytes, in: slot) {
            position = end &+ 1
            return name
        }
        let name = try string(text)
        names.note(name, in: slot)
        return name
    }

    /// Passes the name whose opening quote is next, and says by which rule its value is read; `nil` for not at all.
    private mutating func selectedName(_ text: Span<UInt8>, _ rule: Int) throws(JSONError) -> (String, Int)? {
        let rule = selection.rules[rule]
        let start = position &+ 1
        let end = plainTextEnd(text, from: start)
        guard end < text.count, text[end] == UInt8(ascii: "\"") else {
            // It holds an escape, or something is wrong with it.
            let name = try string(text)
            let index = rule.members.first { selection.names[$0] == name }
            let inner = index.map { selection.members[$0].rule } ?? rule.others
            return inner == JSONSelection.nothingRule ? nil : (name, inner)
        }
        for index in rule.members where isName(index, text, at: start..<end) {
            position = end &+ 1
            let inner = selection.members[index].rule
            return inner == JSONSelection.nothingRule ? nil : (selection.names[index], inner)
        }
        if rule.others == JSONSelection.nothingRule {
            position = end &+ 1
            return nil
        }
        return (try memberName(text), rule.others)
    }

    /// Whether the bytes at a place are the name of a member of the selection.
    @inline(__always)
    private func isName(_ member: Int, _ text: Span<UInt8>, at place: Range<Int>) -> Bool {
        let name = selection.members[member].nameBytes
        guard name.count == place.count else { return false }
        for index in 0..<name.count
        where selection.nameBytes[name.lowerBound &+ index] != text[place.lowerBound &+ index] {
            return false
        }
        return true
    }
}
