extension YAMLText {
    /// Takes a member out of a mapping, or an element out of a list, with all its lines.
    ///
    /// Comments above it stay. A mapping or list that has nothing else becomes `{}` or `[]`.
    ///
    /// - Parameters:
    ///   - document: Which document, counted from 0.
    ///   - path: Where the member or element is.
    /// - Throws: Where that cannot be done without changing something else; the text is then as it was.
    public mutating func remove(document: Int = 0, at path: [YAMLPathElement]) throws(YAMLEditError) {
        let place = try place(document: document, at: path)
        guard let parent = place.parents.last else { throw refusal(.layout, path, place.node.start) }
        guard parent.node.style == .block else { throw refusal(.inBrackets, path, place.node.start) }
        var source = SourceText(text)
        let removed: Bool
        switch parent.node.content {
        case .mapping(let members):
            removed = remove(members.map { ($0.key.start.offset, $0.value) }, place, empty: "{}", from: &source)
        case .sequence(let elements):
            let starts = elements.map { (source.dash(before: $0.start.offset) ?? $0.start.offset, $0) }
            removed = remove(starts, place, empty: "[]", from: &source)
        case .scalar:
            removed = false
        }
        guard removed else { throw refusal(.layout, path, place.node.start) }
        let onlyOne = parent.node.count == 1
        let target = onlyOne ? path.dropLast() : path
        let value: JSONValue? = onlyOne ? (parent.node.isMapping ? [:] : []) : nil
        try commit(source, document: document, at: Array(target), value: value, mark: place.node.start)
    }

    /// Removes the entry of the place from the entries of its collection, given where each begins.
    ///
    /// - Returns: Whether there was a safe way to do that.
    private func remove(
        _ entries: [(start: Int, value: YAMLNode)],
        _ place: NodePlace,
        empty: String,
        from source: inout SourceText
    ) -> Bool {
        guard let position = place.parents.last?.position else { return false }
        let (start, _) = entries[position]
        let end = max(place.node.contentEnd(in: source), place.key?.end.offset ?? start)
        if entries.count == 1 {
            // What is left goes where the collection's own key is.
            let keyed = NodePlace(node: place.node, parents: place.parents.dropLast()).key
            guard source.beginsLine(start), let colon = keyed.flatMap({ source.colon(after: $0.end.offset) }),
                source.lineStart(start) > colon
            else { return false }
            source.removeLines(from: start, to: end)
            source.replace(colon..<colon, with: " " + empty)
            return true
        }
        if source.beginsLine(start) {
            source.removeLines(from: start, to: end)
            return true
        }
        // The first member stands behind the dash of its list; the next one moves there.
        guard position + 1 < entries.count else { return false }
        let next = entries[position + 1].start
        guard source.isBlank(end..<next) else { return false }
        source.replace(start..<next, with: "")
        return true
    }
}

extension YAMLNode {
    fileprivate var count: Int {
        switch content {
        case .scalar: 0
        case .sequence(let elements): elements.count
        case .mapping(let members): members.count
        }
    }

    fileprivate var isMapping: Bool { if case .mapping = content { true } else { false } }
}

extension SourceText {
    /// Where the dash of a list's element is, if it is on the same line and only spaces are between.
    fileprivate func dash(before offset: Int) -> Int? {
        let line = bytes[lineStart(offset)..<offset]
        guard let last = line.lastIndex(where: { $0 != UInt8(ascii: " ") }) else { return nil }
        return bytes[last] == UInt8(ascii: "-") ? last : nil
    }

    /// The offset after the colon that follows a key.
    fileprivate func colon(after offset: Int) -> Int? {
        let rest = bytes[offset...].drop { $0 == UInt8(ascii: " ") }
        return rest.first == UInt8(ascii: ":") ? rest.startIndex + 1 : nil
    }

    /// Removes the lines from one offset to another. A text that ends without a newline goes on ending without one.
    fileprivate mutating func removeLines(from start: Int, to end: Int) {
        var range = lineStart(start)..<nextLine(end)
        if range.upperBound == bytes.count, !endsWithNewline {
            range = trimmedNewline(range.lowerBound)..<range.upperBound
        }
        replace(range, with: "")
    }

    /// Where the line break before an offset begins.
    private func trimmedNewline(_ offset: Int) -> Int {
        var offset = offset
        for byte in [UInt8(ascii: "\n"), UInt8(ascii: "\r")] where offset > 0 && bytes[offset - 1] == byte {
            offset -= 1
        }
        return offset
    }
}
