extension YAMLText {
    /// Takes a document out, with its `---` and the comments between that and the next.
    ///
    /// - Parameter index: Which document, counted from 0.
    /// - Throws: Where that cannot be done without changing something else; the text is then as it was.
    public mutating func removeDocument(_ index: Int) throws(YAMLEditError) {
        guard documents.indices.contains(index) else {
            throw refusal(.noSuchDocument(count: documents.count), [], nil)
        }
        var expected = documents
        expected.remove(at: index)
        do throws(YAMLError) {
            var kept = ""
            var position = 0
            for part in Self.parts(text) {
                let count = try YAMLText(part).documents.count
                if count != 1 || position != index { kept += part }
                position += count
            }
            let result = try YAMLText(kept, file: file)
            if result.documents == expected {
                self = result
                return
            }
        } catch {
            // Such as an alias of something in another part, or directives: nothing is changed then.
        }
        throw refusal(.layout, [], mark(document: index, at: []))
    }

    /// The text up to its first `---`, and from each of these to the next. Within a document no line begins so.
    private static func parts(_ text: String) -> [String] {
        var parts = [""]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            let isMarker = line.hasPrefix("---") && (line.dropFirst(3).first.map { " \t\r".contains($0) } ?? true)
            if isMarker, parts != [""] { parts.append("") }
            parts[parts.count - 1] += line + "\n"
        }
        // The last newline was ours.
        parts[parts.count - 1].removeLast()
        return parts
    }
}
