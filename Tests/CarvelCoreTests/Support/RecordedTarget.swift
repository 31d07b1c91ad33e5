import CarvelCore
import Foundation

/// What a request's path is about: objects of a type, and how they are chosen.
struct RecordedTarget: Sendable {
    let type: ResourceType
    let namespace: String?
    let name: String?
    let subresource: String?
    let query: [String: String]

    /// - Parameter request: method and path, such as `GET /api/v1/namespaces/apps/secrets/x?dryRun=All`; the path is
    ///   that of an API's objects.
    init(_ request: String) {
        let halves = request.split(separator: " ")[1].split(separator: "?")
        var parts = halves[0].split(separator: "/").map(String.init)
        let group = parts[0] == "apis" ? parts[1] : ""
        let version = parts[0] == "apis" ? parts[2] : parts[1]
        parts.removeFirst(group.isEmpty ? 2 : 3)
        if parts.first == "namespaces", parts.count > 2 {
            namespace = parts[1]
            parts.removeFirst(2)
        } else {
            namespace = nil
        }
        // The URL does not need the kind, which objects carry themselves.
        type = ResourceType(group: group, version: version, kind: "", plural: parts[0])
        name = parts.count > 1 ? parts[1] : nil
        subresource = parts.count > 2 ? parts[2] : nil
        let pairs = (halves.count > 1 ? halves[1] : "").split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
            return (sides[0], sides.count > 1 ? sides[1] : "")
        }
        query = Dictionary(uniqueKeysWithValues: pairs)
    }
}
