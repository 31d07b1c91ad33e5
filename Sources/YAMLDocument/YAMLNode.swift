/// A place in a YAML text.
public struct YAMLMark: Sendable, Hashable {
    /// The line, counted from 1.
    public let line: Int
    /// The column, counted from 1 in Unicode scalars.
    public let column: Int
    /// How many bytes of UTF-8 come before it.
    public let offset: Int
}

/// How a node is written.
public enum YAMLStyle: Sendable, Hashable {
    case plain, singleQuoted, doubleQuoted
    /// A `|` block.
    case literal
    /// A `>` block.
    case folded
    /// A mapping or sequence that is laid out by indentation.
    case block
    /// A mapping or sequence in brackets.
    case flow
}

/// One node of a YAML document as it was written, before its tags and plain scalars are given a meaning.
public struct YAMLNode: Sendable {
    /// What a node holds.
    public enum Content: Sendable {
        /// A single value: its text without quotes, escapes and indentation.
        case scalar(String)
        /// A list.
        case sequence([YAMLNode])
        /// Keys and values in the order in which they are written; a key may come twice.
        case mapping([(key: YAMLNode, value: YAMLNode)])
    }

    /// What this node holds; of an alias, what the node that it stands for holds.
    public let content: Content
    /// How it is written; of an alias, how the node that it stands for is written.
    public let style: YAMLStyle
    /// The full tag such as `tag:yaml.org,2002:int`, if one is written.
    public let tag: String?
    /// The name after `&`, or after `*` for an alias, if there is one.
    public let anchor: String?
    /// Whether this is an alias (`*name`).
    public let isAlias: Bool
    /// Where it begins, its tag and anchor included.
    public let start: YAMLMark
    /// Where it ends. A collection laid out by indentation ends where the next token begins.
    public let end: YAMLMark
    /// Whether a scalar's type follows from its text: it is plain and has no tag of its own.
    let isImplicit: Bool

    /// Whether nothing at all is written here, as in the value of `key:`.
    var isAbsent: Bool {
        guard case .scalar(let text) = content else { return false }
        return text.isEmpty && style == .plain && tag == nil && anchor == nil && !isAlias
    }

    /// The same content, referred to from another place.
    func aliased(start: YAMLMark, end: YAMLMark) -> YAMLNode {
        YAMLNode(
            content: content,
            style: style,
            tag: tag,
            anchor: anchor,
            isAlias: true,
            start: start,
            end: end,
            isImplicit: isImplicit
        )
    }

    /// The JSON value of this node as Kubernetes reads it: booleans and numbers of YAML 1.1, keys turned into strings,
    /// `<<` merged, aliases replaced by what they stand for.
    ///
    /// - Parameters:
    ///   - file: The name of the file, for errors.
    ///   - strict: Whether a key that is set twice in a mapping is an error; otherwise the last one counts.
    /// - Throws: For a key that JSON cannot have, a value that does not fit its tag, an infinite number, or aliases that
    ///   multiply the document beyond reason.
    public func resolved(file: String? = nil, strict: Bool = false) throws(YAMLError) -> JSONValue {
        var resolver = NodeResolver(file: file, strict: strict)
        return try resolver.value(of: self)
    }
}
