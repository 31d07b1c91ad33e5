import OrderedCollections

/// Turns one node tree into the JSON value that Kubernetes makes of it.
struct NodeResolver {
    private let file: String?
    private let strict: Bool
    /// How many nodes were visited, and how many of those only because an alias named them.
    private var visited = 0
    private var visitedByAlias = 0
    private var aliasDepth = 0

    init(file: String?, strict: Bool) {
        self.file = file
        self.strict = strict
    }

    mutating func value(of node: YAMLNode) throws(YAMLError) -> JSONValue {
        if node.isAlias { aliasDepth += 1 }
        defer { if node.isAlias { aliasDepth -= 1 } }
        try count(node)
        switch node.content {
        case .scalar(let text):
            let value = try scalar(text, of: node)
            if case .double(let number) = value, !number.isFinite {
                let name = number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf"
                throw error(node, "unsupported value: \(name)")
            }
            return value
        case .sequence(let nodes):
            var values: [JSONValue] = []
            for node in nodes { values.append(try value(of: node)) }
            return .array(values)
        case .mapping(let members):
            var object = JSONObject()
            try add(members, to: &object)
            return .object(object)
        }
    }

    // MARK: Mappings

    private mutating func add(
        _ members: [(key: YAMLNode, value: YAMLNode)],
        to object: inout JSONObject
    ) throws(YAMLError) {
        for (keyNode, valueNode) in members {
            if keyNode.isMergeKey {
                try merge(valueNode, into: &object)
                continue
            }
            let key = try key(keyNode)
            let value = try value(of: valueNode)
            // A merged key counts as set, too: Kubernetes lets the later of the two win, and its strict reader refuses.
            if strict, object[key] != nil { throw error(keyNode, "key \"\(key)\" already set in map") }
            object[key] = value
        }
    }

    private mutating func merge(_ node: YAMLNode, into object: inout JSONObject) throws(YAMLError) {
        if node.isAlias { aliasDepth += 1 }
        defer { if node.isAlias { aliasDepth -= 1 } }
        try count(node)
        switch node.content {
        case .mapping(let members):
            try add(members, to: &object)
        case .sequence(let nodes) where !node.isAlias:
            // The earlier of two merged mappings wins, so it comes last.
            for node in nodes.reversed() {
                guard case .mapping = node.content else { throw cannotMerge(node) }
                try merge(node, into: &object)
            }
        case .sequence, .scalar:
            throw cannotMerge(node)
        }
    }

    /// The name that a node has as a key of JSON.
    mutating func key(_ node: YAMLNode) throws(YAMLError) -> String {
        if node.isAlias { aliasDepth += 1 }
        defer { if node.isAlias { aliasDepth -= 1 } }
        try count(node)
        guard case .scalar(let text) = node.content else { throw error(node, "invalid map key: not a scalar") }
        switch try scalar(text, of: node) {
        case .string(let text): return text
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return String(number)
        case .double(let number): return NumberText.key(number)
        case .null: throw error(node, "unsupported map key: null")
        case .uint, .array, .object: throw error(node, "unsupported map key: a number over \(Int64.max)")
        }
    }

    // MARK: Scalars

    private func scalar(_ text: String, of node: YAMLNode) throws(YAMLError) -> JSONValue {
        guard let tag = node.tag else {
            return node.isImplicit ? ScalarResolver.value(of: text).value : .string(text)
        }
        do {
            return try ScalarResolver.value(of: text, tag: tag)
        } catch let mismatch {
            throw error(node, mismatch.message)
        }
    }

    // MARK: Limits

    /// Counts a visit, and refuses aliases that blow a small document up.
    private mutating func count(_ node: YAMLNode) throws(YAMLError) {
        visited += 1
        if aliasDepth > 0 { visitedByAlias += 1 }
        guard visitedByAlias > 100, visited > 1000 else { return }
        if Double(visitedByAlias) / Double(visited) > Self.allowedAliasShare(visited) {
            throw error(node, "document contains excessive aliasing")
        }
    }

    /// The share of visits that aliases may cause: nearly all in a small document, a tenth in a huge one. The bounds are
    /// those of Kubernetes' reader, so that a document is refused here when it would be refused there.
    private static func allowedAliasShare(_ visited: Int) -> Double {
        let (small, huge) = (400_000.0, 4_000_000.0)
        let position = min(max((Double(visited) - small) / (huge - small), 0), 1)
        return 0.99 - 0.89 * position
    }

    private func cannotMerge(_ node: YAMLNode) -> YAMLError {
        error(node, "map merge requires map or sequence of maps as the value")
    }

    private func error(_ node: YAMLNode, _ message: String) -> YAMLError {
        YAMLError(file: file, mark: node.start, message: message)
    }
}

extension YAMLNode {
    /// Whether this, as a key, merges another mapping into its own.
    var isMergeKey: Bool {
        guard case .scalar("<<") = content, !isAlias else { return false }
        return isImplicit || tag == "tag:yaml.org,2002:merge"
    }
}
