import OrderedCollections
public import YAMLDocument

/// JSON that can be looked into: a value, or a text that is read where it is looked at.
public protocol JSONReading {
    /// The elements of an array.
    associatedtype Elements: RandomAccessCollection where Elements.Element == Self

    /// The member of that name, if this is an object that has it.
    subscript(member: String) -> Self? { get }
    /// The elements, if this is an array.
    var array: Elements? { get }
    /// The text, if this is a string.
    var string: String? { get }
    /// The truth value, if this is a boolean.
    var bool: Bool? { get }
    /// The number, if this is a whole number that fits.
    var int: Int? { get }
    /// The names of the members, if this is an object; a name may be there more than once.
    var memberNames: [String]? { get }
    /// How many `memberNames` there are; `nil` for what is no object.
    var memberCount: Int? { get }
    /// Whether this is that string.
    func isString(_ text: String) -> Bool
    /// All of it.
    var value: JSONValue { get }
    /// The text that it stands in, with members that were not to be read; that of a string is what stands between its
    /// quotes. `nil` where it stands in none.
    var text: [UInt8]? { get }
    /// Whether that is the text that it stands in.
    func hasText(_ text: [UInt8]) -> Bool
}

extension JSONReading {
    /// The value at the end of a path of member names, or `nil` where any of them is absent.
    public subscript(path path: String...) -> Self? {
        var value = self
        for name in path {
            guard let next = value[name] else { return nil }
            value = next
        }
        return value
    }
}

extension JSONValue: JSONReading {
    /// The names of the members, if this is an object.
    public var memberNames: [String]? { object.map { Array($0.keys) } }
    /// How many members there are, if this is an object.
    public var memberCount: Int? { object?.count }
    /// Whether this is that string.
    public func isString(_ text: String) -> Bool { string == text }
    /// The value itself.
    public var value: JSONValue { self }
    /// None: it stands in no text any more.
    public var text: [UInt8]? { nil }
    /// Never: it stands in no text any more.
    public func hasText(_ text: [UInt8]) -> Bool { false }
}
