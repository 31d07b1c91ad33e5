import OrderedCollections
import YAMLDocument

/// Objects as a comparison shows them: without what the server notes down of each write, and without secrets.
enum ShownObject {
    /// What is somebody else's, and no part of what is wanted.
    private static let serversMembers = [
        "managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink",
    ]

    /// The part of an object that is compared; not masked.
    static func compared(_ object: KubernetesObject) -> JSONValue {
        var json = object.json
        json["status"] = nil
        for member in serversMembers where json[path: "metadata", member] != nil { json["metadata"]?[member] = nil }
        return json
    }

    /// An object before and after, masked so that a secret which changes can be told from one that does not.
    static func pair(_ before: KubernetesObject?, _ after: KubernetesObject?) -> (JSONValue?, JSONValue?) {
        var shownBefore = before.map { MaskedBody.masked(compared($0)) }
        var shownAfter = after.map { MaskedBody.masked(compared($0)) }
        guard let before, let after, before.kind == ResourceType.secret.kind else { return (shownBefore, shownAfter) }
        for member in ["data", "stringData"] {
            let old = before.json[member]?.object ?? [:]
            let new = after.json[member]?.object ?? [:]
            for key in old.keys where new[key] != nil && new[key] != old[key] {
                shownBefore?[member]?[key] = .string("\(MaskedURL.mask) (before)")
                shownAfter?[member]?[key] = .string("\(MaskedURL.mask) (after)")
            }
        }
        return (shownBefore, shownAfter)
    }
}
