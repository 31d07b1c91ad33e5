/// A label selector, such as `app=web,tier in (a, b),!legacy`.
struct LabelSelector: Sendable, Hashable {
    enum Requirement: Sendable, Hashable {
        case isOneOf(key: String, values: Set<String>)
        /// Also true of objects without the label.
        case isNoneOf(key: String, values: Set<String>)
        case exists(key: String)
        case isAbsent(key: String)
        case isGreater(key: String, than: Int64)
        case isLess(key: String, than: Int64)
    }

    /// All must hold. Empty selects everything.
    var requirements: [Requirement] = []

    /// Reads a selector.
    ///
    /// - Throws: 400 in the words of the real server.
    init(_ text: String?) throws(StatusError) {
        guard let text, !text.isEmpty else { return }
        var parser = LabelSelectorParser(text)
        requirements = try parser.requirements()
    }

    /// Whether an object with these labels is selected.
    func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .isOneOf(let key, let values): labels[key].map(values.contains) ?? false
            case .isNoneOf(let key, let values): labels[key].map { !values.contains($0) } ?? true
            case .exists(let key): labels[key] != nil
            case .isAbsent(let key): labels[key] == nil
            case .isGreater(let key, let bound): labels[key].flatMap(Int64.init).map { $0 > bound } ?? false
            case .isLess(let key, let bound): labels[key].flatMap(Int64.init).map { $0 < bound } ?? false
            }
        }
    }
}
