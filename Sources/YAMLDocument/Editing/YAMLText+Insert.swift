import OrderedCollections

extension YAMLText {
    /// Adds a member to a mapping, on lines of its own after the last one and with the same indentation.
    ///
    /// Mappings that are missing on the way are made, and `{}` or nothing is taken for a mapping without members.
    ///
    /// - Parameters:
    ///   - key: The name of the member; there must be none of that name.
    ///   - value: The value of the member.
    ///   - document: Which document, counted from 0.
    ///   - path: Where the mapping is.
    /// - Throws: Where that cannot be done without changing something else; the text is then as it was.
    public mutating func insert(
        key: String,
        value: JSONValue,
        document: Int = 0,
        at path: [YAMLPathElement]
    ) throws(YAMLEditError) {
        let target = path + [.key(key)]
        let (place, depth) = try reach(document: document, at: target)
        let node = place.node
        guard depth < target.count else { throw refusal(.alreadyThere, target, node.start) }
        // What is missing on the way goes around the value.
        guard case .key(let first) = target[depth] else { throw refusal(.notFound, target, node.start) }
        let inner = target[(depth + 1)...]
        guard inner.allSatisfy({ if case .key = $0 { true } else { false } }) else {
            throw refusal(.notFound, target, node.start)
        }
        let member: JSONObject = [first: JSONValue.null.replacing(at: inner, with: value)]

        var source = SourceText(text)
        if case .mapping(let members) = node.content, !members.isEmpty {
            guard let indent = node.indent else { throw refusal(.inBrackets, target, node.start) }
            add(YAMLWriter.members(member, indent: indent), after: node.contentEnd(in: source), to: &source)
        } else {
            if case .sequence = node.content { throw refusal(.notMapping, target, node.start) }
            let indent = try emptyPlace(place, path: target, in: source, otherwise: .notMapping) + 2
            fill(node, with: YAMLWriter.members(member, indent: indent), in: &source)
        }
        try commit(source, document: document, at: target, value: value, mark: node.start)
    }

    /// Adds an element to a list, on lines of its own after the last one and with the same indentation.
    ///
    /// `[]` or nothing is taken for a list without elements.
    ///
    /// - Parameters:
    ///   - value: The element.
    ///   - document: Which document, counted from 0.
    ///   - path: Where the list is.
    /// - Throws: Where that cannot be done without changing something else; the text is then as it was.
    public mutating func append(
        _ value: JSONValue,
        document: Int = 0,
        at path: [YAMLPathElement]
    ) throws(YAMLEditError) {
        let place = try place(document: document, at: path)
        let node = place.node
        var source = SourceText(text)
        if case .sequence(let elements) = node.content, !elements.isEmpty {
            guard let indent = node.indent else {
                throw refusal(node.style == .flow ? .inBrackets : .layout, path, node.start)
            }
            add(YAMLWriter.elements([value], indent: indent), after: node.contentEnd(in: source), to: &source)
        } else {
            if case .mapping = node.content { throw refusal(.notList, path, node.start) }
            let indent = try emptyPlace(place, path: path, in: source, otherwise: .notList)
            fill(node, with: YAMLWriter.elements([value], indent: indent), in: &source)
        }
        let elements = documents[document][at: path]?.array ?? []
        try commit(source, document: document, at: path, value: .array(elements + [value]), mark: node.start)
    }

    /// The column of the key that has a collection without anything in it, or null, if lines can be put below it.
    private func emptyPlace(
        _ place: NodePlace,
        path: [YAMLPathElement],
        in source: SourceText,
        otherwise reason: YAMLEditError.Reason
    ) throws(YAMLEditError) -> Int {
        let node = place.node
        if case .scalar(let text) = node.content {
            let isNull = node.isImplicit && ScalarResolver.value(of: text).value.isNull
            guard isNull else { throw refusal(reason, path, node.start) }
        }
        if let tag = node.tag { throw refusal(.tagged(tag), path, node.start) }
        guard !place.isInFlow else { throw refusal(.inBrackets, path, node.start) }
        guard node.anchor == nil, place.key != nil, let indent = place.parents.last?.indent,
            source.endsLine(node.end.offset)
        else { throw refusal(.layout, path, node.start) }
        return indent
    }

    /// Puts lines below a key in place of the `{}`, `[]` or null behind it.
    private func fill(_ node: YAMLNode, with lines: String, in source: inout SourceText) {
        add(lines, after: node.end.offset, to: &source)
        var start = node.start.offset
        while start > 0, !node.isAbsent, source.bytes[start - 1] == UInt8(ascii: " ") { start -= 1 }
        source.replace(start..<node.end.offset, with: "")
    }

    private func add(_ lines: String, after end: Int, to source: inout SourceText) {
        let newline = source.newline
        source.insertLines(lines.replacing("\n", with: newline), at: source.nextLine(end), newline: newline)
    }
}
