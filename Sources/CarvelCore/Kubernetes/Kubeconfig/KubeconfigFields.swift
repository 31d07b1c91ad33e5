import OrderedCollections
import YAMLDocument

/// The members of one object in a kubeconfig, read as strictly as kubectl reads them: a member of another type is an
/// error, and an absent one, null, and an empty one are the same.
struct KubeconfigFields: Sendable {
    /// The file and the entry, for messages.
    var place: String
    var members: JSONValue

    /// Whether there is such a member, other than null.
    func has(_ member: String) -> Bool { value(member) != nil }

    func text(_ member: String) throws(KubeconfigError) -> String? {
        guard let value = value(member) else { return nil }
        guard let text = value.string else {
            throw KubeconfigError("\(place): \(member) is no text; put it in quotes")
        }
        return text.isEmpty ? nil : text
    }

    func truth(_ member: String) throws(KubeconfigError) -> Bool? {
        guard let value = value(member) else { return nil }
        guard let truth = value.bool else {
            throw KubeconfigError("\(place): \(member) is neither true nor false; write one of them, without quotes")
        }
        return truth
    }

    func texts(_ member: String) throws(KubeconfigError) -> [String] {
        guard let value = value(member) else { return [] }
        return try Self.texts(value, "\(place): \(member)")
    }

    /// The lists of texts by their names.
    func textsByName(_ member: String) throws(KubeconfigError) -> [String: [String]] {
        guard let value = value(member) else { return [:] }
        guard let lists = value.object else { throw KubeconfigError("\(place): \(member) is no map of lists") }
        var result: [String: [String]] = [:]
        for (name, list) in lists { result[name] = try Self.texts(list, "\(place): \(member): \(name)") }
        return result
    }

    /// The members of a member that is an object itself.
    func fields(_ member: String) throws(KubeconfigError) -> KubeconfigFields? {
        guard let value = value(member) else { return nil }
        guard value.object != nil else { throw KubeconfigError("\(place): \(member) is no map") }
        return KubeconfigFields(place: "\(place): \(member)", members: value)
    }

    /// The members of each element of a list of objects.
    func list(_ member: String) throws(KubeconfigError) -> [KubeconfigFields] {
        guard let value = value(member) else { return [] }
        guard let items = value.array else { throw KubeconfigError("\(place): \(member) is no list") }
        var result: [KubeconfigFields] = []
        for (index, item) in items.enumerated() {
            let place = "\(place): \(member)[\(index)]"
            guard item.object != nil else { throw KubeconfigError("\(place) is no map") }
            result.append(KubeconfigFields(place: place, members: item))
        }
        return result
    }

    private func value(_ member: String) -> JSONValue? {
        guard let value = members[member], !value.isNull else { return nil }
        return value
    }

    private static func texts(_ value: JSONValue, _ place: String) throws(KubeconfigError) -> [String] {
        guard let items = value.array else { throw KubeconfigError("\(place) is no list") }
        var texts: [String] = []
        for (index, item) in items.enumerated() {
            guard let text = item.string else {
                throw KubeconfigError("\(place)[\(index)] is no text; put it in quotes")
            }
            texts.append(text)
        }
        return texts
    }
}
