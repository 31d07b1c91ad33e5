import YAMLDocument

/// A value in an outlined text. What it says is read when it is asked for.
struct JSONView: Sendable, JSONReading {
    private let outline: JSONOutline
    /// The index of its node.
    private let index: Int

    /// The outermost value.
    init(of outline: JSONOutline) {
        self.init(outline, 0)
    }

    private init(_ outline: JSONOutline, _ index: Int) {
        self.outline = outline
        self.index = index
    }

    subscript(member: String) -> JSONView? {
        outline.member(member, of: index).map { JSONView(outline, $0) }
    }

    var array: [JSONView]? {
        outline[index].kind == .array ? outline.children(of: index).map { JSONView(outline, $0) } : nil
    }

    var string: String? { outline[index].kind.isString ? value.string : nil }

    var bool: Bool? { outline[index].kind == .bool ? value.bool : nil }

    var int: Int? { outline[index].kind == .number ? value.int : nil }

    var memberNames: [String]? {
        outline[index].kind == .object ? outline.children(of: index).map(outline.name) : nil
    }

    var memberCount: Int? { outline[index].kind == .object ? outline[index].count : nil }

    func isString(_ text: String) -> Bool { outline.isString(text, at: index) }

    var value: JSONValue { outline.value(at: index) }

    var text: [UInt8]? { Array(outline.text(at: index)) }

    func hasText(_ text: [UInt8]) -> Bool { outline.text(at: index) == text[...] }
}
