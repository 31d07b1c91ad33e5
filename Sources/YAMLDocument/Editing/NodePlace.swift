/// A node and what its place in the document says about editing it.
struct NodePlace {
    /// A collection that a node is directly in.
    struct Parent {
        let node: YAMLNode
        /// Which member or element the child is.
        let position: Int
        /// The column of its keys or dashes, counted from 0; `nil` where that cannot be told.
        let indent: Int?
    }

    var node: YAMLNode
    /// The collections around the node, outermost first.
    var parents: [Parent] = []

    /// Whether the node is inside brackets, not counting its own.
    var isInFlow: Bool { parents.contains { $0.node.style == .flow } }

    /// The key of the node, if it is a member of a mapping.
    var key: YAMLNode? {
        guard let parent = parents.last, case .mapping(let members) = parent.node.content else { return nil }
        return members[parent.position].key
    }
}

extension YAMLNode {
    /// The column of a block collection's keys or dashes, counted from 0.
    var indent: Int? {
        guard style == .block else { return nil }
        switch content {
        // A tag or an anchor moves the start away from the first key or dash.
        case .mapping(let members) where tag != nil || anchor != nil:
            return members.first.map { $0.key.start.column - 1 }
        case .sequence where tag != nil || anchor != nil: return nil
        case .mapping, .sequence: return start.column - 1
        case .scalar: return nil
        }
    }

    /// Where the last byte of this node's own text ends: before the line break, comments and empty lines after it.
    func contentEnd(in source: SourceText) -> Int {
        if isAlias { return end.offset }
        switch content {
        case .scalar(let text) where style == .literal || style == .folded:
            // Of a block that keeps its last empty lines, those are part.
            let keepsAll = text.utf8.suffix(2).elementsEqual("\n\n".utf8) || text == "\n"
            return keepsAll ? max(start.offset, end.offset - 1) : source.trimmedEnd(start.offset..<end.offset)
        case .sequence(let elements) where style == .block:
            return elements.last?.contentEnd(in: source) ?? end.offset
        case .mapping(let members) where style == .block:
            guard let last = members.last else { return end.offset }
            // A key that was announced by `?` may have no value; that is then reported where the next token begins.
            let hasNoValue = last.value.isAbsent && last.value.start.line != last.key.end.line
            return (hasNoValue ? last.key : last.value).contentEnd(in: source)
        default:
            return end.offset
        }
    }

    /// The names of all aliases in this tree.
    var aliases: Set<String> {
        if isAlias { return Set([anchor].compactMap { $0 }) }
        switch content {
        case .scalar: return []
        case .sequence(let elements): return elements.reduce(into: []) { $0.formUnion($1.aliases) }
        case .mapping(let members):
            return members.reduce(into: []) { $0.formUnion($1.key.aliases.union($1.value.aliases)) }
        }
    }
}
