import YAMLDocument

/// The members of a mapping in a file that a person wrote: reads them by name, and says file, line and column of what
/// is not as expected.
struct YAMLFields {
    let node: YAMLNode
    let file: String
    /// The way to this mapping, such as `spec.repository`; empty at the top.
    let path: String

    init(_ node: YAMLNode, file: String, path: String = "", known: [String]) throws(DeliveryError) {
        self.node = node
        self.file = file
        self.path = path
        guard case .mapping(let members) = node.content else {
            throw Self.error(node, file, "\(path.isEmpty ? "the document" : path) is no mapping")
        }
        for (key, _) in members {
            let name = Self.name(of: key)
            guard !known.contains(name) else { continue }
            let hint = closestMatch(to: name, in: known).map { "did you mean \"\($0)\"?" }
            throw Self.error(
                key,
                file,
                "unknown field \"\(Self.join(path, name))\", expected one of \(known.joined(separator: ", "))",
                hint: hint
            )
        }
    }

    /// The text of a member that must be there.
    func text(_ name: String) throws(DeliveryError) -> String {
        guard let text = try optionalText(name) else { throw missing(name) }
        return text
    }

    /// The text of a member, or `nil` where it is absent.
    func optionalText(_ name: String) throws(DeliveryError) -> String? {
        guard let node = member(name) else { return nil }
        guard case .scalar(let text) = node.content else {
            throw Self.error(node, file, "\(Self.join(path, name)) is no text")
        }
        guard !text.isEmpty else { throw Self.error(node, file, "\(Self.join(path, name)) is empty") }
        return text
    }

    /// The truth value of a member, or `nil` where it is absent.
    func optionalBool(_ name: String) throws(DeliveryError) -> Bool? {
        guard let node = member(name) else { return nil }
        guard let value = (try? node.resolved())?.bool else {
            throw Self.error(node, file, "\(Self.join(path, name)) is neither true nor false")
        }
        return value
    }

    /// The mapping under a member that must be there.
    func fields(_ name: String, known: [String]) throws(DeliveryError) -> YAMLFields {
        guard let fields = try optionalFields(name, known: known) else { throw missing(name) }
        return fields
    }

    /// The mapping under a member, or `nil` where it is absent.
    func optionalFields(_ name: String, known: [String]) throws(DeliveryError) -> YAMLFields? {
        guard let node = member(name) else { return nil }
        return try YAMLFields(node, file: file, path: Self.join(path, name), known: known)
    }

    /// The mappings in the list under a member; empty where it is absent.
    func list(_ name: String, known: [String]) throws(DeliveryError) -> [YAMLFields] {
        guard let node = member(name) else { return [] }
        guard case .sequence(let items) = node.content else {
            throw Self.error(node, file, "\(Self.join(path, name)) is no list")
        }
        var fields: [YAMLFields] = []
        for (index, item) in items.enumerated() {
            fields.append(try YAMLFields(item, file: file, path: "\(Self.join(path, name))[\(index)]", known: known))
        }
        return fields
    }

    /// The error that a member must be there and is not.
    func missing(_ name: String) -> DeliveryError {
        Self.error(node, file, "\(Self.join(path, name)) is missing")
    }

    /// An error about a member, or about the mapping where it is absent.
    func error(_ name: String, _ message: String, hint: String? = nil) -> DeliveryError {
        Self.error(member(name) ?? node, file, "\(Self.join(path, name)) \(message)", hint: hint)
    }
}

extension YAMLFields {
    /// The node under a member; `nil` where it is absent, or null.
    func member(_ name: String) -> YAMLNode? {
        guard case .mapping(let members) = node.content else { return nil }
        guard let node = members.first(where: { Self.name(of: $0.key) == name })?.value else { return nil }
        return (try? node.resolved())?.isNull == true ? nil : node
    }

    private static func name(of key: YAMLNode) -> String {
        if case .scalar(let text) = key.content { text } else { "" }
    }

    private static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    private static func error(
        _ node: YAMLNode,
        _ file: String,
        _ message: String,
        hint: String? = nil
    ) -> DeliveryError {
        DeliveryError(at: "\(file):\(node.start.line):\(node.start.column)", message, hint: hint)
    }
}
