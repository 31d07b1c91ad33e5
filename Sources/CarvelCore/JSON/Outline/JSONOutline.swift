import OrderedCollections
import YAMLDocument

/// A JSON text of which it is known where its values are: nothing is made of them until they are looked at, and most
/// never are.
final class JSONOutline: Sendable {
    /// What the nodes are of.
    private let text: [UInt8]
    /// The first is that of the outermost value.
    private let nodes: [JSONNode]

    /// - Parameters:
    ///   - nodes: at least one, that of the outermost value.
    ///   - text: what they are of.
    init(_ nodes: [JSONNode], of text: [UInt8]) {
        self.nodes = nodes
        self.text = text
    }

    subscript(index: Int) -> JSONNode { nodes[index] }

    /// The index of the node of a member; `nil` where there is none.
    func member(_ name: String, of index: Int) -> Int? {
        guard nodes[index].kind == .object else { return nil }
        var found: Int?
        var child = index + 1
        // Of members with the same name, the last counts.
        while child < nodes[index].end {
            let place = nodes[child].name
            if place.isPlain ? Self.stands(name, in: text, at: place.place) : self.name(of: child) == name {
                found = child
            }
            child = nodes[child].end
        }
        return found
    }

    /// The indices of the nodes within an array or an object.
    func children(of index: Int) -> [Int] {
        var children: [Int] = []
        children.reserveCapacity(nodes[index].count)
        var child = index + 1
        while child < nodes[index].end {
            children.append(child)
            child = nodes[child].end
        }
        return children
    }

    /// The name of a member.
    func name(of index: Int) -> String {
        let name = nodes[index].name
        return name.isPlain ? string(name.place) : read(quoted: name.place).string ?? ""
    }

    /// Whether a value is that string.
    func isString(_ text: String, at index: Int) -> Bool {
        let node = nodes[index]
        switch node.kind {
        case .plainString: return Self.stands(text, in: self.text, at: node.place)
        case .string: return value(at: index).string == text
        default: return false
        }
    }

    /// The text of a value.
    func text(at index: Int) -> ArraySlice<UInt8> { text[nodes[index].place] }

    func value(at index: Int) -> JSONValue {
        let node = nodes[index]
        switch node.kind {
        case .null: return .null
        case .plainString: return .string(string(node.place))
        case .string: return read(quoted: node.place)
        case .bool, .number: return read(node.place)
        case .array: return .array(children(of: index).map(value))
        case .object:
            let members = children(of: index).map { (name(of: $0), value(at: $0)) }
            return .object(JSONObject(members, uniquingKeysWith: { _, last in last }))
        }
    }

    private func string(_ place: Range<Int>) -> String { String(decoding: text[place], as: UTF8.self) }

    /// Whether that is what stands there.
    private static func stands(_ wanted: String, in text: [UInt8], at place: Range<Int>) -> Bool {
        let wanted = wanted.utf8Span.span
        guard wanted.count == place.count else { return false }
        for index in 0..<wanted.count where wanted[index] != text[place.lowerBound &+ index] { return false }
        return true
    }

    private func read(quoted place: Range<Int>) -> JSONValue { read(place.lowerBound - 1..<place.upperBound + 1) }

    /// Reads what was found to be a value before.
    private func read(_ place: Range<Int>) -> JSONValue {
        let text = text
        var parser = JSONParser(reading: .everything)
        return (try? parser.value(text.span.extracting(place), JSONSelection.everythingRule)) ?? .null
    }
}
