/// Builds the node trees of a text from the parser's events.
struct NodeComposer: ~Copyable {
    private var events: EventStream
    private let file: String?
    /// The finished nodes that an alias of this document may stand for.
    private var anchors: [String: YAMLNode] = [:]
    /// The anchors of the collections that are still being read.
    private var openAnchors: Set<String> = []
    private var depth = 0
    /// Deeper nesting is no document that anybody wrote, and would use up the stack.
    private static let deepest = 1000

    init(text: String, file: String?) throws(YAMLError) {
        events = try EventStream(text: text, file: file)
        self.file = file
    }

    /// The root node of every document, in order.
    consuming func documents() throws(YAMLError) -> [YAMLNode] {
        var documents: [YAMLNode] = []
        while true {
            let event = try events.next()
            switch event.kind {
            case .streamEnd: return documents
            case .documentStart(let version):
                // Kubernetes reads YAML 1.1 and refuses any other version that a document claims.
                if let version, version != (1, 1) { throw error(event.start, "found incompatible YAML document") }
                anchors = [:]
                documents.append(try node(from: try events.next()))
            default: continue
            }
        }
    }

    private mutating func node(from event: YAMLEvent) throws(YAMLError) -> YAMLNode {
        switch event.kind {
        case .alias:
            return try alias(event)
        case .scalar(let text, let style, let isImplicit):
            return remember(finish(event, .scalar(text), style, end: event.end, isImplicit: isImplicit))
        case .sequenceStart(let style):
            try enter(event)
            var elements: [YAMLNode] = []
            var next = try events.next()
            while !next.endsCollection {
                elements.append(try node(from: next))
                next = try events.next()
            }
            leave(event)
            return remember(finish(event, .sequence(elements), style, end: next.end))
        case .mappingStart(let style):
            try enter(event)
            var members: [(key: YAMLNode, value: YAMLNode)] = []
            var next = try events.next()
            while !next.endsCollection {
                let key = try node(from: next)
                members.append((key, try node(from: try events.next())))
                next = try events.next()
            }
            leave(event)
            return remember(finish(event, .mapping(members), style, end: next.end))
        case .documentStart, .collectionEnd, .streamEnd, .other:
            throw error(event.start, "did not find expected node content")
        }
    }

    private func alias(_ event: YAMLEvent) throws(YAMLError) -> YAMLNode {
        let name = event.anchor ?? ""
        guard !openAnchors.contains(name) else { throw error(event.start, "anchor '\(name)' value contains itself") }
        guard let node = anchors[name] else { throw error(event.start, "unknown anchor '\(name)' referenced") }
        return node.aliased(start: event.start, end: event.end)
    }

    private func finish(
        _ event: YAMLEvent,
        _ content: YAMLNode.Content,
        _ style: YAMLStyle,
        end: YAMLMark,
        isImplicit: Bool = false
    ) -> YAMLNode {
        YAMLNode(
            content: content,
            style: style,
            tag: event.tag,
            anchor: event.anchor,
            isAlias: false,
            start: event.start,
            end: end,
            isImplicit: isImplicit
        )
    }

    private mutating func remember(_ node: YAMLNode) -> YAMLNode {
        if let anchor = node.anchor { anchors[anchor] = node }
        return node
    }

    private mutating func enter(_ event: YAMLEvent) throws(YAMLError) {
        depth += 1
        guard depth <= Self.deepest else { throw error(event.start, "nested deeper than \(Self.deepest) levels") }
        if let anchor = event.anchor { openAnchors.insert(anchor) }
    }

    private mutating func leave(_ event: YAMLEvent) {
        depth -= 1
        if let anchor = event.anchor { openAnchors.remove(anchor) }
    }

    private func error(_ mark: YAMLMark, _ message: String) -> YAMLError {
        YAMLError(file: file, mark: mark, message: message)
    }
}

extension YAMLEvent {
    fileprivate var endsCollection: Bool { if case .collectionEnd = kind { true } else { false } }
}
