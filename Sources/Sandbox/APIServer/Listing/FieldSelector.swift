import YAMLDocument

/// A field selector, such as `metadata.name=x,involvedObject.kind!=Pod`.
struct FieldSelector: Sendable, Hashable {
    struct Requirement: Sendable, Hashable {
        var field: String
        var value: String
        var isEqual: Bool
    }

    var requirements: [Requirement] = []

    /// Reads a selector for objects of a type.
    ///
    /// - Parameters:
    ///   - text: The query parameter.
    ///   - fields: What may be selected by besides `metadata.name` and `metadata.namespace`.
    /// - Throws: 400 in the words of the real server.
    init(_ text: String?, fields: [String]) throws(StatusError) {
        guard let text, !text.isEmpty else { return }
        guard let requirements = Self.requirements(text) else {
            throw .badRequest("invalid selector: '\(text)'; can't understand '\(text)'")
        }
        let known = ["metadata.name", "metadata.namespace"]
        for requirement in requirements where !(known + fields).contains(requirement.field) {
            let only = fields.isEmpty ? ": only \"metadata.name\", \"metadata.namespace\"" : ""
            throw .badRequest("\"\(requirement.field)\" is not a known field selector\(only)")
        }
        self.requirements = requirements
    }

    /// Whether an object is selected. A field that is absent is an empty one.
    func matches(_ object: JSONValue) -> Bool {
        requirements.allSatisfy { requirement in
            (Self.text(of: requirement.field, in: object) == requirement.value) == requirement.isEqual
        }
    }

    /// The name that a selector text asks for, where it asks for exactly one.
    static func requiredName(_ text: String?) -> String? {
        guard let text, let requirements = requirements(text) else { return nil }
        let names = requirements.filter { $0.field == "metadata.name" }
        guard names.count == 1, let name = names.first, name.isEqual else { return nil }
        return name.value
    }

    private static func text(of field: String, in object: JSONValue) -> String {
        var value: JSONValue? = object
        for key in field.split(separator: ".") { value = value?[String(key)] }
        switch value {
        case .string(let text): return text
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return String(number)
        default: return ""
        }
    }

    private static func requirements(_ text: String) -> [Requirement]? {
        var requirements: [Requirement] = []
        for term in text.split(separator: ",") {
            guard let requirement = requirement(String(term)) else { return nil }
            requirements.append(requirement)
        }
        return requirements
    }

    private static func requirement(_ term: String) -> Requirement? {
        guard let sign = term.firstIndex(of: "=") else { return nil }
        let value = term[term.index(after: sign)...]
        if term[..<sign].hasSuffix("!") {
            return Requirement(field: String(term[..<sign].dropLast()), value: String(value), isEqual: false)
        }
        let isDouble = value.hasPrefix("=")
        return Requirement(
            field: String(term[..<sign]),
            value: String(isDouble ? value.dropFirst() : value),
            isEqual: true
        )
    }
}
