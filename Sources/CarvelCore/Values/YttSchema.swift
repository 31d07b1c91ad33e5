import YAMLDocument

extension ValuesSchema {
    /// Reads a schema as packages have it in their bundles: a document annotated with `#@data/values-schema`.
    ///
    /// - Returns: `nil` if the file has no such document.
    /// - Throws: `ValuesSchemaError` for a file that is not YAML, or a schema that ytt would refuse, or one that cannot
    ///   be read without running ytt, because parts of it are computed.
    public static func ytt(_ text: String, file: String) throws(ValuesSchemaError) -> ValuesSchema? {
        let roots: [YAMLNode]
        let documents: [PlacedDocument]
        let lines = SourceLines(file: file, text: text)
        do {
            roots = try YAMLReader.nodes(text, file: file)
            documents = try PlacedDocument.documents(of: roots, lines: lines)
        } catch {
            throw ValuesSchemaError(file: file, line: error.line, message: error.message)
        }
        let annotations = YAMLComment.comments(in: text, documents: roots).compactMap(YttAnnotation.init)
        let owned = YttAnnotations(annotations, lines: Set(documents.flatMap(\.lineNumbers)))
        let schemas = documents.filter { document in
            owned.annotations(on: document.line.number, isFirst: true, isLast: true)
                .contains { $0.name == "data/values-schema" }
        }
        guard let schema = schemas.first else { return nil }
        if schemas.count > 1 {
            let message = "a second schema document; only one in a file can be read"
            throw ValuesSchemaError(file: file, line: schemas[1].line.number, message: message)
        }
        if let computed = annotations.first(where: \.isComputation) {
            let message = "a schema with code in it can only be read by ytt itself"
            throw ValuesSchemaError(file: file, line: computed.line, message: message)
        }
        var reader = YttSchemaReader(annotations: owned, lines: lines)
        let root = try reader.field(schema.value, line: schema.line, isFirst: true)
        return ValuesSchema(root: root, notJudged: reader.notJudged)
    }
}

extension PlacedDocument {
    /// The lines on which it or a part of it begins.
    fileprivate var lineNumbers: [Int] { [line.number] + value.lineNumbers }
}

extension PlacedValue {
    fileprivate var lineNumbers: [Int] {
        switch self {
        case .scalar: []
        case .array(let items): items.flatMap { [$0.line?.number].compactMap(\.self) + $0.value.lineNumbers }
        case .map(let members): members.flatMap { [$0.line?.number].compactMap(\.self) + $0.value.lineNumbers }
        }
    }
}
