/// Why no type of a server is what was asked for.
public enum ResourceLookupError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No type has that name. The one that is most like it may have been meant; the APIs that are not available may
    /// have it.
    case unknown(name: String, suggestion: String?, unavailable: [String])
    /// Several types of one version have that name; the candidates are their full names.
    case ambiguous(name: String, candidates: [String])
    /// It belongs to an API that the server can't reach at present.
    case unavailable(name: String, apiVersion: String)
    /// No type of that version has that kind; other versions of the group may have it, or it is misspelt.
    case unknownKind(apiVersion: String, kind: String, servedIn: [String], suggestion: String?)

    /// One sentence: what was looked for, what was found, and what to do.
    public var description: String {
        switch self {
        case .unknown(let name, let suggestion, let unavailable):
            var text = "there is no resource type \"\(name)\""
            if let suggestion { text += "; did you mean \"\(suggestion)\"?" }
            if !unavailable.isEmpty {
                text += "; these APIs, which may have it, are not available: \(unavailable.joined(separator: ", "))"
            }
            return text
        case .ambiguous(let name, let candidates):
            return "\"\(name)\" may be any of \(candidates.joined(separator: ", ")); give the full name"
        case .unavailable(let name, let apiVersion):
            return "\"\(name)\" can't be looked up: the API \(apiVersion) is not available at present; see"
                + " kubectl get apiservices for the reason"
        case .unknownKind(let apiVersion, let kind, let servedIn, let suggestion):
            var text = "there is no kind \"\(kind)\" in \(apiVersion)"
            if !servedIn.isEmpty {
                text += "; it is served in \(servedIn.joined(separator: " and "))"
            } else if let suggestion {
                text += "; did you mean \"\(suggestion)\"?"
            } else {
                text += "; install what brings it, such as its custom resource definition"
            }
            return text
        }
    }
}
