import YAMLDocument

extension ObjectList {
    /// The wanted objects, all of one version of the collection.
    ///
    /// - Throws: as `reduced`.
    func collected(where isWanted: (KubernetesObject) -> Bool) async throws(ClusterError) -> [KubernetesObject] {
        try await fromOneVersion { iterator throws(ClusterError) in
            var objects: [KubernetesObject] = []
            while let object = try await iterator.next() {
                if isWanted(object) { objects.append(object) }
            }
            return objects
        }
    }

    /// What comes of the objects, looked into one after the other, all of one version of the collection: begins anew,
    /// once, where the list expires or the connection breaks in its midst.
    func reduced<Result>(
        into start: Result,
        _ take: (inout Result, ListedObject) -> Void
    ) async throws(ClusterError) -> Result {
        try await fromOneVersion { iterator throws(ClusterError) in
            var result = start
            try await iterator.takeAll(isolation: nil) { take(&result, $0) }
            return result
        }
    }

    private func fromOneVersion<Result>(
        _ read: (inout Iterator) async throws(ClusterError) -> Result
    ) async throws(ClusterError) -> Result {
        do {
            return try await atOnce(read)
        } catch  where error.isOfCutList {
            return try await atOnce(read)
        }
    }

    private func atOnce<Result>(
        _ read: (inout Iterator) async throws(ClusterError) -> Result
    ) async throws(ClusterError) -> Result {
        var iterator = Iterator(list: self, goesOnAfterExpiry: false)
        return try await read(&iterator)
    }

    func malformed(_ error: JSONError) -> ClusterError {
        client.error(
            call(continuing: nil),
            .malformed("the server's answer is no list (byte \(error.offset): \(error.message))")
        )
    }
}
