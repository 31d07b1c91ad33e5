/// A template of names, taken apart once: a large delivery has tens of thousands of names.
struct NameTemplate: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case text(String)
        case package
        case cluster
    }

    private var parts: [Part] = []

    /// - Parameters:
    ///   - template: a text with `{package}`, `{cluster}` and `{delivery}` for what differs.
    ///   - delivery: the delivery's name.
    init(_ template: String, delivery: String) {
        let placeholders: [(String, Part)] = [
            ("{package}", .package), ("{cluster}", .cluster), ("{delivery}", .text(delivery)),
        ]
        var rest = template[...]
        while let brace = rest.utf8.firstIndex(of: UInt8(ascii: "{")) {
            parts.append(.text(String(rest[..<brace])))
            rest = rest[brace...]
            if let (placeholder, part) = placeholders.first(where: { rest.utf8.starts(with: $0.0.utf8) }) {
                parts.append(part)
                rest = rest[rest.utf8.index(brace, offsetBy: placeholder.utf8.count)...]
            } else {
                parts.append(.text("{"))
                rest = rest[rest.utf8.index(after: brace)...]
            }
        }
        parts.append(.text(String(rest)))
        parts.removeAll { $0 == .text("") }
    }

    /// The name that it makes.
    func name(package: String, cluster: String = "") -> String {
        var name = ""
        name.reserveCapacity(ObjectNames.longest)
        for part in parts {
            switch part {
            case .text(let text): name += text
            case .package: name += package
            case .cluster: name += cluster
            }
        }
        return name
    }
}
