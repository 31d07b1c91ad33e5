import CarvelCore
import OrderedCollections
import YAMLDocument

/// Where two answers differ, in lines that a reader of a failed test can make something of.
enum AnswerDifference {
    static func lines(_ own: JSONValue, _ recorded: JSONValue, at path: String = "") -> [String] {
        switch (own, recorded) {
        case (.object(let own), .object(let recorded)):
            let keys = OrderedSet(recorded.keys).union(own.keys)
            return keys.flatMap { lines(own[$0], recorded[$0], at: "\(path).\($0)") }
        case (.array(let own), .array(let recorded)):
            return (0..<max(own.count, recorded.count)).flatMap { index in
                lines(
                    own.indices.contains(index) ? own[index] : nil,
                    recorded.indices.contains(index) ? recorded[index] : nil,
                    at: "\(path)[\(index)]"
                )
            }
        default: return own == recorded ? [] : ["\(path): \(text(own)), recorded is \(text(recorded))"]
        }
    }

    private static func lines(_ own: JSONValue?, _ recorded: JSONValue?, at path: String) -> [String] {
        if let own, let recorded { return lines(own, recorded, at: path) }
        return ["\(path): \(own.map(text) ?? "absent"), recorded is \(recorded.map(text) ?? "absent")"]
    }

    private static func text(_ value: JSONValue) -> String { String(decoding: JSONWriter.bytes(value), as: UTF8.self) }
}
