import YAMLDocument

/// A comment of a YAML text.
struct YAMLComment {
    /// The line, counted from 1.
    let line: Int
    /// What follows the `#`.
    let text: String

    /// The comments of a text that was read into these documents.
    static func comments(in text: String, documents: [YAMLNode]) -> [YAMLComment] {
        var scalars: [Range<Int>] = []
        for document in documents {
            collectScalars(of: document, into: &scalars)
        }
        let bytes = Array(text.utf8)
        var comments: [YAMLComment] = []
        var line = 1
        var position = 0
        var remaining = scalars[...]
        while position < bytes.count {
            // A `#` inside a scalar is part of it.
            while let scalar = remaining.first, scalar.upperBound <= position { remaining.removeFirst() }
            if bytes[position] == UInt8(ascii: "\n") {
                line += 1
            } else if bytes[position] == UInt8(ascii: "#"), !(remaining.first?.contains(position) ?? false),
                position == 0 || isBlank(bytes[position - 1])
            {
                let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                let content = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
                comments.append(YAMLComment(line: line, text: content))
                position = end
                continue
            }
            position += 1
        }
        return comments
    }

    /// The bytes that the scalars take up, in the order of the text.
    private static func collectScalars(of node: YAMLNode, into ranges: inout [Range<Int>]) {
        // What an alias stands for is written elsewhere.
        if node.isAlias { return }
        switch node.content {
        case .scalar:
            ranges.append(node.start.offset..<max(node.start.offset, node.end.offset))
        case .sequence(let nodes):
            for node in nodes { collectScalars(of: node, into: &ranges) }
        case .mapping(let pairs):
            for (key, value) in pairs {
                collectScalars(of: key, into: &ranges)
                collectScalars(of: value, into: &ranges)
            }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\r")
    }
}
