/// All objects that were there at one time, and where a watch goes on from there.
struct ObjectListing: Sendable {
    var objects: [KubernetesObject] = []
    var resourceVersion: String?
}

extension ClusterClient {
    /// Lists objects as they were at one time; where that expires before its end, it begins anew, once.
    func listing(
        _ selector: ObjectSelector,
        reading selection: JSONSelection
    ) async throws(ClusterError) -> ObjectListing {
        let list = objects(
            selector.type,
            namespace: selector.namespace,
            labelSelector: selector.labels,
            fieldSelector: selector.fieldSelector,
            reading: selection
        )
        do {
            return try await listing(list)
        } catch  where error.isExpired {
            return try await listing(list)
        }
    }

    private func listing(_ list: ObjectList) async throws(ClusterError) -> ObjectListing {
        var objects = ObjectList.Iterator(list: list, goesOnAfterExpiry: false)
        var listing = ObjectListing()
        while let object = try await objects.next() { listing.objects.append(object) }
        listing.resourceVersion = objects.resourceVersion
        return listing
    }
}
