import OrderedCollections
import YAMLDocument

extension JSONParser {
    /// The members up to the closing brace; of those with the same name, the last counts.
    mutating func members(_ text: Span<UInt8>, _ selection: JSONSelection) throws(JSONError) -> JSONObject {
        skipSpace(text)
        if take(UInt8(ascii: "}"), text) { return JSONObject() }
        var members = JSONObject(minimumCapacity: Self.usualCount)
        while true {
            skipSpace(text)
            guard position < text.count, text[position] == UInt8(ascii: "\"") else {
                throw unexpected("a member name in quotes", text)
            }
            if selection.isEverything {
                let name = try memberName(text)
                try passColon(text)
                members[name] = try value(text, selection)
            } else if let (name, selection) = try selectedName(text, selection) {
                try passColon(text)
                members[name] = try value(text, selection)
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

    /// Passes the name whose opening quote is next, and says what is read of its value; `nil` for nothing.
    private mutating func selectedName(
        _ text: Span<UInt8>,
        _ selection: JSONSelection
    ) throws(JSONError) -> (String, JSONSelection)? {
        let start = position &+ 1
        let end = plainTextEnd(text, from: start)
        guard end < text.count, text[end] == UInt8(ascii: "\"") else {
            // It holds an escape, or something is wrong with it.
            let name = try string(text)
            let chosen = selection.members.first { $0.name == name }?.selection ?? selection.ofOthers
            return chosen.isNothing ? nil : (name, chosen)
        }
        for member in selection.members where member.bytes.count == end &- start {
            if Self.isSame(member.bytes.span, text, at: start) {
                position = end &+ 1
                return member.selection.isNothing ? nil : (member.name, member.selection)
            }
        }
        guard selection.readsOthers else {
            position = end &+ 1
            return nil
        }
        return (try memberName(text), .everything)
    }

    @inline(__always)
    private static func isSame(_ name: Span<UInt8>, _ text: Span<UInt8>, at start: Int) -> Bool {
        for index in name.indices where name[index] != text[start + index] { return false }
        return true
    }
}
