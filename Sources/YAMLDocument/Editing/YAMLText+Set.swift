extension YAMLText {
    /// Replaces one string, number, truth value or null.
    ///
    /// The quotes of the old value stay where the new one allows it, a `|` block stays a block of the same indentation,
    /// and a plain value becomes a quoted one only where it must.
    ///
    /// - Parameters:
    ///   - value: The new value; no list or mapping.
    ///   - document: Which document, counted from 0.
    ///   - path: Where in it; there must be a single value.
    /// - Throws: Where that cannot be done without changing something else; the text is then as it was.
    public mutating func set(
        _ value: JSONValue,
        document: Int = 0,
        at path: [YAMLPathElement]
    ) throws(YAMLEditError) {
        let place = try place(document: document, at: path)
        let node = place.node
        guard case .scalar(let old) = node.content, let plain = YAMLWriter.scalar(value) else {
            throw refusal(.notScalar, path, node.start)
        }
        if let tag = node.tag { throw refusal(.tagged(tag), path, node.start) }
        // An anchor that nothing refers to would be lost.
        if node.anchor != nil { throw refusal(.layout, path, node.start) }
        if let present = documents[document][at: path], present == value { return }

        var source = SourceText(text)
        let scalar = NewScalar(value: value, old: node, oldText: old, plain: plain, place: place)
        if node.style == .literal || node.style == .folded {
            scalar.replaceBlock(in: &source)
        } else {
            scalar.replaceLine(in: &source)
        }
        try commit(source, document: document, at: path, value: value, mark: node.start)
    }
}

/// A new scalar at the place of an old one.
private struct NewScalar {
    let value: JSONValue
    let old: YAMLNode
    let oldText: String
    /// The new value as the writer would put it on one line.
    let plain: String
    let place: NodePlace

    /// Replaces a `|` or `>` block.
    func replaceBlock(in source: inout SourceText) {
        let newline = source.newline
        let body = source.nextLine(old.start.offset)..<old.end.offset
        let parent = place.parents.last.map(\.indent) ?? 0
        let indent = source.indentation(in: body) ?? parent.map { $0 + 2 }
        var block: LiteralBlock?
        if let text = value.string, let parent, let indent { block = LiteralBlock(text, indentation: indent - parent) }

        // Empty lines after the block are nobody's, unless they belong to the old value or would to the new one.
        let keepsAll = (block?.keepsEmptyLines ?? false) || oldText.hasSuffix("\n\n")
        let end = keepsAll ? body.upperBound : max(body.lowerBound, endOfLastLine(in: source, body))
        var lines = block?.body(indent: indent ?? 0, newline: newline) ?? ""
        if end == source.bytes.count, !source.endsWithNewline, block?.dropsLastNewline ?? false {
            lines = lines.without(newline)
        }
        source.replace(body.lowerBound..<end, with: lines)
        source.replace(headerRange(in: source), with: block?.header ?? plain)
    }

    /// Replaces a value that is on one line, or plain or quoted over several, or not there at all.
    func replaceLine(in source: inout SourceText) {
        let range = old.start.offset..<old.end.offset
        if let text = value.string, text.utf8.contains(UInt8(ascii: "\n")), !place.isInFlow,
            let indent = place.parents.last?.indent, let block = LiteralBlock(text), source.endsLine(range.upperBound)
        {
            let newline = source.newline
            let next = source.nextLine(range.upperBound)
            var body = block.body(indent: indent + 2, newline: newline)
            if next == source.bytes.count, !source.endsWithNewline {
                body = newline + (block.dropsLastNewline ? body.without(newline) : body)
            }
            source.replace(next..<next, with: body)
            return source.replace(range, with: spaced(block.header, in: source))
        }
        source.replace(range, with: spaced(oneLine, in: source))
    }

    /// The new value in the style of the old one, as far as that can be.
    private var oneLine: String {
        guard let text = value.string else { return plain }
        switch old.style {
        case .singleQuoted:
            return ScalarText.singleQuoted(text) ?? ScalarText.doubleQuoted(text)
        case .doubleQuoted:
            return ScalarText.doubleQuoted(text)
        default:
            // In brackets, a number may be JSON, which has no plain strings.
            let wasString = ScalarResolver.value(of: oldText).value.string != nil
            if place.isInFlow, !wasString { return ScalarText.doubleQuoted(text) }
            return ScalarText.oneLine(text, inFlow: place.isInFlow)
        }
    }

    /// The text with a space before it where a value that was not there goes right behind a `:` or `-`.
    private func spaced(_ text: String, in source: SourceText) -> String {
        guard old.isAbsent, old.start.offset > 0, source.bytes[old.start.offset - 1] != UInt8(ascii: " ") else {
            return text
        }
        return " " + text
    }

    /// The `|`, its indicators included.
    private func headerRange(in source: SourceText) -> Range<Int> {
        let indicators = source.bytes[old.start.offset...].prefix { "|>+-0123456789".utf8.contains($0) }
        return old.start.offset..<indicators.endIndex
    }

    private func endOfLastLine(in source: SourceText, _ body: Range<Int>) -> Int {
        let end = source.trimmedEnd(body)
        return end > body.lowerBound ? min(source.nextLine(end), body.upperBound) : body.lowerBound
    }
}

extension String {
    /// This text without the newline that it ends with.
    fileprivate func without(_ newline: String) -> String {
        String(decoding: utf8.dropLast(newline.utf8.count), as: UTF8.self)
    }
}
