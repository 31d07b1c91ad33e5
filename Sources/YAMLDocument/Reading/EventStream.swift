import CYAML

/// One event of the parser, copied out of the C library's memory.
struct YAMLEvent {
    enum Kind {
        case documentStart(version: (major: Int, minor: Int)?)
        case scalar(text: String, style: YAMLStyle, isImplicit: Bool)
        case sequenceStart(YAMLStyle)
        case mappingStart(YAMLStyle)
        case collectionEnd
        case alias
        case streamEnd
        /// The start of the stream or the end of a document, which say nothing more.
        case other
    }

    let kind: Kind
    var tag: String?
    var anchor: String?
    let start: YAMLMark
    let end: YAMLMark
}

/// The events of one text. It owns the C parser and the bytes that the parser reads.
struct EventStream: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let offsets: ByteOffsets
    private let file: String?

    init(text: String, file: String?) throws(YAMLError) {
        offsets = ByteOffsets(text: text)
        self.file = file
        let bytes = text.utf8.dropFirst(offsets.skipped)
        input = UnsafeMutableBufferPointer.allocate(capacity: bytes.count)
        _ = input.initialize(fromContentsOf: bytes)
        parser = UnsafeMutablePointer.allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            input.deallocate()
            throw YAMLError(file: file, line: 1, column: 1, message: "not enough memory to read YAML")
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event; after `streamEnd` there is none to ask for.
    mutating func next() throws(YAMLError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        return copy(of: event)
    }

    private func copy(of event: yaml_event_t) -> YAMLEvent {
        let kind: YAMLEvent.Kind
        var tag: UnsafeMutablePointer<yaml_char_t>?
        var anchor: UnsafeMutablePointer<yaml_char_t>?
        switch event.type {
        case YAML_DOCUMENT_START_EVENT:
            let directive = event.data.document_start.version_directive
            kind = .documentStart(version: directive.map { (Int($0.pointee.major), Int($0.pointee.minor)) })
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            (tag, anchor) = (scalar.tag, scalar.anchor)
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            kind = .scalar(text: text, style: style(of: scalar.style), isImplicit: scalar.plain_implicit != 0)
        case YAML_SEQUENCE_START_EVENT:
            let sequence = event.data.sequence_start
            (tag, anchor) = (sequence.tag, sequence.anchor)
            kind = .sequenceStart(sequence.style == YAML_FLOW_SEQUENCE_STYLE ? .flow : .block)
        case YAML_MAPPING_START_EVENT:
            let mapping = event.data.mapping_start
            (tag, anchor) = (mapping.tag, mapping.anchor)
            kind = .mappingStart(mapping.style == YAML_FLOW_MAPPING_STYLE ? .flow : .block)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            kind = .collectionEnd
        case YAML_ALIAS_EVENT:
            anchor = event.data.alias.anchor
            kind = .alias
        case YAML_STREAM_END_EVENT, YAML_NO_EVENT:
            kind = .streamEnd
        default:
            kind = .other
        }
        return YAMLEvent(
            kind: kind,
            tag: tag.map { String(cString: $0) },
            anchor: anchor.map { String(cString: $0) },
            start: mark(event.start_mark),
            end: mark(event.end_mark)
        )
    }

    private func style(of style: yaml_scalar_style_t) -> YAMLStyle {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private func mark(_ mark: yaml_mark_t) -> YAMLMark {
        YAMLMark(line: mark.line + 1, column: mark.column + 1, offset: offsets.offset(ofScalar: mark.index))
    }

    private func failure() -> YAMLError {
        let state = parser.pointee
        let message = state.problem.map { String(cString: $0) } ?? "not enough memory to read YAML"
        guard state.error == YAML_READER_ERROR else {
            return YAMLError(file: file, mark: mark(state.problem_mark), message: message)
        }
        // The byte reader runs ahead of the scanner and reports no line, so it is counted here.
        let before = input.prefix(state.problem_offset)
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let column = String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count + 1
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        return YAMLError(file: file, line: line, column: column, message: message)
    }
}
