import OrderedCollections
import YAMLDocument

extension JSONParser {
    /// The members up to the closing brace; of those with the same name, the last counts.
    mutating func members(_ text: Span<UInt8>, _ rule: Int) throws(JSONError) -> JSONObject {
        guard try opensMembers(text) else { return JSONObject() }
        var members = JSONObject(minimumCapacity: Self.usualCount)
        repeat {
            if let (name, rule) = try selectedName(text, rule) {
                try passColon(text)
                members[name] = try value(text, rule)
            } else {
                try passColon(text)
                try skipValue(text)
            }
        } while try goesOnWithMembers(text)
        return members
    }

    /// Whether a member comes after the opening brace; its name is next then.
    @inline(__always)
    mutating func opensMembers(_ text: Span<UInt8>) throws(JSONError) -> Bool {
        skipSpace(text)
        if take(UInt8(ascii: "}"), text) { return false }
        try expectName(text)
        return true
    }

    /// Whether another member comes after one; its name is next then.
    @inline(__always)
    mutating func goesOnWithMembers(_ text: Span<UInt8>) throws(JSONError) -> Bool {
        skipSpace(text)
        if take(UInt8(ascii: ","), text) {
            skipSpace(text)
            try expectName(text)
            return true
        }
        if take(UInt8(ascii: "}"), text) { return false }
        throw unexpected("',' or '}' after a member", text)
    }

    @inline(__always)
    private mutating func expectName(_ text: Span<UInt8>) throws(JSONError) {
        guard position < text.count, text[position] == UInt8(ascii: "\"") else {
            throw unexpected("a member name in quotes", text)
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
        switch try selected(by: rule, text) {
        case .member(let index, let rule): (selection.names[index], rule)
        case .other(let rule): (try memberName(text), rule)
        case .escaped(let name, let rule): (name, rule)
        case .none: nil
        }
    }

    /// Passes the name whose opening quote is next, and says how many bytes it has without escapes, and by which rule
    /// its value is read; `nil` for not at all.
    mutating func selectedNameLength(_ text: Span<UInt8>, _ rule: Int) throws(JSONError) -> (Int, Int)? {
        let start = position &+ 1
        switch try selected(by: rule, text) {
        case .member(_, let rule): return (position &- 1 &- start, rule)
        case .other(let rule):
            let end = plainTextEnd(text, from: start)
            if end < text.count, text[end] == UInt8(ascii: "\""), Self.isASCII(text, start..<end) {
                position = end &+ 1
                return (end &- start, rule)
            }
            return (try string(text).utf8.count, rule)
        case .escaped(let name, let rule): return (name.utf8.count, rule)
        case .none: return nil
        }
    }

    /// What the selection says of the name that is next.
    private enum Selected {
        /// A member of the selection, which is passed.
        case member(Int, rule: Int)
        /// Another one, which is still next.
        case other(rule: Int)
        /// One that was written with escapes, which is passed.
        case escaped(String, rule: Int)
        /// One that is not read, which is passed.
        case none
    }

    @inline(__always)
    private mutating func selected(by rule: Int, _ text: Span<UInt8>) throws(JSONError) -> Selected {
        if rule == JSONSelection.everythingRule { return .other(rule: rule) }
        let rule = selection.rules[rule]
        let start = position &+ 1
        let end = plainTextEnd(text, from: start)
        guard end < text.count, text[end] == UInt8(ascii: "\"") else {
            // It holds an escape, or something is wrong with it.
            let name = try string(text)
            let index = rule.members.first { selection.names[$0] == name }
            let inner = index.map { selection.members[$0].rule } ?? rule.others
            return inner == JSONSelection.nothingRule ? .none : .escaped(name, rule: inner)
        }
        let beginning = ByteWord(text, upToEightFrom: start).prefix(of: end &- start)
        for index in rule.members where isName(index, text, at: start..<end, beginning) {
            position = end &+ 1
            let inner = selection.members[index].rule
            return inner == JSONSelection.nothingRule ? .none : .member(index, rule: inner)
        }
        if rule.others == JSONSelection.nothingRule {
            position = end &+ 1
            return .none
        }
        return .other(rule: rule.others)
    }

    /// Whether the bytes at a place are the name of a member of the selection.
    @inline(__always)
    private func isName(_ member: Int, _ text: Span<UInt8>, at place: Range<Int>, _ beginning: ByteWord) -> Bool {
        let member = selection.members[member]
        let name = member.nameBytes
        guard member.beginning == beginning.bits, name.count == place.count else { return false }
        guard name.count > 8 else { return true }
        for index in 8..<name.count
        where selection.nameBytes[name.lowerBound &+ index] != text[place.lowerBound &+ index] {
            return false
        }
        return true
    }
}
