import OrderedCollections
import YAMLDocument

/// All objects that were there at one time, and where a watch goes on from there.
struct ObjectListing: Sendable {
    var objects: [KubernetesObject] = []
    var resourceVersion: String?
}

extension ClusterClient {
    /// Lists objects a page at a time; where a page comes too late for the server to know the rest, all at once.
    func listing(_ selector: ObjectSelector) async throws(ClusterError) -> ObjectListing {
        do {
            return try await listing(selector, pageSize: 500)
        } catch  where error.isExpired {
            return try await listing(selector, pageSize: nil)
        }
    }

    private func listing(_ selector: ObjectSelector, pageSize: Int?) async throws(ClusterError) -> ObjectListing {
        var listing = ObjectListing()
        var next: String?
        repeat {
            var parameters = selector.parameters
            if let pageSize { parameters.append(("limit", "\(pageSize)")) }
            if let next { parameters.append(("continue", next)) }
            let call = ClusterCall(
                description: "list \(selector.type.groupResource)",
                path: selector.path + URLText.query(parameters)
            )
            let page = try await value(call)
            guard let items = page["items"]?.array else {
                throw error(call, .malformed("the server's answer has no items"))
            }
            listing.objects += items.map { selector.type.object(fromListItem: $0) }
            listing.resourceVersion = page[path: "metadata", "resourceVersion"]?.string
            next = page[path: "metadata", "continue"]?.string
        } while next?.isEmpty == false
        return listing
    }
}

extension ResourceType {
    /// An object as it stands alone: items of a list carry neither apiVersion nor kind.
    fileprivate func object(fromListItem item: JSONValue) -> KubernetesObject {
        var head: JSONObject = ["apiVersion": .string(apiVersion), "kind": .string(kind)]
        head.merge(item.object ?? [:]) { own, _ in own }
        return KubernetesObject(.object(head))
    }
}
