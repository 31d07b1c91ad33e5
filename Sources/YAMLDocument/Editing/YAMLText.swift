import OrderedCollections

/// A YAML text that somebody wrote by hand, for edits that leave everything else in it as it is: comments, order,
/// indentation, quotes and line ends.
///
/// Every edit reads its own result back: unless that is exactly the old value with the one change, the edit is refused
/// and the text stays as it was.
public struct YAMLText: Sendable {
    /// The text as it is now.
    public private(set) var text: String
    /// The values of its documents, in order, without documents that hold nothing.
    public private(set) var documents: [JSONValue]
    /// The name of the file that it is from, for errors.
    public let file: String?
    private var nodes: [YAMLNode]

    /// Reads a text.
    ///
    /// - Throws: For a text that is not YAML, or is no value of JSON.
    public init(_ text: String, file: String? = nil) throws(YAMLError) {
        self.text = text
        self.file = file
        nodes = try YAMLReader.nodes(text, file: file)
        documents = []
        for node in nodes { documents.append(try node.resolved(file: file)) }
    }

    /// Where the value at a path begins, or `nil` where nothing is written there.
    public func mark(document: Int, at path: [YAMLPathElement]) -> YAMLMark? {
        guard nodes.indices.contains(document) else { return nil }
        let (place, depth) = Self.follow(path, from: nodes[document])
        return depth == path.count ? place.node.start : nil
    }

    // MARK: For the edits

    /// The place at the end of a path.
    func place(document: Int, at path: [YAMLPathElement]) throws(YAMLEditError) -> NodePlace {
        let (place, depth) = try reach(document: document, at: path)
        guard depth == path.count else { throw refusal(.notFound, path, place.node.start) }
        return place
    }

    /// The place as far along a path as there is one, and how many steps that is. Whatever cannot be edited without an
    /// effect elsewhere is refused.
    func reach(document: Int, at path: [YAMLPathElement]) throws(YAMLEditError) -> (place: NodePlace, depth: Int) {
        guard nodes.indices.contains(document) else {
            throw refusal(.noSuchDocument(count: nodes.count), path, nil)
        }
        let root = nodes[document]
        let (place, depth) = Self.follow(path, from: root)
        let aliases = root.aliases
        for node in place.parents.map(\.node) + [place.node] {
            guard let name = node.anchor else { continue }
            if node.isAlias { throw refusal(.alias(name), path, node.start) }
            if aliases.contains(name) { throw refusal(.anchored(name), path, node.start) }
        }
        return (place, depth)
    }

    /// Takes the edited text over, if its value is the old one with exactly the intended change.
    mutating func commit(
        _ edited: SourceText,
        document: Int,
        at path: [YAMLPathElement],
        value: JSONValue?,
        mark: YAMLMark
    ) throws(YAMLEditError) {
        var expected = documents
        expected[document] = expected[document].replacing(at: path[...], with: value)
        let result: YAMLText
        do throws(YAMLError) {
            result = try YAMLText(edited.string, file: file)
        } catch {
            // The edit would have broken the text, which is a fault of the place, not of what the user wrote.
            throw refusal(.layout, path, mark)
        }
        guard result.documents == expected else { throw refusal(.layout, path, mark) }
        self = result
    }

    func refusal(_ reason: YAMLEditError.Reason, _ path: [YAMLPathElement], _ mark: YAMLMark?) -> YAMLEditError {
        YAMLEditError(file: file, mark: mark, path: path, reason: reason)
    }

    private static func follow(
        _ path: [YAMLPathElement],
        from root: YAMLNode
    ) -> (place: NodePlace, depth: Int) {
        var place = NodePlace(node: root)
        for (depth, element) in path.enumerated() {
            guard let position = place.node.position(of: element), let child = place.node.child(position) else {
                return (place, depth)
            }
            place.parents.append(.init(node: place.node, position: position, indent: place.node.indent))
            place.node = child
        }
        return (place, path.count)
    }
}

extension YAMLNode {
    /// Which of this node's members or elements a path element means: of members with the same key, the last, which is
    /// the one that counts.
    fileprivate func position(of element: YAMLPathElement) -> Int? {
        switch (element, content) {
        case (.index(let index), .sequence(let elements)): elements.indices.contains(index) ? index : nil
        case (.key(let key), .mapping(let members)): members.lastIndex { $0.key.keyText == key }
        default: nil
        }
    }

    fileprivate func child(_ position: Int) -> YAMLNode? {
        switch content {
        case .scalar: nil
        case .sequence(let elements): elements[position]
        case .mapping(let members): members[position].value
        }
    }

    /// The name that this node has as a key of JSON, unless it merges another mapping.
    private var keyText: String? {
        guard !isMergeKey else { return nil }
        var resolver = NodeResolver(file: nil, strict: false)
        do throws(YAMLError) {
            return try resolver.key(self)
        } catch {
            // Only a text whose keys all have names becomes a `YAMLText`.
            return nil
        }
    }
}
