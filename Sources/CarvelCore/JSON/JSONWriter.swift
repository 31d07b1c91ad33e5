public import YAMLDocument

/// Writes values as JSON text.
public enum JSONWriter {
    /// The value on one line, for the wire.
    public static func bytes(_ value: JSONValue) -> [UInt8] {
        var output: [UInt8] = []
        write(value, to: &output, indentation: nil)
        return output
    }

    /// The value over several lines with four spaces a level, as kubectl prints it.
    public static func prettyString(_ value: JSONValue) -> String {
        var output: [UInt8] = []
        write(value, to: &output, indentation: 0)
        return String(decoding: output, as: UTF8.self)
    }

    private static func write(_ value: JSONValue, to output: inout [UInt8], indentation: Int?) {
        switch value {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .int(let value): output += String(value).utf8
        case .uint(let value): output += String(value).utf8
        case .double(let value): output += number(value).utf8
        case .string(let value): write(value, to: &output)
        case .array(let elements):
            let pairs = elements.map { (key: String?.none, value: $0) }
            write(pairs, between: ("[", "]"), to: &output, indentation: indentation)
        case .object(let members):
            let pairs = members.map { (key: String?.some($0.key), value: $0.value) }
            write(pairs, between: ("{", "}"), to: &output, indentation: indentation)
        }
    }

    private static func write(
        _ elements: [(key: String?, value: JSONValue)],
        between brackets: (String, String),
        to output: inout [UInt8],
        indentation: Int?
    ) {
        output += brackets.0.utf8
        let inner = indentation.map { $0 + 4 }
        for (index, element) in elements.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            breakLine(inner, to: &output)
            if let key = element.key {
                write(key, to: &output)
                output += (inner == nil ? ":" : ": ").utf8
            }
            write(element.value, to: &output, indentation: inner)
        }
        if !elements.isEmpty { breakLine(indentation, to: &output) }
        output += brackets.1.utf8
    }

    private static func breakLine(_ indentation: Int?, to output: inout [UInt8]) {
        guard let indentation else { return }
        output.append(UInt8(ascii: "\n"))
        output += repeatElement(UInt8(ascii: " "), count: indentation)
    }

    private static func write(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output += "\\\"".utf8
            case UInt8(ascii: "\\"): output += "\\\\".utf8
            case 0x0A: output += "\\n".utf8
            case 0x0D: output += "\\r".utf8
            case 0x09: output += "\\t".utf8
            case 0..<0x20:
                let hex = String(byte, radix: 16)
                output += ("\\u" + String(repeating: "0", count: 4 - hex.count) + hex).utf8
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    /// Whole numbers without a fraction, as JSON.stringify and Go write them; null for what is no number of JSON, as
    /// JSON.stringify has it.
    private static func number(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return "\(value)"
    }
}
