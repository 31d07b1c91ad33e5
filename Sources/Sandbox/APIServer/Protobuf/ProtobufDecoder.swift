import FoundationEssentials
import OrderedCollections
import YAMLDocument

/// Reads the protobuf form in which kubectl sends objects of built-in types.
///
/// As in JSON, fields that are empty are left out.
enum ProtobufDecoder {
    /// What cannot be read as a message of its type.
    struct Malformed: Error, Hashable {}

    /// Every body in this form begins so.
    private static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]

    /// The object in a request's body, or `nil` for a type that is not read in this form.
    ///
    /// - Throws: `Malformed` for bytes that are no such message.
    static func object(_ body: [UInt8]) throws(Malformed) -> JSONValue? {
        guard body.starts(with: magic) else { throw Malformed() }
        // The envelope: apiVersion and kind in field 1, and the object itself in field 2.
        let typeMeta = ProtobufMessage([1: ("apiVersion", .string), 2: ("kind", .string)])
        let envelope = ProtobufMessage([1: ("type", .message(typeMeta)), 2: ("raw", .bytes)])
        let value = try decode(body.dropFirst(magic.count), as: envelope)
        guard let type = value["type"], let kind = type["kind"]?.string else { throw Malformed() }
        guard let message = ProtobufMessage.type(kind: kind) else { return nil }
        let raw = value["raw"]?.string.flatMap { Data(base64Encoded: $0) } ?? Data()
        var object = type
        for (name, member) in try decode(Array(raw)[...], as: message).object ?? [:] { object[name] = member }
        return object
    }

    private static func decode(_ bytes: ArraySlice<UInt8>, as message: ProtobufMessage) throws(Malformed) -> JSONValue {
        var reader = Reader(bytes: bytes)
        var value = JSONValue.object([:])
        while let (number, wire) = try reader.tag() {
            guard let field = message.fields[number] else { continue }
            switch field.type {
            case .list(let element):
                let entry = try single(wire, as: element) ?? ""
                value[field.name] = .array((value[field.name]?.array ?? []) + [entry])
            case .map(let element):
                let (key, entry) = try mapEntry(wire, element)
                var map = value[field.name] ?? .object([:])
                map[key] = entry
                value[field.name] = map
            default:
                if let entry = try single(wire, as: field.type), !isEmpty(entry) { value[field.name] = entry }
            }
        }
        return value
    }

    private static func single(_ wire: Wire, as type: ProtobufMessage.FieldType) throws(Malformed) -> JSONValue? {
        switch (type, wire) {
        case (.string, .bytes(let bytes)): return .string(String(decoding: bytes, as: UTF8.self))
        case (.bytes, .bytes(let bytes)): return .string(Data(bytes).base64EncodedString())
        case (.integer, .varint(let number)): return .int(Int64(bitPattern: number))
        case (.bool, .varint(let number)): return .bool(number != 0)
        case (.message(let message), .bytes(let bytes)): return try decode(bytes, as: message)
        case (.time, .bytes(let bytes)):
            let time = try decode(bytes, as: ProtobufMessage([1: ("seconds", .integer)]))
            return time["seconds"]?.int.map {
                .string(Date(timeIntervalSince1970: Double($0)).formatted(.iso8601))
            }
        default: throw Malformed()
        }
    }

    private static func mapEntry(
        _ wire: Wire,
        _ type: ProtobufMessage.FieldType
    ) throws(Malformed) -> (key: String, value: JSONValue) {
        guard case .bytes(let bytes) = wire else { throw Malformed() }
        var reader = Reader(bytes: bytes)
        var key = ""
        var value: JSONValue = ""
        while let (number, wire) = try reader.tag() {
            if number == 1, case .bytes(let text) = wire { key = String(decoding: text, as: UTF8.self) }
            if number == 2 { value = try single(wire, as: type) ?? "" }
        }
        return (key, value)
    }

    private static func isEmpty(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): text.isEmpty
        case .int(let number): number == 0
        case .object(let members): members.isEmpty
        default: false
        }
    }

    // MARK: The wire

    private enum Wire {
        case varint(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    private struct Reader {
        var bytes: ArraySlice<UInt8>

        /// The number and value of the next field, or `nil` at the end.
        mutating func tag() throws(Malformed) -> (number: Int, value: Wire)? {
            guard !bytes.isEmpty else { return nil }
            let tag = try varint()
            let number = Int(truncatingIfNeeded: tag >> 3)
            switch tag & 7 {
            case 0: return (number, .varint(try varint()))
            case 2:
                let length = try varint()
                guard length <= UInt64(bytes.count) else { throw Malformed() }
                let value = bytes.prefix(Int(length))
                bytes = bytes.dropFirst(Int(length))
                return (number, .bytes(value))
            default: throw Malformed()
            }
        }

        private mutating func varint() throws(Malformed) -> UInt64 {
            var result: UInt64 = 0
            var shift: UInt64 = 0
            while shift < 64 {
                guard let byte = bytes.popFirst() else { throw Malformed() }
                result |= UInt64(byte & 0x7F) << shift
                if byte & 0x80 == 0 { return result }
                shift += 7
            }
            throw Malformed()
        }
    }
}
